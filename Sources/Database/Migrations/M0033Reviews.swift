extension Schema {
    /// What reviewers decided about answers, and the receipts of what was erased.
    static let m0033Reviews = Migration("0033 reviews and erasures") { _ in
        [
            """
            CREATE TABLE reviews (
                id TEXT PRIMARY KEY,
                answer TEXT NOT NULL,
                owner TEXT NOT NULL,
                reviewer TEXT NOT NULL,
                decision TEXT NOT NULL,
                reason TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX reviews_by_answer ON reviews (answer, id)",
            """
            CREATE TABLE erasures (
                id TEXT PRIMARY KEY,
                account TEXT NOT NULL,
                counts TEXT NOT NULL,
                receipt TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
        ]
    }
}
