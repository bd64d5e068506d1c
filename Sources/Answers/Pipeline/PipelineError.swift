import Core

/// What goes wrong in running stages rather than in one of them. Equal by code.
package struct PipelineError: CodedError, Hashable {
    /// The codes of this module; rows of ``ErrorTable``.
    package enum Code: String, Sendable, CaseIterable {
        /// What was stored does not read back as it was.
        case unreadable = "decode.unreadable"
        /// The recording is not there any more.
        case notKept = "decode.not_kept"
        /// The recording is larger than allowed.
        case tooLarge = "upload.too_large"
        /// The request carries no audio bytes.
        case empty = "upload.empty"
    }

    /// Which of them.
    package let kind: Code
    package let message: String
    package let context: [String: String]

    /// An error with its sentence and facts for the log.
    package init(_ kind: Code, _ message: String, context: [String: String] = [:]) {
        self.kind = kind
        self.message = message
        self.context = context
    }

    package var code: String { kind.rawValue }

    package static func == (a: PipelineError, b: PipelineError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
