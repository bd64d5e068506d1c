extension Schema {
    /// What lists of answers show and are sorted by, kept beside the JSON it comes from: the question and the language as they were sent,
    /// and of the results that count the score, its range, the verdict on the recording, its length, who judged by what, and which stages
    /// are missing. Scores are in thousandths of a point.
    static let m0060AnswerLists = Migration("0060 what lists of answers show") { dialect in
        func text(_ column: String, _ sqlite: String, _ postgres: String) -> String {
            dialect.either(
                sqlite: "json_extract(\(column), '$.\(sqlite)')",
                postgres: "(\(column)::json #>> '{\(postgres)}')"
            )
        }
        func thousandths(_ text: String) -> String { "CAST(ROUND(CAST(\(text) AS NUMERIC) * 1000) AS BIGINT)" }
        func counts(_ stage: String) -> String {
            """
            FROM results r JOIN artifacts e ON e.answer = r.answer AND e.stage = r.stage AND e.fingerprint = r.fingerprint
                WHERE r.answer = answers.id AND r.stage = '\(stage)'
            """
        }
        let score = thousandths(text("e.payload", "evaluation.score", "evaluation,score"))
        let low = thousandths(text("e.payload", "evaluation.range[0]", "evaluation,range,0"))
        let high = thousandths(text("e.payload", "evaluation.range[1]", "evaluation,range,1"))
        let engine = text("e.payload", "evaluation.engine", "evaluation,engine")
        let rubric = text("e.payload", "evaluation.rubric", "evaluation,rubric")
        let duration = "CAST(\(text("e.payload", "recording.durationMs", "recording,durationMs")) AS BIGINT)"
        let verdict = text("e.payload", "quality.verdict", "quality,verdict")
        let problem = text("e.payload", "problem.code", "problem,code")
        let primary = text("e.payload", "primary", "primary")
        return [
            "ALTER TABLE answers ADD COLUMN asked TEXT",
            "ALTER TABLE answers ADD COLUMN candidate TEXT",
            "ALTER TABLE answers ADD COLUMN language TEXT",
            "ALTER TABLE answers ADD COLUMN external_id TEXT",
            "ALTER TABLE answers ADD COLUMN metadata TEXT",
            "ALTER TABLE answers ADD COLUMN duration_ms BIGINT",
            "ALTER TABLE answers ADD COLUMN verdict TEXT",
            "ALTER TABLE answers ADD COLUMN score BIGINT",
            "ALTER TABLE answers ADD COLUMN score_low BIGINT",
            "ALTER TABLE answers ADD COLUMN score_high BIGINT",
            "ALTER TABLE answers ADD COLUMN engine TEXT",
            "ALTER TABLE answers ADD COLUMN judged_by TEXT",
            "ALTER TABLE answers ADD COLUMN lost_transcribe TEXT",
            "ALTER TABLE answers ADD COLUMN lost_evaluate TEXT",
            "ALTER TABLE answers ADD COLUMN lost_emotion TEXT",
            "ALTER TABLE answers ADD COLUMN finished_at BIGINT",
            """
            UPDATE answers SET asked = \(text("submission", "question", "question")),
                candidate = \(text("submission", "candidate", "candidate")),
                language = \(text("submission", "language", "language")),
                finished_at = CASE WHEN status IN ('done', 'failed') THEN updated_at END,
                duration_ms = (SELECT \(duration) \(counts("decode"))),
                verdict = (SELECT \(verdict) \(counts("analyze"))),
                lost_transcribe = (SELECT \(problem) \(counts("transcribe"))),
                lost_emotion = (SELECT CASE WHEN \(primary) IS NULL THEN 'emotion.unavailable' END \(counts("emotion")))
            """,
            """
            UPDATE answers SET (score, score_low, score_high, engine, judged_by, lost_evaluate) =
                (SELECT \(score), \(low), \(high), \(engine), \(rubric), \(problem) \(counts("evaluate")))
            """,
            """
            CREATE UNIQUE INDEX answers_by_external_id ON answers (owner, external_id) WHERE external_id IS NOT NULL
            """,
            "CREATE INDEX answers_by_score ON answers (COALESCE(score, -1), id)",
            "CREATE INDEX answers_by_update ON answers (updated_at, id)",
            """
            CREATE INDEX answers_degraded ON answers (created_at, id)
            WHERE lost_transcribe IS NOT NULL OR lost_evaluate IS NOT NULL OR lost_emotion IS NOT NULL
            """,
        ]
    }
}
