extension Schema {
    /// Deliveries and re-scorings become jobs. An endpoint that something waits for, a re-scoring that runs and one whose results are being
    /// moved get a job each; claims and leases of their own go. An answer that was being scored again waits for the job that begins it.
    static let m0073QueuedDeliveries = Migration("0073 deliveries and re-scorings in the one queue") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        // Random digits of the subject's identifier are those of the job's, but for the last one of a second job.
        let (first, second) = (
            "substr(s.id, 5)", "substr(s.id, 5, 35) || CASE substr(s.id, 40) WHEN '0' THEN '1' ELSE '0' END"
        )
        func jobs(_ kind: String, id: String, priority: String = "0", owner: String = "''", from rows: String) -> String
        {
            """
            INSERT INTO jobs (id, kind, subject, payload, unique_key, owner, priority, turn, state, attempts, rescues, waits, runs,
                run_after, errors, created_at, updated_at, keep_ms)
            SELECT 'job_' || \(id), '\(kind)', s.id, '{}', s.id, \(owner), \(priority), 0, 'available', 0, 0, 0, 0,
                0, '[]', s.created_at, s.created_at, 3600000
            FROM \(rows)
            """
        }
        return [
            jobs(
                "webhooks.send",
                id: first,
                priority: "CASE WHEN s.failing_since IS NULL THEN 0 ELSE 1 END",
                owner: "s.owner",
                from: """
                    webhooks s WHERE s.disabled_at IS NULL AND EXISTS (
                        SELECT 1 FROM webhook_deliveries d WHERE d.webhook = s.id AND d.state = 'waiting'
                    )
                    """
            ),
            jobs("rescore.feed", id: first, from: "rescores s WHERE s.state = 'running'"),
            jobs(
                "rescore.move",
                id: second,
                from: "rescores s WHERE s.standing IN ('applying', 'discarding', 'rollingBack')"
            ),
            "DROP INDEX webhook_deliveries_due",
            "ALTER TABLE webhook_deliveries DROP COLUMN leased_until",
            "ALTER TABLE webhooks DROP COLUMN busy_until",
            "DROP INDEX rescores_running",
            "DROP INDEX rescores_moving",
            "CREATE TABLE rescore_items_before AS SELECT * FROM rescore_items",
            "DROP TABLE rescore_items",
            """
            CREATE TABLE rescore_items (
                rescore \(identifier) NOT NULL REFERENCES rescores (id) ON DELETE CASCADE,
                answer \(identifier) NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
                -- Running as long as it has a job that is not finished.
                state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
                code TEXT,
                detail TEXT,
                before_score TEXT,
                after_score TEXT,
                -- The results that were chosen, those before them, and which of both count now.
                chosen TEXT,
                previous TEXT,
                placed TEXT,
                PRIMARY KEY (rescore, answer),
                CHECK ((state = 'failed') = (code IS NOT NULL))
            )
            """,
            """
            INSERT INTO rescore_items (rescore, answer, state, code, detail, before_score, after_score, chosen, previous, placed)
            SELECT rescore, answer, CASE state WHEN 'running' THEN 'waiting' ELSE state END, code, detail, before_score, after_score,
                chosen, previous, placed
            FROM rescore_items_before
            """,
            "DROP TABLE rescore_items_before",
            "CREATE INDEX rescore_items_open ON rescore_items (rescore) WHERE state IN ('waiting', 'running')",
            "CREATE INDEX rescore_items_by_answer ON rescore_items (answer)",
            "CREATE INDEX rescore_items_placed ON rescore_items (rescore, placed, answer)",
        ]
    }
}
