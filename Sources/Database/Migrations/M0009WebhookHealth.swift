extension Schema {
    /// How an endpoint does: why nothing is sent to it, since when it fails, until when it wants to be left alone, and until when
    /// a sender has it.
    static let m0009WebhookHealth = Migration("0009 how webhooks do") { _ in
        [
            "ALTER TABLE webhooks ADD COLUMN disabled_reason TEXT",
            "ALTER TABLE webhooks ADD COLUMN failing_since BIGINT",
            "ALTER TABLE webhooks ADD COLUMN rest_until BIGINT",
            "ALTER TABLE webhooks ADD COLUMN busy_until BIGINT",
            "UPDATE webhooks SET disabled_reason = 'gone' WHERE disabled_at IS NOT NULL",
            "DROP INDEX webhook_deliveries_leased",
            """
            CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook, run_after, id)
            WHERE state = 'waiting'
            """,
        ]
    }
}
