extension Schema {
    /// One table for every kind of work. A job of an answer becomes one of the kind `answer` whose subject and unique key are the
    /// answer's id. The table is made anew, because SQLite changes no column, by way of a copy, so that constraints and indexes have the
    /// names a new table has.
    static let m0070OneQueue = Migration("0070 one queue") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            "CREATE TABLE jobs_before AS SELECT * FROM jobs",
            "DROP TABLE jobs",
            """
            CREATE TABLE jobs (
                id \(identifier) PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind <> ''),
                -- What it works on; the feature that made it removes it with that.
                subject \(identifier) NOT NULL,
                payload TEXT NOT NULL,
                -- Of the unfinished jobs of a kind only one has it.
                unique_key TEXT,
                owner TEXT NOT NULL,
                priority BIGINT NOT NULL,
                turn BIGINT NOT NULL CHECK (turn >= 0),
                state TEXT NOT NULL CHECK (state IN ('available', 'running', 'retryable', 'completed', 'discarded', 'cancelled')),
                attempts BIGINT NOT NULL CHECK (attempts >= 0),
                rescues BIGINT NOT NULL CHECK (rescues >= 0),
                waits BIGINT NOT NULL CHECK (waits >= 0),
                runs BIGINT NOT NULL CHECK (runs >= 0),
                run_after BIGINT NOT NULL,
                claimed_by TEXT,
                heartbeat_at BIGINT,
                deadline_at BIGINT,
                last_error TEXT,
                errors TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                finished_at BIGINT,
                -- How long it stays after its end; as long as its subject when null.
                keep_ms BIGINT CHECK (keep_ms >= 0),
                CHECK ((state = 'running') = (claimed_by IS NOT NULL)),
                CHECK ((claimed_by IS NULL) = (heartbeat_at IS NULL)),
                CHECK ((claimed_by IS NULL) = (deadline_at IS NULL)),
                CHECK ((state IN ('completed', 'discarded', 'cancelled')) = (finished_at IS NOT NULL))
            )
            """,
            """
            INSERT INTO jobs (id, kind, subject, payload, unique_key, owner, priority, turn, state, attempts, rescues, waits, runs,
                run_after, claimed_by, heartbeat_at, deadline_at, last_error, errors, created_at, updated_at, finished_at)
            SELECT id, 'answer', answer, '{}', answer, owner, priority, turn, state, attempts, rescues, waits, runs,
                run_after, claimed_by, heartbeat_at, deadline_at, last_error, errors, created_at, updated_at, finished_at
            FROM jobs_before
            """,
            "DROP TABLE jobs_before",
            """
            CREATE INDEX jobs_waiting ON jobs (kind, priority, turn, id)
            WHERE state IN ('available', 'retryable')
            """,
            """
            CREATE INDEX jobs_waiting_by_owner ON jobs (kind, owner, priority, turn)
            WHERE state IN ('available', 'retryable')
            """,
            "CREATE INDEX jobs_running ON jobs (claimed_by) WHERE state = 'running'",
            "CREATE INDEX jobs_by_subject ON jobs (subject, kind)",
            """
            CREATE UNIQUE INDEX jobs_unfinished ON jobs (kind, unique_key)
            WHERE state IN ('available', 'retryable', 'running')
            """,
            """
            CREATE INDEX jobs_expiring ON jobs ((finished_at + keep_ms))
            WHERE keep_ms IS NOT NULL AND finished_at IS NOT NULL
            """,
        ]
    }
}
