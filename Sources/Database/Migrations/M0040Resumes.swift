extension Schema {
    /// Résumés, and how each matches job descriptions. The file that was sent is not kept, only the text that was read from it.
    static let m0040Resumes = Migration("0040 resumes") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE resumes (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                name TEXT NOT NULL,
                kind TEXT NOT NULL,
                hash TEXT NOT NULL,
                bytes BIGINT NOT NULL,
                pages BIGINT NOT NULL,
                content TEXT NOT NULL,
                profile TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX resumes_by_owner ON resumes (owner, id)",
            """
            CREATE TABLE resume_matches (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                resume \(identifier) NOT NULL REFERENCES resumes (id) ON DELETE CASCADE,
                title TEXT NOT NULL,
                job TEXT NOT NULL,
                score BIGINT NOT NULL,
                result TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                rewrite TEXT,
                rewritten_at BIGINT
            )
            """,
            "CREATE INDEX resume_matches_by_resume ON resume_matches (resume, id)",
            "CREATE INDEX resume_matches_by_owner ON resume_matches (owner, id)",
        ]
    }
}
