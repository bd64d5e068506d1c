
extension Schema {
    /// What lists of answers are filtered by: each with the order of the list, so that a page is read and not sorted. The rubric is
    /// kept with the answer, as it stands in the artifact that counts.
    static let filters = Migration("0010 filters of the list of answers") { dialect in
        [
            "ALTER TABLE answers ADD COLUMN rubric TEXT",
            """
            UPDATE answers SET rubric = (
                SELECT \(dialect.firstWord(of: "LOWER(\(dialect.text(in: "e.payload", at: "evaluation", "rubric")))")) FROM results r JOIN artifacts e
                    ON e.answer = r.answer AND e.stage = r.stage AND e.fingerprint = r.fingerprint
                WHERE r.answer = answers.id AND r.stage = 'evaluate'
            )
            """,
            "CREATE INDEX answers_by_rubric ON answers (rubric, created_at, id)",
            """
            CREATE INDEX answers_by_role
            ON answers (LOWER(\(dialect.text(in: "submission", at: "question", "role"))), created_at, id)
            """,
            """
            CREATE INDEX answers_by_language
            ON answers (LOWER(\(dialect.text(in: "submission", at: "language"))), created_at, id)
            """,
        ]
            // Most answers are done, and found by their time. An index over every status would lead SQLite's planner away from the
            // ones that are made for retention and re-scorings.
            + ["queued", "running", "failed"].map { status in
                "CREATE INDEX answers_\(status) ON answers (created_at, id) WHERE status = '\(status)'"
            }
    }
}
