extension Schema {
    /// Lists of questions that owners keep.
    static let m0071QuestionLists = Migration("0071 lists of questions") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE question_lists (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                name TEXT NOT NULL,
                body TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX question_lists_by_owner ON question_lists (owner, id)",
        ]
    }
}
