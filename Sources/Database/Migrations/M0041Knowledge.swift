extension Schema {
    /// Documents that questions and judgements may draw on, cut into chunks. A chunk's vector is base64 of its numbers as signed 16-bit
    /// fixed point; the index of words is FTS5 on SQLite and a column with a GIN index on PostgreSQL.
    static let m0041Knowledge = Migration("0041 knowledge") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        let words = dialect.either(sqlite: "", postgres: ", words tsvector")
        return [
            """
            CREATE TABLE knowledge_documents (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                shared BIGINT NOT NULL,
                collection TEXT NOT NULL,
                title TEXT NOT NULL,
                kind TEXT NOT NULL,
                hash TEXT NOT NULL,
                bytes BIGINT NOT NULL,
                pages BIGINT NOT NULL,
                content TEXT,
                state TEXT NOT NULL,
                done BIGINT NOT NULL,
                total BIGINT NOT NULL,
                space TEXT NOT NULL,
                error_code TEXT,
                error TEXT,
                created_at BIGINT NOT NULL,
                finished_at BIGINT,
                leased_until BIGINT,
                attempts BIGINT NOT NULL,
                UNIQUE (owner, shared, collection, hash)
            )
            """,
            "CREATE INDEX knowledge_documents_by_owner ON knowledge_documents (owner, id)",
            "CREATE INDEX knowledge_documents_waiting ON knowledge_documents (id) WHERE state = 'waiting'",
            """
            CREATE TABLE knowledge_chunks (
                document \(identifier) NOT NULL REFERENCES knowledge_documents (id) ON DELETE CASCADE,
                position BIGINT NOT NULL,
                heading TEXT NOT NULL,
                page BIGINT NOT NULL,
                content TEXT NOT NULL,
                vector TEXT\(words),
                PRIMARY KEY (document, position)
            )
            """,
            dialect.either(
                sqlite: """
                    CREATE VIRTUAL TABLE knowledge_words USING fts5(
                        heading, content, document UNINDEXED, position UNINDEXED,
                        tokenize = 'porter unicode61 remove_diacritics 2'
                    )
                    """,
                postgres: "CREATE INDEX knowledge_chunks_words ON knowledge_chunks USING GIN (words)"
            ),
        ]
    }
}
