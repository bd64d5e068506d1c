import Core

/// Why the offline recognizer gave no transcript. Equal by code.
package struct RecognizerError: CodedError, Hashable {
    /// The codes of this module, as in the error table.
    package enum Code: String, Sendable, CaseIterable {
        /// The library's model, or the program to run it in, is not there.
        case engineMissing = "transcribe.engine_missing"
        /// The child process died or broke the protocol, also on a second try.
        case engineFailed = "transcribe.engine_failed"
        /// The child process did not finish within its deadline and was killed.
        case timeout = "transcribe.timeout"
        /// The engine cannot do what was asked.
        case rejected = "transcribe.rejected"
        /// Too many recordings wait for the engine.
        case unavailable = "transcribe.unavailable"
    }

    /// Which error it is.
    package let kind: Code
    package let message: String
    package let context: [String: String]

    /// An error with a sentence for the person who sent the request and facts for the log.
    package init(_ kind: Code, _ message: String, context: [String: String] = [:]) {
        self.kind = kind
        self.message = message
        self.context = context
    }

    package var code: String { kind.rawValue }

    package static func == (a: RecognizerError, b: RecognizerError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
