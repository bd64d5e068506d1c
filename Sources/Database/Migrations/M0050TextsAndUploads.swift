extension Schema {
    /// The long texts of answers in a table of their own, so that lists and questions for a status do not read them; and the resumable
    /// uploads that are not finished, so that all processes count them together.
    ///
    /// A row whose submission is no JSON, or holds U+0000, which PostgreSQL's JSON cannot, keeps its texts where they are: they are
    /// read from there as well.
    static let m0050TextsAndUploads = Migration("0050 texts and uploads") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        let copy = dialect.either(
            sqlite: """
                INSERT INTO answer_texts (answer, texts)
                SELECT id, json_object('transcript', submission -> '$.transcript', 'resume', submission -> '$.resume',
                    'jobDescription', submission -> '$.jobDescription')
                FROM answers
                WHERE CASE WHEN json_valid(submission) THEN
                    json_type(submission, '$.transcript') = 'object' OR json_type(submission, '$.resume') = 'text'
                    OR json_type(submission, '$.jobDescription') = 'text' ELSE 0 END
                """,
            postgres: #"""
                INSERT INTO answer_texts (answer, texts)
                SELECT id, json_build_object('transcript', submission::json -> 'transcript', 'resume',
                    submission::json -> 'resume', 'jobDescription', submission::json -> 'jobDescription')::text
                FROM answers
                WHERE CASE WHEN strpos(submission, '\u0000') > 0 THEN false ELSE
                    json_typeof(submission::json -> 'transcript') = 'object'
                    OR json_typeof(submission::json -> 'resume') = 'string'
                    OR json_typeof(submission::json -> 'jobDescription') = 'string' END
                """#
        )
        let cut = dialect.either(
            sqlite: "json_remove(submission, '$.transcript', '$.resume', '$.jobDescription')",
            postgres: "(submission::jsonb - 'transcript' - 'resume' - 'jobDescription')::text"
        )
        return [
            """
            CREATE TABLE answer_texts (
                answer \(identifier) PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
                texts TEXT NOT NULL
            )
            """,
            copy,
            "UPDATE answers SET submission = \(cut) WHERE id IN (SELECT answer FROM answer_texts)",
            """
            CREATE TABLE uploads (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                bytes BIGINT NOT NULL CHECK (bytes >= 0),
                answer \(identifier),
                expires_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX uploads_by_owner ON uploads (owner, expires_at)",
            "CREATE INDEX uploads_by_answer ON uploads (answer) WHERE answer IS NOT NULL",
            "CREATE INDEX uploads_by_end ON uploads (expires_at)",
        ]
    }
}
