package import Core

/// A client's own name for one request, so that the request can be sent again without being done again
/// (draft-ietf-httpapi-idempotency-key-header).
package struct IdempotencyKey: Sendable, Hashable {
    /// Most characters of a key.
    package static let maxLength = 255
    /// How long a key is remembered.
    package static let keptMs = 86_400_000

    /// Whose keys and of which request: the same text in another scope is another key.
    package let scope: String
    /// What the client sent.
    package let text: String
    /// Hash of everything the request says; another request under the same key is a mistake.
    package var request: String

    /// A key; nil when the text is empty, too long, or not printable ASCII. Quotes around it, as structured fields have them,
    /// are not part of it.
    package init?(_ text: String, scope: String, request: String = "") {
        var text = Substring(text)
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        guard (1...Self.maxLength).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else {
            return nil
        }
        self.scope = scope
        self.text = String(text)
        self.request = request
    }
}

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

/// What became of the first request with a key.
package struct EarlierRequest: Sendable, Hashable {
    /// Hash of what it said.
    package var request: String
    /// The id of what it made.
    package var resource: String
    /// The HTTP status it was answered with; nil while that is not known, and when the process died before it was.
    package var status: Int?

    /// A request that was accepted before.
    package init(request: String, resource: String, status: Int? = nil) {
        self.request = request
        self.resource = resource
        self.status = status
    }

    init(row: SQLRow) throws(StorageError) {
        request = try row.text("request")
        resource = try row.text("resource")
        status = try row.optionalInt("status")
    }
}
