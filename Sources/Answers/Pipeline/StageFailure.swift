package import Core
import HTTPKit
package import Jobs
package import Model

/// An error of a stage, translated into what the job runner decides by. The one place where errors become retry decisions.
package struct StageFailure: Error, Hashable {
    /// Where it happened.
    package let stage: Stage
    /// Its code in ``ErrorTable``; errors without a row are `internal`.
    package let code: String
    /// One sentence for the speaker.
    package let detail: String
    /// Facts for the log, without user content.
    package let context: [String: String]

    /// Translates an error.
    package init(_ error: any Error, at stage: Stage) {
        self.stage = stage
        if let error = error as? any CodedError {
            code = error.code
            detail = error.message
            context = error.context
        } else {
            code = "internal"
            detail = "Something went wrong on our side."
            context = ["reason": "\(type(of: error))"]
        }
    }

    /// What the table says about it.
    package var retry: ErrorRow.Retry { isHeldBack ? .later : ErrorTable.row(code).retry }

    /// Whether a breaker kept a call from being made.
    private var isHeldBack: Bool { context["breaker"] == "open" }

    /// Whether it is the own trouble of `step`, which an answer may do without, and not the service's: a full disk, a lost
    /// recording.
    func isOwn(of step: Stage) -> Bool {
        guard stage == step else { return false }
        return code.hasPrefix(step.rawValue + ".") || code == WorkErrorCode.deadline.rawValue || code == "internal"
    }

    /// The same for the job's record.
    package func recorded(at now: Instant) -> JobFailure {
        var failure = JobFailure(
            code: code,
            detail: detail,
            stage: stage.rawValue,
            at: now,
            retryAfterMs: context["retryAfterMs"].flatMap { Int($0) }
        )
        failure.isHeldBack = isHeldBack ? true : nil
        return failure
    }

    /// The same for the speaker.
    package var problem: Answer.Problem { Answer.Problem(code: code, detail: detail) }
}

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
