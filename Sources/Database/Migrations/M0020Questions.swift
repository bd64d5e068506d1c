extension Schema {
    /// Questions that owners wrote or had written.
    static let m0020Questions = Migration("0020 questions") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE questions (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                source TEXT NOT NULL,
                body TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX questions_by_owner ON questions (owner, id)",
        ]
    }
}
