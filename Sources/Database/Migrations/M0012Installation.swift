extension Schema {
    /// Which installation a database belongs to, and the links by which a new one gets its first key.
    static let m0012Installation = Migration("0012 installation") { _ in
        [
            """
            CREATE TABLE installation (
                one BIGINT PRIMARY KEY CHECK (one = 1),
                id TEXT NOT NULL,
                generation BIGINT NOT NULL CHECK (generation >= 0),
                created_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE setup_tokens (
                hash TEXT PRIMARY KEY,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                used_at BIGINT
            )
            """,
        ]
    }
}
