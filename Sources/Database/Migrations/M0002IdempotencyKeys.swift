extension Schema {
    /// Keys of requests that may be sent again.
    static let m0002IdempotencyKeys = Migration("0002 idempotency keys") { _ in
        [
            """
            CREATE TABLE idempotency_keys (
                scope TEXT NOT NULL,
                name TEXT NOT NULL,
                request TEXT NOT NULL,
                resource TEXT NOT NULL,
                status BIGINT,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (scope, name)
            )
            """,
            "CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at)",
            "CREATE INDEX idempotency_keys_by_resource ON idempotency_keys (resource)",
        ]
    }
}
