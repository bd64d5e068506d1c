package import Core
package import Database

/// The API keys of a database.
package struct KeyStore: Sendable {
    private let database: any SQLDatabase

    /// The keys of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps a new key.
    ///
    /// - Returns: false when there is one with this prefix already; nothing is kept then.
    package func add(_ key: StoredKey) async throws -> Bool {
        try await database.write { connection in try Self.insert(key, in: connection) }
    }

    /// Writes a new key; false when there is one with its prefix.
    static func insert(_ key: StoredKey, in connection: any SQLConnection) throws -> Bool {
        let rows = try connection.execute(
            """
            INSERT INTO api_keys (prefix, hash, name, owner, scopes, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (prefix) DO NOTHING RETURNING prefix
            """,
            [
                .text(key.prefix), .text(key.hash), .text(key.name), .text(key.owner),
                .text(key.scopes.sorted().map(\.rawValue).joined(separator: ",")), .time(key.created),
                .time(key.expires),
            ]
        )
        return !rows.isEmpty
    }

    /// One key; nil when there is none, and when the account that owns it is locked.
    package func find(_ prefix: String) async throws -> StoredKey? {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT * FROM api_keys k WHERE prefix = $1 AND NOT EXISTS (
                    SELECT 1 FROM accounts a WHERE a.id = k.owner AND a.locked_at IS NOT NULL
                )
                """,
                [.text(prefix)]
            ).first.map { row in try StoredKey(row: row) }
        }
    }

    /// All keys, oldest first.
    package func list() async throws -> [StoredKey] {
        try await database.read { connection in
            try connection.execute("SELECT * FROM api_keys ORDER BY created_at, prefix").map { row in
                try StoredKey(row: row)
            }
        }
    }

    /// Whether there ever was a key. Expired and revoked ones count: their end must not open the service.
    package func hasAny() async throws -> Bool {
        try await database.read { connection in
            try !connection.execute("SELECT prefix FROM api_keys LIMIT 1").isEmpty
        }
    }

    /// Revokes a key for good; one that was revoked before stays as it is.
    ///
    /// - Returns: the key as it is now; nil when there is none.
    package func revoke(_ prefix: String, at now: Instant) async throws -> StoredKey? {
        try await database.write { connection in
            try connection.execute(
                "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE prefix = $1 RETURNING *",
                [.text(prefix), .time(now)]
            ).first.map { row in try StoredKey(row: row) }
        }
    }

    /// Notes that a key was used.
    package func used(_ prefix: String, at now: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE api_keys SET used_at = $2 WHERE prefix = $1",
                [.text(prefix), .time(now)]
            )
        }
    }
}
