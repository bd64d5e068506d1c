extension Schema {
    /// Links to an answer for people without an account, and what they say about it.
    static let m0032Shares = Migration("0032 shares") { _ in
        [
            """
            CREATE TABLE shares (
                id TEXT PRIMARY KEY,
                hash TEXT NOT NULL UNIQUE,
                owner TEXT NOT NULL,
                answer TEXT NOT NULL,
                parts TEXT NOT NULL,
                label TEXT NOT NULL,
                passphrase TEXT,
                takes_comments BIGINT NOT NULL,
                views BIGINT NOT NULL DEFAULT 0,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                revoked_at BIGINT,
                viewed_at BIGINT
            )
            """,
            "CREATE INDEX shares_by_owner ON shares (owner, id)",
            "CREATE INDEX shares_by_answer ON shares (answer)",
            """
            CREATE TABLE share_comments (
                id TEXT PRIMARY KEY,
                share TEXT NOT NULL,
                owner TEXT NOT NULL,
                name TEXT NOT NULL,
                text TEXT NOT NULL,
                reaction TEXT,
                at_ms BIGINT,
                state TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX share_comments_by_share ON share_comments (share, id)",
        ]
    }
}
