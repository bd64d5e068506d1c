package import Core

/// What goes wrong in running stages rather than in one of them.
package typealias PipelineError = ModuleError<PipelineErrorCode>

/// The codes of ``PipelineError``; each is a row of ``ErrorTable``.
package enum PipelineErrorCode: String, ErrorCode {
    /// What was stored does not read back as it was.
    case unreadable = "decode.unreadable"
    /// The recording is not there any more.
    case notKept = "decode.not_kept"
    /// The recording is larger than allowed.
    case tooLarge = "upload.too_large"
    /// The request carries no audio bytes.
    case empty = "upload.empty"
}
