package import Core
package import Database

/// The endpoints of a database and the log of what was sent to them. Everything is asked for by its owner: what belongs to
/// another one is not there.
package struct WebhookStore: Sendable {
    /// How many endpoints one owner may have.
    package static let maxPerOwner = 20
    /// How many deliveries the log shows.
    package static let maxLog = 200

    private let database: any SQLDatabase

    /// The endpoints of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// What became of a new endpoint.
    package enum Addition: Sendable, Hashable {
        /// It is kept.
        case added
        /// Its owner has ``maxPerOwner`` already; nothing is kept.
        case tooMany
        /// The request was accepted before; nothing is kept.
        case before(EarlierRequest)
    }

    /// Keeps a new endpoint, with the key of the request that made it.
    package func add(_ webhook: Webhook, key: IdempotencyKey? = nil) async throws -> Addition {
        try await database.write { connection in
            if let key,
                let earlier = try IdempotencyRows.claim(
                    key,
                    for: webhook.id.rawValue,
                    at: webhook.created,
                    in: connection
                )
            {
                return .before(earlier)
            }
            let rows = try connection.execute(
                "SELECT COUNT(*) AS number FROM webhooks WHERE owner = $1",
                [.text(webhook.owner)]
            )
            guard try rows.first?.int("number") ?? 0 < Self.maxPerOwner else {
                if key != nil { try IdempotencyRows.forget(webhook.id.rawValue, in: connection) }
                return .tooMany
            }
            try connection.execute(
                """
                INSERT INTO webhooks (id, owner, url, events, secret, created_at) VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .text(webhook.id.rawValue), .text(webhook.owner), .text(webhook.url),
                    .text(webhook.events.map(\.rawValue).joined(separator: ",")), .text(webhook.secret),
                    .time(webhook.created),
                ]
            )
            return .added
        }
    }

    /// One endpoint; nil when its owner has none with this id.
    package func find(_ id: WebhookID, of owner: String) async throws -> Webhook? {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(Webhook.columns) FROM webhooks WHERE id = $1 AND owner = $2",
                [.text(id.rawValue), .text(owner)]
            ).first.map { row in try Webhook(row: row) }
        }
    }

    /// The endpoints of an owner, oldest first.
    package func list(of owner: String) async throws -> [Webhook] {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(Webhook.columns) FROM webhooks WHERE owner = $1 ORDER BY id",
                [.text(owner)]
            ).map { row in try Webhook(row: row) }
        }
    }

    /// Removes an endpoint with its log.
    ///
    /// - Returns: whether there was one.
    package func remove(_ id: WebhookID, of owner: String) async throws -> Bool {
        try await database.write { connection in
            let rows = try connection.execute(
                "DELETE FROM webhooks WHERE id = $1 AND owner = $2 RETURNING id",
                [.text(id.rawValue), .text(owner)]
            )
            guard !rows.isEmpty else { return false }
            try connection.execute("DELETE FROM webhook_deliveries WHERE webhook = $1", [.text(id.rawValue)])
            try IdempotencyRows.forget(id.rawValue, in: connection)
            return true
        }
    }

    /// Gives an endpoint a new secret; the one it had signs too until `until`.
    package func roll(_ id: WebhookID, of owner: String, to secret: String, until: Instant) async throws -> Webhook? {
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE webhooks SET previous_secret = secret, previous_until = $3, secret = $4
                WHERE id = $1 AND owner = $2 RETURNING \(Webhook.columns)
                """,
                [.text(id.rawValue), .text(owner), .time(until), .text(secret)]
            ).first.map { row in try Webhook(row: row) }
        }
    }

    /// Switches an endpoint on or off. One that was on already, or off, stays as it is; switched off, what waits for it is given
    /// up and can be replayed later.
    package func switched(
        _ id: WebhookID,
        of owner: String,
        on isOn: Bool,
        at now: Instant
    ) async throws -> Webhook? {
        try await database.write { connection in
            let found = try connection.execute(
                "SELECT id FROM webhooks WHERE id = $1 AND owner = $2 \(connection.dialect.lockRow)",
                [.text(id.rawValue), .text(owner)]
            )
            guard !found.isEmpty else { return nil }
            if isOn {
                try connection.execute(
                    """
                    UPDATE webhooks SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL, rest_until = NULL
                    WHERE id = $1 AND disabled_at IS NOT NULL
                    """,
                    [.text(id.rawValue)]
                )
            } else {
                try WebhookRows.disable(id, .owner, at: now, in: connection)
            }
            return try connection.execute("SELECT \(Webhook.columns) FROM webhooks WHERE id = $1", [.text(id.rawValue)])
                .first.map { row in try Webhook(row: row) }
        }
    }

    /// Writes a trial for an endpoint.
    package func test(_ webhook: WebhookID, at now: Instant) async throws -> WebhookDelivery {
        try await database.write { connection in
            try WebhookRows.wake(webhook, in: connection)
            return try WebhookRows.insert(.test, webhook.rawValue, webhook.rawValue, at: now, in: connection)
        }
    }

    /// The newest deliveries of an endpoint.
    package func deliveries(of webhook: WebhookID) async throws -> [WebhookDelivery] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT \(WebhookDelivery.columns) FROM webhook_deliveries WHERE webhook = $1 ORDER BY id DESC LIMIT $2
                """,
                [.text(webhook.rawValue), .int(Self.maxLog)]
            ).map { row in try WebhookDelivery(row: row) }
        }
    }

    /// Sends a delivery again as if it were new; an attempt that is under way counts for nothing.
    ///
    /// - Returns: the delivery as it is now; nil when the endpoint has none with this id.
    package func replay(_ id: WebhookDeliveryID, of webhook: WebhookID, at now: Instant) async throws
        -> WebhookDelivery?
    {
        try await database.write { connection in
            try WebhookRows.wake(webhook, in: connection)
            return try connection.execute(
                """
                UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, started_at = $3, run_after = $3,
                    runs = runs + 1, leased_until = NULL, finished_at = NULL
                WHERE id = $1 AND webhook = $2 RETURNING \(WebhookDelivery.columns)
                """,
                [.text(id.rawValue), .text(webhook.rawValue), .time(now)]
            ).first.map { row in try WebhookDelivery(row: row) }
        }
    }
}
