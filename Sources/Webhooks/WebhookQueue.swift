package import Core
package import Database

/// What sends deliveries does with them. A claim is a lease with a number: one that ran out is taken over, and its first holder
/// writes nothing any more.
package struct WebhookQueue: Sendable {
    private let database: any SQLDatabase
    private let schedule: WebhookSchedule

    /// The deliveries of a database under a schedule.
    package init(_ database: any SQLDatabase, schedule: WebhookSchedule = WebhookSchedule()) {
        self.database = database
        self.schedule = schedule
    }

    /// Endpoints that have something due and that nothing is under way to: `$1` is the time.
    private static let ready = """
        disabled_at IS NULL AND (busy_until IS NULL OR busy_until <= $1) AND (rest_until IS NULL OR rest_until <= $1)
            AND EXISTS (
                SELECT 1 FROM webhook_deliveries d
                WHERE d.webhook = webhooks.id AND d.state = 'waiting' AND d.run_after <= $1
            )
        """

    /// Takes the delivery that is due first, of an endpoint that nothing is under way to: one endpoint that hangs holds up one
    /// sender and not all of them. The endpoint is what is claimed, so that two processes never send to one at once.
    ///
    /// - Parameters:
    ///   - failingToo: whether endpoints whose last attempt failed are taken as well.
    ///   - held: endpoints this process is sending to, which are not taken whatever their lease says.
    package func claim(
        leaseMs: Int,
        failingToo: Bool = true,
        held: Set<WebhookID> = [],
        at now: Instant
    ) async throws -> (WebhookDelivery, Webhook)? {
        let others = Places(held.map(\.rawValue), after: 1)
        let ready =
            (failingToo ? "" : "failing_since IS NULL AND ") + (held.isEmpty ? "" : "id NOT IN \(others.text) AND ")
            + Self.ready
        let values = [SQLValue.time(now)] + others.values
        // Looked at before it is written to, so that an idle service writes nothing.
        let isIdle = try await database.read { connection in
            try connection.execute(
                "SELECT id FROM webhook_deliveries WHERE state = 'waiting' AND run_after <= $1 LIMIT 1",
                [.time(now)]
            ).isEmpty || connection.execute("SELECT id FROM webhooks WHERE \(ready) LIMIT 1", values).isEmpty
        }
        guard !isIdle else { return nil }
        let until = now.advanced(byMs: max(1, leaseMs))
        return try await database.write { connection in
            let found = try connection.execute(
                """
                SELECT \(Webhook.columns) FROM webhooks WHERE \(ready) ORDER BY (
                    SELECT MIN(d.run_after) FROM webhook_deliveries d
                    WHERE d.webhook = webhooks.id AND d.state = 'waiting'
                ), id LIMIT 1 \(connection.dialect.skipLocked)
                """,
                values
            )
            guard let webhook = try found.first.map({ row in try Webhook(row: row) }) else { return nil }
            let rows = try connection.execute(
                """
                UPDATE webhook_deliveries SET leased_until = $2, runs = runs + 1 WHERE state = 'waiting' AND id = (
                    SELECT id FROM webhook_deliveries WHERE webhook = $3 AND state = 'waiting' AND run_after <= $1
                    ORDER BY run_after, id LIMIT 1
                ) RETURNING \(WebhookDelivery.columns)
                """,
                [.time(now), .time(until), .text(webhook.id.rawValue)]
            )
            guard let row = rows.first else { return nil }
            try connection.execute(
                "UPDATE webhooks SET busy_until = $2 WHERE id = $1",
                [.text(webhook.id.rawValue), .time(until)]
            )
            return (try WebhookDelivery(row: row), webhook)
        }
    }

    /// Ends an attempt.
    ///
    /// - Returns: where the delivery stands now; nil when the claim was lost and nothing was written.
    package func end(
        _ claimed: WebhookDelivery,
        _ outcome: WebhookDelivery.Outcome,
        jitter: Double,
        at now: Instant
    ) async throws -> WebhookDelivery.State? {
        let next = WebhookStep(claimed, outcome, schedule: schedule, jitter: jitter, at: now)
        return try await database.write { connection in
            // The endpoint first, as a claim does, so that the two never wait for each other.
            try Self.release(claimed, outcome, next, at: now, in: connection)
            let rows = try connection.execute(
                """
                UPDATE webhook_deliveries SET state = $3, attempts = $4, run_after = $5, last_error = $6,
                    last_status = $7, finished_at = $8, leased_until = NULL
                WHERE id = $1 AND runs = $2 AND state = 'waiting' RETURNING webhook
                """,
                [
                    .text(claimed.id.rawValue), .int(claimed.runs), .text(next.state.rawValue), .int(next.attempts),
                    .time(next.runAfter), .optional(next.error), next.status.map { .int($0) } ?? .null,
                    .time(next.state == .waiting ? nil : now),
                ]
            )
            guard !rows.isEmpty else { return nil }
            if outcome == .gone { try WebhookRows.disable(claimed.webhook, .gone, at: now, in: connection) }
            return next.state
        }
    }

    /// Forgets deliveries that ended before a time, and those whose endpoint was removed while their event happened.
    package func sweep(before end: Instant) async throws {
        try await database.write { connection in
            try connection.execute("DELETE FROM webhook_deliveries WHERE finished_at < $1", [.time(end)])
            try connection.execute(
                """
                DELETE FROM webhook_deliveries
                WHERE NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.id = webhook_deliveries.webhook)
                """
            )
        }
    }

    /// Lets the endpoint go, unless another claim has it by now, and notes how it did.
    private static func release(
        _ claimed: WebhookDelivery,
        _ outcome: WebhookDelivery.Outcome,
        _ next: WebhookStep,
        at now: Instant,
        in connection: any SQLConnection
    ) throws {
        guard let lease = claimed.leasedUntil else { return }
        let health: (sql: String, values: [SQLValue]) =
            switch outcome {
            case .delivered: (", failing_since = NULL, rest_until = NULL", [])
            case .failed:
                (", failing_since = COALESCE(failing_since, $3), rest_until = $4", [.time(now), .time(next.restUntil)])
            case .gone, .interrupted: ("", [])
            }
        try connection.execute(
            "UPDATE webhooks SET busy_until = NULL\(health.sql) WHERE id = $1 AND busy_until = $2",
            [.text(claimed.webhook.rawValue), .time(lease)] + health.values
        )
    }
}
