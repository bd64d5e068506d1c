package import Core

/// The statements on keys that several transactions share.
package enum IdempotencyRows {
    /// Keeps a key for what the same transaction makes, unless it is kept already.
    ///
    /// - Returns: the first request with this key; nil when this is the first.
    package static func claim(
        _ key: IdempotencyKey,
        for resource: String,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> EarlierRequest? {
        try connection.execute(
            "DELETE FROM idempotency_keys WHERE created_at < $1",
            [.time(now.advanced(byMs: -IdempotencyKey.keptMs))]
        )
        let rows = try connection.execute(
            """
            INSERT INTO idempotency_keys (scope, name, request, resource, created_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (scope, name) DO NOTHING RETURNING name
            """,
            [.text(key.scope), .text(key.text), .text(key.request), .text(resource), .time(now)]
        )
        guard rows.isEmpty else { return nil }
        guard let earlier = try find(key, in: connection) else {
            throw StorageError(.unavailable, "The key's first request ended meanwhile; send it again.")
        }
        return earlier
    }

    /// The first request with a key.
    package static func find(
        _ key: IdempotencyKey,
        in connection: any SQLConnection
    ) throws(StorageError) -> EarlierRequest? {
        let rows = try connection.execute(
            "SELECT request, resource, status FROM idempotency_keys WHERE scope = $1 AND name = $2",
            [.text(key.scope), .text(key.text)]
        )
        guard let row = rows.first else { return nil }
        return try EarlierRequest(row: row)
    }

    /// Forgets the keys that made something that is gone.
    package static func forget(_ resource: String, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute("DELETE FROM idempotency_keys WHERE resource = $1", [.text(resource)])
    }
}
