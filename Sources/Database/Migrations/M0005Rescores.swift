extension Schema {
    /// Stored answers scored again.
    static let m0005Rescores = Migration("0005 re-scorings") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE rescores (
                id \(identifier) PRIMARY KEY,
                state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'done')),
                note TEXT NOT NULL,
                selection TEXT NOT NULL,
                plan TEXT NOT NULL,
                limits TEXT NOT NULL,
                total BIGINT,
                done BIGINT NOT NULL CHECK (done >= 0),
                unchanged BIGINT NOT NULL CHECK (unchanged >= 0),
                failed BIGINT NOT NULL CHECK (failed >= 0),
                calls BIGINT NOT NULL CHECK (calls >= 0),
                revision BIGINT NOT NULL CHECK (revision > 0),
                created_at BIGINT NOT NULL,
                finished_at BIGINT,
                -- The last answer that was taken up, and whether there are no more.
                fed_created BIGINT NOT NULL,
                fed_answer \(identifier) NOT NULL,
                is_fed BIGINT NOT NULL CHECK (is_fed IN (0, 1)),
                -- When the next answer may begin.
                next_at BIGINT NOT NULL,
                CHECK ((state IN ('cancelled', 'done')) = (finished_at IS NOT NULL))
            )
            """,
            "CREATE INDEX rescores_running ON rescores (id) WHERE state = 'running'",
            """
            CREATE TABLE rescore_items (
                rescore \(identifier) NOT NULL REFERENCES rescores (id) ON DELETE CASCADE,
                answer \(identifier) NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
                runs BIGINT NOT NULL CHECK (runs >= 0),
                attempts BIGINT NOT NULL CHECK (attempts >= 0),
                run_after BIGINT NOT NULL,
                claimed_by TEXT,
                lease_until BIGINT,
                code TEXT,
                detail TEXT,
                before_score TEXT,
                after_score TEXT,
                PRIMARY KEY (rescore, answer),
                CHECK ((state = 'running') = (claimed_by IS NOT NULL)),
                CHECK ((claimed_by IS NULL) = (lease_until IS NULL)),
                CHECK ((state = 'failed') = (code IS NOT NULL))
            )
            """,
            "CREATE INDEX rescore_items_open ON rescore_items (rescore) WHERE state IN ('waiting', 'running')",
            "CREATE INDEX rescore_items_by_answer ON rescore_items (answer)",
        ]
    }
}
