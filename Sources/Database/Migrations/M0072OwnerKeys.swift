extension Schema {
    /// The keys that seal what belongs to an owner, each wrapped with a key of the installation that is in no database. A destroyed one
    /// keeps its row without the key.
    static let m0072OwnerKeys = Migration("0072 keys of owners") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE owner_keys (
                id \(identifier) PRIMARY KEY,
                owner TEXT NOT NULL,
                wrapped TEXT,
                wrapped_by TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                destroyed_at BIGINT
            )
            """,
            "CREATE INDEX owner_keys_by_owner ON owner_keys (owner, created_at)",
        ]
    }
}
