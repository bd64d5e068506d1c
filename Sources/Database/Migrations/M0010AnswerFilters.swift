extension Schema {
    /// What lists of answers are filtered by: each with the order of the list, so that a page is read and not sorted. The rubric is
    /// kept with the answer, as it stands in the artifact that counts: the first word of its name in small letters.
    static let m0010AnswerFilters = Migration("0010 filters of the list of answers") { dialect in
        let rubric = dialect.either(
            sqlite: """
                substr(LOWER(json_extract(e.payload, '$.evaluation.rubric')), 1, \
                instr(LOWER(json_extract(e.payload, '$.evaluation.rubric')) || ' ', ' ') - 1)
                """,
            postgres: "split_part(LOWER((e.payload::json #>> '{evaluation,rubric}')), ' ', 1)"
        )
        let role = dialect.either(
            sqlite: "json_extract(submission, '$.question.role')",
            postgres: "(submission::json #>> '{question,role}')"
        )
        let language = dialect.either(
            sqlite: "json_extract(submission, '$.language')",
            postgres: "(submission::json #>> '{language}')"
        )
        return [
            "ALTER TABLE answers ADD COLUMN rubric TEXT",
            """
            UPDATE answers SET rubric = (
                SELECT \(rubric) FROM results r JOIN artifacts e
                    ON e.answer = r.answer AND e.stage = r.stage AND e.fingerprint = r.fingerprint
                WHERE r.answer = answers.id AND r.stage = 'evaluate'
            )
            """,
            "CREATE INDEX answers_by_rubric ON answers (rubric, created_at, id)",
            """
            CREATE INDEX answers_by_role
            ON answers (LOWER(\(role)), created_at, id)
            """,
            """
            CREATE INDEX answers_by_language
            ON answers (LOWER(\(language)), created_at, id)
            """,
            // Most answers are done, and found by their time. An index over every status would lead SQLite's planner away from the
            // ones that are made for retention and re-scorings.
            "CREATE INDEX answers_queued ON answers (created_at, id) WHERE status = 'queued'",
            "CREATE INDEX answers_running ON answers (created_at, id) WHERE status = 'running'",
            "CREATE INDEX answers_failed ON answers (created_at, id) WHERE status = 'failed'",
        ]
    }
}
