/// Why work was not done although nothing is wrong with it. Equal by code.
package struct WorkError: CodedError, Hashable {
    /// The codes; rows of ``ErrorTable``.
    package enum Code: String, Sendable, CaseIterable {
        /// A step took longer than its deadline.
        case deadline = "job.deadline"
        /// More work waits for a thread than may wait.
        case overloaded = "request.overloaded"
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

    package static func == (a: WorkError, b: WorkError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
