extension Schema {
    /// Whose an answer is, and whose turn it is: jobs of one owner take turns with the jobs of all others.
    static let m0004OwnersAndTurns = Migration("0004 owners and turns") { _ in
        [
            "ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE jobs ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE jobs ADD COLUMN turn BIGINT NOT NULL DEFAULT 0 CHECK (turn >= 0)",
            "DROP INDEX jobs_waiting",
            """
            CREATE INDEX jobs_waiting ON jobs (priority, turn, id)
            WHERE state IN ('available', 'retryable')
            """,
            // What is worked on is worked on once.
            """
            CREATE UNIQUE INDEX jobs_unfinished ON jobs (answer)
            WHERE state IN ('available', 'retryable', 'running')
            """,
            """
            CREATE INDEX jobs_waiting_by_owner ON jobs (owner, priority, turn)
            WHERE state IN ('available', 'retryable')
            """,
        ]
    }
}
