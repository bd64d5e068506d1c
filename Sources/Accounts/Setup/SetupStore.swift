package import Core
package import Database

/// The links by which a service that has no key yet gets its first one. Only hashes are kept.
package struct SetupStore: Sendable {
    private let database: any SQLDatabase

    /// The links of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps a new link.
    package func add(hash: String, at now: Instant, expires: Instant) async throws {
        try await database.write { connection in
            try connection.execute("DELETE FROM setup_tokens WHERE expires_at < $1", [.time(now)])
            try connection.execute(
                "INSERT INTO setup_tokens (hash, created_at, expires_at) VALUES ($1, $2, $3)",
                [.text(hash), .time(now), .time(expires)]
            )
        }
    }

    /// Uses a link up and keeps the first key, both or neither.
    ///
    /// - Returns: false when there is no such link, when it was used, is over, or was made later than now, and when there ever was a
    ///   key.
    package func redeem(hash: String, for key: StoredKey, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            guard try connection.execute("SELECT prefix FROM api_keys LIMIT 1").isEmpty else { return false }
            let used = try connection.execute(
                """
                UPDATE setup_tokens SET used_at = $2
                WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 AND created_at <= $2 RETURNING hash
                """,
                [.text(hash), .time(now)]
            )
            guard !used.isEmpty else { return false }
            return try KeyStore.insert(key, in: connection)
        }
    }
}
