package import Core

/// The keys of requests that were accepted in the last 24 hours. A key is written in the transaction that makes what its
/// request asks for, so there is never one without the other.
package struct IdempotencyStore: Sendable {
    private let database: any SQLDatabase

    /// The keys of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// The first request with a key; nil when there was none within ``IdempotencyKey/keptMs``.
    package func find(_ key: IdempotencyKey, at now: Instant) async throws -> EarlierRequest? {
        try await database.read { connection in
            let rows = try connection.execute(
                """
                SELECT request, resource, status FROM idempotency_keys
                WHERE scope = $1 AND name = $2 AND created_at >= $3
                """,
                [.text(key.scope), .text(key.text), .time(now.advanced(byMs: -IdempotencyKey.keptMs))]
            )
            return try rows.first.map { row in try EarlierRequest(row: row) }
        }
    }

    /// Notes how the first request was answered; a later note changes nothing.
    package func answered(_ key: IdempotencyKey, status: Int) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE idempotency_keys SET status = $3 WHERE scope = $1 AND name = $2 AND status IS NULL",
                [.text(key.scope), .text(key.text), .int(status)]
            )
        }
    }
}
