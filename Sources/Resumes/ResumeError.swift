package import Core

/// What a résumé cannot have.
package typealias ResumeError = ModuleError<ResumeErrorCode>

/// The codes of ``ResumeError``; each is a row of ``ErrorTable``.
package enum ResumeErrorCode: String, ErrorCode {
    /// The owner has as many as one may have.
    case tooMany = "resume.too_many"
    /// There is no model to ask.
    case noModel = "resume.no_model"
    /// The model answered with something else than what it was asked for.
    case malformed = "evaluate.malformed"
}
