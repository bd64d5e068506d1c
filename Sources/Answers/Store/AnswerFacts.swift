import Core
import Database
import Model

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

    /// The columns of what came with an answer, and their values.
    static func sent(_ submission: Submission) throws(StorageError) -> [(column: String, value: SQLValue)] {
        [
            ("asked", .text(try StoredJSON.text(submission.question))), ("candidate", .optional(submission.candidate)),
            ("language", .text(submission.language)), ("external_id", .optional(submission.externalId)),
            (
                "metadata",
                .optional(try submission.metadata.map { value throws(StorageError) in try StoredJSON.text(value) })
            ),
        ]
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
