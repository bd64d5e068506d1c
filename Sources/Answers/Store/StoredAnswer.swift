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
    /// What its speaker calls it, and whether it is starred.
    package var label = AnswerLabel()

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

    static let columns = """
        id, submission, status, stage, problem_code, problem_detail, revision, place, created_at, updated_at, finished_at, \
        \(AnswerLabel.columns)
        """

    /// From a row with ``columns``, and with ``AnswerTexts/column`` where the whole submission is wanted.
    ///
    /// - Parameter isListed: reads a submission that cannot be opened, as its owner was erased since the copy was made that it comes from,
    ///   as one without texts: it must not keep others off a list.
    init(row: SQLRow, isListed: Bool = false, in connection: any SQLConnection) throws(StorageError) {
        let submission: Submission
        do {
            submission = try AnswerTexts.submission(from: row, in: connection)
        } catch {
            guard isListed, let id = AnswerID(try row.text("id")), SealedText.isSealed(try row.text("submission"))
            else {
                throw error
            }
            let created = try row.time("created_at").date
            submission = Submission(id: id, question: Question(text: ""), bytes: 0, sha256: "", createdAt: created)
        }
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
        label = try AnswerLabel(row: row, in: connection)
    }
}

/// An artifact that counts for its answer now.
package struct StoredResult: Sendable, Hashable {
    /// The artifact.
    package var artifact: Artifact
    /// Whether the last run found it instead of making it.
    package var reused: Bool

    /// A result.
    package init(artifact: Artifact, reused: Bool) {
        self.artifact = artifact
        self.reused = reused
    }
}

/// A page of a list of answers.
package struct AnswerPage: Sendable, Hashable {
    /// Where the next page starts: text a client gets and gives back without reading it.
    package struct Cursor: Sendable, Hashable {
        let created: Instant
        let id: AnswerID

        /// The text a client gets.
        package var text: String { "\(created.milliseconds).\(id.rawValue)" }

        /// Reads a text a client gave back; nil when it is not one of ours.
        package init?(_ text: String) {
            let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let milliseconds = Int64(parts[0]), let id = AnswerID(String(parts[1])) else {
                return nil
            }
            self.init(created: Instant(milliseconds: milliseconds), id: id)
        }

        init(created: Instant, id: AnswerID) {
            self.created = created
            self.id = id
        }
    }

    /// The answers, newest first.
    package var answers: [StoredAnswer]
    /// Where to go on; nil on the last page.
    package var next: Cursor?
}

/// The rubric of the score that counts, as answers keep it to be found by: its name's first word in small letters. Results carry the
/// name with version and hash behind it.
enum AnswerRubric {
    /// It, as SQL on the payload of an evaluation.
    static func name(in payload: String, _ dialect: Dialect) -> String {
        dialect.firstWord(of: "LOWER(\(dialect.text(in: payload, at: "evaluation", "rubric")))")
    }

    /// The same of a text that is looked for.
    static func name(_ text: String) -> String { String(text.lowercased().prefix { $0 != " " }) }
}

/// What a list says of an answer's results, kept in columns of `answers` so that a list reads no result: written in the transaction
/// in which a result becomes the one that counts. Scores are in thousandths of a point.
enum AnswerFacts {
    /// Whether a stage is missing, as SQL on `answers`; written as the index of the migration has it.
    static let isDegraded = "(lost_transcribe IS NOT NULL OR lost_evaluate IS NOT NULL OR lost_emotion IS NOT NULL)"

    /// The code an answer has whose emotion endpoint gave no reading.
    static let noReading = "emotion.unavailable"

    /// Keeps what a result that now counts says.
    static func note(_ artifact: Artifact, in connection: any SQLConnection) throws(StorageError) {
        let dialect = connection.dialect
        let (columns, values): (String, String)
        switch artifact.kind {
        case .decode:
            let duration = dialect.text(in: "e.payload", at: "recording", "durationMs")
            (columns, values) = ("duration_ms", "CAST(\(duration) AS BIGINT)")
        case .transcribe:
            (columns, values) = ("lost_transcribe", dialect.text(in: "e.payload", at: "problem", "code"))
        case .analyze:
            (columns, values) = ("verdict", dialect.text(in: "e.payload", at: "quality", "verdict"))
        case .evaluate:
            columns = "rubric, score, score_low, score_high, engine, judged_by, lost_evaluate"
            values = [
                AnswerRubric.name(in: "e.payload", dialect),
                thousandths(dialect.text(in: "e.payload", at: "evaluation", "score")),
                thousandths(range(0, dialect)), thousandths(range(1, dialect)),
                dialect.text(in: "e.payload", at: "evaluation", "engine"),
                dialect.text(in: "e.payload", at: "evaluation", "rubric"),
                dialect.text(in: "e.payload", at: "problem", "code"),
            ].joined(separator: ", ")
        case .emotion:
            let primary = dialect.text(in: "e.payload", at: "primary")
            (columns, values) = ("lost_emotion", "CASE WHEN \(primary) IS NULL THEN '\(noReading)' END")
        case .report: return
        }
        try connection.execute(
            """
            UPDATE answers SET (\(columns)) = (
                SELECT \(values) FROM artifacts e WHERE e.answer = $1 AND e.stage = '\(artifact.kind.rawValue)'
                    AND e.fingerprint = $2
            ) WHERE id = $1
            """,
            [.text(artifact.answer.rawValue), .text(artifact.fingerprint)]
        )
    }

    /// The stages missing from an answer, from the codes of its columns.
    static func problems(transcribe: String?, evaluate: String?, emotion: String?) -> [Answer.StageProblem] {
        [("transcribe", transcribe), ("evaluate", evaluate), ("emotion", emotion)].compactMap { stage, code in
            code.map { Answer.StageProblem(stage: stage, code: $0, retryable: isRetryable($0)) }
        }
    }

    /// Whether working on an answer again may give what is missing: everything but a refusal of its own content. Credentials, quotas and
    /// engines are put right by the operator.
    static func isRetryable(_ code: String) -> Bool {
        if [".auth", ".engine_missing", ".invalid_rubric"].contains(where: code.hasSuffix) { return true }
        return ErrorTable.row(code).retry != .never
    }

    private static func range(_ place: Int, _ dialect: Dialect) -> String {
        dialect == .sqlite
            ? "json_extract(e.payload, '$.evaluation.range[\(place)]')"
            : "(e.payload::json #>> '{evaluation,range,\(place)}')"
    }

    private static func thousandths(_ text: String) -> String {
        "CAST(ROUND(CAST(\(text) AS NUMERIC) * 1000) AS BIGINT)"
    }
}
