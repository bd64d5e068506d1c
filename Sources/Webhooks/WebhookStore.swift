package import Core
package import Database
import Jobs

/// The endpoints of a database and the log of what was sent to them. Everything is asked for by its owner: what belongs to
/// another one is not there.
package struct WebhookStore: Sendable {
    /// How many endpoints one owner may have.
    package static let maxPerOwner = 20
    /// How many attempts of one delivery are kept.
    package static let maxAttempts = 100
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
    package func add(as principal: Principal, _ webhook: Webhook, key: IdempotencyKey? = nil) async throws -> Addition {
        // The service itself keeps what it is given, as from a copy of another database.
        let owner = principal.kind == .system ? webhook.owner : principal.owner
        return try await database.write { connection in
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
                [.text(owner)]
            )
            guard try rows.first?.int("number") ?? 0 < Self.maxPerOwner else {
                if key != nil { try IdempotencyRows.forget(webhook.id.rawValue, in: connection) }
                return .tooMany
            }
            try connection.execute(
                """
                INSERT INTO webhooks (id, owner, url, events, secret, created_at, expand)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .text(webhook.id.rawValue), .text(owner), .text(webhook.url),
                    .text(webhook.events.map(\.rawValue).joined(separator: ",")), .text(webhook.secret),
                    .time(webhook.created), .flag(webhook.expands),
                ]
            )
            return .added
        }
    }

    /// One endpoint; nil when the principal's owner has none with this id.
    package func find(as principal: Principal, _ id: WebhookID) async throws -> Webhook? {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                "SELECT \(Webhook.columns) FROM webhooks WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { row in try Webhook(row: row) }
        }
    }

    /// The endpoints of the principal's owner, oldest first.
    package func list(as principal: Principal) async throws -> [Webhook] {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(Webhook.columns) FROM webhooks WHERE owner = $1 ORDER BY id",
                [.text(principal.owner)]
            ).map { row in try Webhook(row: row) }
        }
    }

    /// Removes an endpoint with its log.
    ///
    /// - Returns: whether there was one.
    package func remove(as principal: Principal, _ id: WebhookID) async throws -> Bool {
        try await database.write { connection in
            guard try Self.sees(principal, id, in: connection) else { return false }
            try JobRows.forget(WebhookOutbox.kind, of: id.rawValue, in: connection)
            try connection.execute("DELETE FROM webhooks WHERE id = $1", [.text(id.rawValue)])
            try connection.execute("DELETE FROM webhook_deliveries WHERE webhook = $1", [.text(id.rawValue)])
            try IdempotencyRows.forget(id.rawValue, in: connection)
            return true
        }
    }

    /// Gives an endpoint a new secret; the one it had signs too until `until`.
    package func roll(
        as principal: Principal,
        _ id: WebhookID,
        to secret: String,
        until: Instant
    ) async throws -> Webhook? {
        try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 3)
            return try connection.execute(
                """
                UPDATE webhooks SET previous_secret = secret, previous_until = $2, secret = $3
                WHERE id = $1\(owner.text) RETURNING \(Webhook.columns)
                """,
                [.text(id.rawValue), .time(until), .text(secret)] + owner.values
            ).first.map { row in try Webhook(row: row) }
        }
    }

    /// Switches an endpoint on or off. One that was on already, or off, stays as it is; switched off, what waits for it is given
    /// up and can be replayed later.
    package func switched(
        as principal: Principal,
        _ id: WebhookID,
        on isOn: Bool,
        at now: Instant
    ) async throws -> Webhook? {
        let webhook: Webhook? = try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let found = try connection.execute(
                "SELECT id FROM webhooks WHERE id = $1\(owner.text) \(connection.dialect.lockRow)",
                [.text(id.rawValue)] + owner.values
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
        if webhook != nil, isOn {
            // What came while it was being switched off may wait without a job. In a transaction of its own: the row of a job is locked
            // before that of its endpoint.
            try await database.write { connection in try WebhookRows.resume(id.rawValue, at: now, in: connection) }
            database.announceJobs()
        }
        return webhook
    }

    /// Changes an endpoint. What waits for it goes to the new address; another address begins without the failures of the old one.
    ///
    /// - Returns: the endpoint as it is now; nil when the principal's owner has none with this id.
    package func change(
        as principal: Principal,
        _ id: WebhookID,
        _ change: WebhookChange,
        at now: Instant
    ) async throws -> Webhook? {
        let changed = try await database.write { connection in
            guard try Self.sees(principal, id, in: connection) else { return false }
            // The job's row is locked before the endpoint's, as everywhere.
            if change.url != nil {
                try JobRows.hasten(WebhookOutbox.kind.name, id.rawValue, to: now, priority: 0, in: connection)
            }
            let owner = OwnerCondition(strictly: principal, after: 4)
            return try !connection.execute(
                """
                UPDATE webhooks SET url = COALESCE($2, url), events = COALESCE($3, events), expand = COALESCE($4, expand),
                    failing_since = CASE WHEN $2 IS NULL THEN failing_since ELSE NULL END,
                    rest_until = CASE WHEN $2 IS NULL THEN rest_until ELSE NULL END
                WHERE id = $1\(owner.text) RETURNING id
                """,
                [
                    .text(id.rawValue), .optional(change.url),
                    .optional(change.events?.map(\.rawValue).joined(separator: ",")),
                    change.expand.map { .flag($0) } ?? .null,
                ] + owner.values
            ).isEmpty
        }
        guard changed else { return nil }
        if change.url != nil { database.announceJobs() }
        guard let enabled = change.enabled else { return try await find(as: principal, id) }
        return try await switched(as: principal, id, on: enabled, at: now)
    }

    /// The attempts to deliver one message; nil when the endpoint has no such delivery, or the principal's owner no such endpoint.
    package func attempts(
        as principal: Principal,
        _ delivery: WebhookDeliveryID,
        of webhook: WebhookID
    ) async throws -> [WebhookAttempt]? {
        try await database.read { connection in
            guard try Self.sees(principal, webhook, in: connection) else { return nil }
            let found = try connection.execute(
                "SELECT id FROM webhook_deliveries WHERE id = $1 AND webhook = $2",
                [.text(delivery.rawValue), .text(webhook.rawValue)]
            )
            guard !found.isEmpty else { return nil }
            return try connection.execute(
                """
                SELECT ended_at, duration_ms, status, error FROM webhook_attempts WHERE delivery = $1 ORDER BY run
                """,
                [.text(delivery.rawValue)]
            ).map { row in
                WebhookAttempt(
                    endedAt: try row.time("ended_at").date,
                    durationMs: try row.int("duration_ms"),
                    status: try row.optionalInt("status"),
                    error: try row.optionalText("error")
                )
            }
        }
    }

    /// Writes a trial for an endpoint; nil when the principal's owner has none with this id.
    package func test(
        as principal: Principal,
        _ webhook: WebhookID,
        at now: Instant
    ) async throws -> WebhookDelivery? {
        let trial: WebhookDelivery? = try await database.write { connection in
            guard try Self.sees(principal, webhook, in: connection) else { return nil }
            let trial = try WebhookRows.insert(.test, webhook.rawValue, webhook.rawValue, at: now, in: connection)
            try WebhookRows.wake(webhook, in: connection)
            return trial
        }
        if trial != nil { database.announceJobs() }
        return trial
    }

    /// The newest deliveries of an endpoint.
    package func deliveries(as principal: Principal, of webhook: WebhookID) async throws -> [WebhookDelivery] {
        try await database.read { connection in
            guard try Self.sees(principal, webhook, in: connection) else { return [] }
            return try connection.execute(
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
    package func replay(
        as principal: Principal,
        _ id: WebhookDeliveryID,
        of webhook: WebhookID,
        at now: Instant
    ) async throws -> WebhookDelivery? {
        let again: WebhookDelivery? = try await database.write { connection in
            guard try Self.sees(principal, webhook, in: connection) else { return nil }
            try WebhookRows.ask(webhook.rawValue, by: now, at: now, in: connection)
            try WebhookRows.wake(webhook, in: connection)
            return try connection.execute(
                """
                UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, started_at = $3, run_after = $3,
                    runs = runs + 1, finished_at = NULL
                WHERE id = $1 AND webhook = $2 RETURNING \(WebhookDelivery.columns)
                """,
                [.text(id.rawValue), .text(webhook.rawValue), .time(now)]
            ).first.map { row in try WebhookDelivery(row: row) }
        }
        if again != nil { database.announceJobs() }
        return again
    }

    private static func sees(
        _ principal: Principal,
        _ webhook: WebhookID,
        in connection: any SQLConnection
    ) throws(StorageError) -> Bool {
        let owner = OwnerCondition(strictly: principal, after: 1)
        return try !connection.execute(
            "SELECT id FROM webhooks WHERE id = $1\(owner.text)",
            [.text(webhook.rawValue)] + owner.values
        ).isEmpty
    }
}
