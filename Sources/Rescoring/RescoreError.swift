import Core

/// What stops a re-scoring rather than one of its answers. Equal by code.
package struct RescoreError: CodedError, Hashable {
    /// The codes; rows of ``ErrorTable``.
    package enum Code: String, Sendable, CaseIterable {
        /// The calls it was allowed are spent.
        case budget = "rescore.budget"
        /// It passed a threshold it was given.
        case threshold = "rescore.threshold"
    }

    /// Which of them.
    package let kind: Code
    package let message: String

    /// An error with its sentence.
    package init(_ kind: Code, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var code: String { kind.rawValue }

    package static func == (a: RescoreError, b: RescoreError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
