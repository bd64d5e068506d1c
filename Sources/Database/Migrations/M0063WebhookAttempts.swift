extension Schema {
    /// Each attempt to deliver a message, and whether an endpoint wants the resource in its messages.
    static let m0063WebhookAttempts = Migration("0063 attempts of webhooks") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            "ALTER TABLE webhooks ADD COLUMN expand BIGINT NOT NULL DEFAULT 0",
            """
            CREATE TABLE webhook_attempts (
                delivery \(identifier) NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
                run BIGINT NOT NULL,
                ended_at BIGINT NOT NULL,
                duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
                status BIGINT,
                error TEXT,
                PRIMARY KEY (delivery, run)
            )
            """,
        ]
    }
}
