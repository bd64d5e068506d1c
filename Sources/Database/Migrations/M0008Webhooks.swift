extension Schema {
    /// Endpoints that are told of events, and what is to be sent to them. Deliveries do not refer to their endpoint: an endpoint
    /// that is removed at the same moment must not keep an answer from being finished.
    static let m0008Webhooks = Migration("0008 webhooks") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE webhooks (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                url TEXT NOT NULL,
                events TEXT NOT NULL,
                secret TEXT NOT NULL,
                previous_secret TEXT,
                previous_until BIGINT,
                created_at BIGINT NOT NULL,
                disabled_at BIGINT,
                CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
            )
            """,
            "CREATE INDEX webhooks_by_owner ON webhooks (owner)",
            """
            CREATE TABLE webhook_deliveries (
                id \(identifier) PRIMARY KEY,
                webhook \(identifier) NOT NULL,
                event TEXT NOT NULL CHECK (event IN ('answer.done', 'answer.failed', 'rescore.done', 'webhook.test')),
                subject TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
                attempts BIGINT NOT NULL CHECK (attempts >= 0),
                started_at BIGINT NOT NULL,
                run_after BIGINT NOT NULL,
                runs BIGINT NOT NULL CHECK (runs >= 0),
                leased_until BIGINT,
                last_error TEXT,
                last_status BIGINT,
                finished_at BIGINT,
                CHECK ((state = 'waiting') = (finished_at IS NULL))
            )
            """,
            "CREATE INDEX webhook_deliveries_due ON webhook_deliveries (run_after, id) WHERE state = 'waiting'",
            """
            CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (webhook, leased_until)
            WHERE state = 'waiting'
            """,
            "CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, id)",
            "CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at)",
        ]
    }
}
