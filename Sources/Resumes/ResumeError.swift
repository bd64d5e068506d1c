import Core

/// What a résumé cannot have. Equal by code.
package struct ResumeError: CodedError, Hashable {
    /// The codes of this module; rows of `ErrorTable`.
    package enum Code: String, Sendable, CaseIterable {
        /// The owner has as many as one may have.
        case tooMany = "resume.too_many"
        /// There is no model to ask.
        case noModel = "resume.no_model"
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

    package static func == (a: ResumeError, b: ResumeError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// The model's answer is no list of changes.
struct RewriteError: CodedError {
    var code: String { "evaluate.malformed" }
    var message: String { "The model answered with something that is no list of changes; try again." }
}
