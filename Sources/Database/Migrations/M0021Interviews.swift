extension Schema {
    /// Interviews, the answers bound to their questions, and what was observed besides. An answer belongs to one question at most. No
    /// row refers to `answers`: an answer that is deleted must not be held up.
    static let m0021Interviews = Migration("0021 interviews") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE interviews (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                mode TEXT NOT NULL,
                state TEXT NOT NULL,
                version BIGINT NOT NULL CHECK (version > 0),
                due_at BIGINT,
                body TEXT NOT NULL,
                background TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                finished_at BIGINT,
                CHECK ((state = 'finished') = (finished_at IS NOT NULL))
            )
            """,
            "CREATE INDEX interviews_by_owner ON interviews (owner, id)",
            "CREATE INDEX interviews_due ON interviews (due_at, id) WHERE due_at IS NOT NULL",
            """
            CREATE TABLE interview_answers (
                answer \(identifier) PRIMARY KEY,
                interview \(identifier) NOT NULL,
                turn BIGINT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX interview_answers_by_interview ON interview_answers (interview, turn)",
            """
            CREATE TABLE interview_observations (
                interview \(identifier) NOT NULL,
                client TEXT NOT NULL,
                sequence BIGINT NOT NULL CHECK (sequence >= 0),
                kind TEXT NOT NULL,
                at BIGINT NOT NULL,
                received_at BIGINT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (interview, client, sequence)
            )
            """,
        ]
    }
}
