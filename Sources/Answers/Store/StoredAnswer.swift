package import Core
import Database
import HTTPKit
package import Model

/// An answer's own row: what was sent, and where it stands.
package struct StoredAnswer: Sendable, Hashable {
    /// What was sent with the recording.
    package var submission: Submission
    /// Where it stands.
    package var status: AnswerStatus
    /// The step it is at.
    package var stage: Stage
    /// Why it failed; present exactly when it did.
    package var problem: Answer.Problem?
    /// Counts the changes its clients can see.
    package var revision: Int
    /// The answer in whose folder the recording is: its own, or the first one with the same bytes.
    package var place: AnswerID
    /// When it was accepted.
    package var created: Instant
    /// When it last changed.
    package var updated: Instant
    /// When it was done or failed; nil while it is not.
    package var finished: Instant?

    /// A stored answer.
    package init(
        submission: Submission,
        status: AnswerStatus,
        stage: Stage,
        problem: Answer.Problem? = nil,
        revision: Int,
        place: AnswerID? = nil,
        created: Instant,
        updated: Instant
    ) {
        self.submission = submission
        self.status = status
        self.stage = stage
        self.problem = problem
        self.revision = revision
        self.place = place ?? submission.id
        self.created = created
        self.updated = updated
    }

    /// The same, as an event a client that just arrived is told first.
    package var progress: ProgressEvent {
        ProgressEvent(answer: submission.id, sequence: revision, status: status, stage: stage)
    }

    static let columns =
        "submission, status, stage, problem_code, problem_detail, revision, place, created_at, updated_at, finished_at"

    /// From a row with ``columns``, and with ``AnswerTexts/column`` where the whole submission is wanted.
    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        let submission = try AnswerTexts.submission(from: row, in: connection)
        self.submission = submission
        place = try row.optionalText("place").flatMap { AnswerID($0) } ?? submission.id
        status = try row.choice("status")
        stage = try row.choice("stage")
        if let code = try row.optionalText("problem_code") {
            problem = Answer.Problem(code: code, detail: try row.text("problem_detail"))
        }
        revision = try row.int("revision")
        created = try row.time("created_at")
        updated = try row.time("updated_at")
        finished = try row.optionalTime("finished_at")
    }
}
