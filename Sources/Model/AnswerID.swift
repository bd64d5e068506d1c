package import Core

/// The kind of an answer's identifier.
package enum AnswerKind: IdentifierKind {
    package static let prefix = "ans"
}

/// The identifier of an answer, `ans_…`.
package typealias AnswerID = Identifier<AnswerKind>

/// The kind of a resumable upload's identifier.
package enum UploadKind: IdentifierKind {
    package static let prefix = "upl"
}

/// The identifier of a resumable upload, `upl_…`.
package typealias UploadID = Identifier<UploadKind>
