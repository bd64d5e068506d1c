import Core

/// What this room refuses: a broken word list, or a transcript file it cannot read. Equal by code.
package struct SpeechError: CodedError, Hashable {
    /// The codes of this room, as the error table names them.
    package enum Code: String, CaseIterable, Sendable {
        /// A filler list does not follow its schema.
        case invalidList = "analyze.invalid_list"
        /// A supplied transcript cannot be read.
        case invalidTranscript = "transcribe.invalid_transcript"
    }

    /// Which refusal it is.
    package var kind: Code
    /// What is wrong, where, and what to do instead.
    package var message: String
    /// Facts for the log: names of files, numbers of lines.
    package var context: [String: String]

    /// A refusal.
    package init(_ kind: Code, _ message: String, context: [String: String] = [:]) {
        self.kind = kind
        self.message = message
        self.context = context
    }

    package var code: String { kind.rawValue }

    package static func == (a: SpeechError, b: SpeechError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
