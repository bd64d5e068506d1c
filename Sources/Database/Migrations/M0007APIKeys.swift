extension Schema {
    /// Keys of machine clients, and the lists of what each of them made.
    static let m0007APIKeys = Migration("0007 keys of machine clients") { _ in
        [
            """
            CREATE TABLE api_keys (
                prefix TEXT PRIMARY KEY,
                hash TEXT NOT NULL,
                name TEXT NOT NULL,
                owner TEXT NOT NULL,
                scopes TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT,
                revoked_at BIGINT,
                used_at BIGINT
            )
            """,
            "CREATE INDEX answers_by_owner ON answers (owner, created_at, id)",
        ]
    }
}
