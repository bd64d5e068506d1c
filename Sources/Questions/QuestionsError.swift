import Core

/// What goes wrong while question files are read or questions are chosen. Two errors are equal when their codes are.
package struct QuestionsError: CodedError, Hashable {
    /// The codes of this module.
    package enum Code: String, Sendable, CaseIterable {
        /// A file of the bank is broken; the message names the file and the place.
        case invalidBank = "questions.invalid_bank"
        /// The file of job titles is broken.
        case invalidTitles = "questions.invalid_titles"
        /// A request asks for a number of questions out of range, or for a mix that cannot be read.
        case invalidPick = "questions.invalid_pick"
        /// The embedding service returned another number of vectors than texts, or vectors of another length.
        case mismatchedVectors = "questions.mismatched_vectors"
    }

    /// Which of them.
    package var kind: Code
    /// One sentence for the person who sent the request.
    package var message: String
    /// Facts for the log, without user content.
    package var context: [String: String]

    /// An error with its sentence.
    package init(_ kind: Code, _ message: String, context: [String: String] = [:]) {
        self.kind = kind
        self.message = message
        self.context = context
    }

    /// The stable code.
    package var code: String { kind.rawValue }

    package static func == (a: QuestionsError, b: QuestionsError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
