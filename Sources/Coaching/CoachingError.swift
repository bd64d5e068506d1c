import Core

/// What goes wrong while content is judged. Two errors are equal when their codes are.
package struct CoachingError: CodedError, Hashable {
    /// The codes of this room; each has its row in ``ErrorTable``.
    package enum Code: String, Sendable, CaseIterable {
        /// The rubric file is broken, or there is no rubric of that name.
        case invalidRubric = "evaluate.invalid_rubric"
        /// The model answered something that does not fit the schema, twice.
        case malformed = "evaluate.malformed"
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

    package static func == (a: CoachingError, b: CoachingError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
