extension Schema {
    /// Mail that waits to be sent, and the log of what was done to people and their things, to which rows are only added.
    static let m0031OutboxAndAudit = Migration("0031 outbox and audit log") { dialect in
        [
            """
            CREATE TABLE outbox (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                account TEXT,
                recipient TEXT NOT NULL,
                subject TEXT NOT NULL,
                text TEXT NOT NULL,
                html TEXT NOT NULL,
                link TEXT,
                state TEXT NOT NULL,
                attempts BIGINT NOT NULL DEFAULT 0,
                run_after BIGINT NOT NULL,
                leased_until BIGINT,
                reason TEXT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                ended_at BIGINT
            )
            """,
            "CREATE INDEX outbox_due ON outbox (run_after) WHERE state = 'waiting'",
            """
            CREATE TABLE audit_log (
                id TEXT PRIMARY KEY,
                at BIGINT NOT NULL,
                actor TEXT NOT NULL,
                actor_kind TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                account TEXT,
                detail TEXT NOT NULL
            )
            """,
            "CREATE INDEX audit_log_by_account ON audit_log (account, id)",
        ]
            + (dialect.name == "sqlite"
                ? [
                    """
                    CREATE TRIGGER audit_log_keeps BEFORE UPDATE ON audit_log
                    BEGIN SELECT RAISE(ABORT, 'rows of the audit log are never changed'); END
                    """,
                    """
                    CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
                    BEGIN SELECT RAISE(ABORT, 'rows of the audit log are never removed'); END
                    """,
                ]
                : [
                    """
                    CREATE FUNCTION audit_log_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN RAISE EXCEPTION 'rows of the audit log are never changed or removed'; END $$
                    """,
                    """
                    CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE ON audit_log
                    FOR EACH ROW EXECUTE FUNCTION audit_log_is_final()
                    """,
                ])
    }
}
