import Interview

/// What sends deliveries does with them. A claim is a lease with a number: one that ran out is taken over, and its first holder
/// writes nothing any more.
package struct WebhookQueue: Sendable {
    private let database: any Database
    private let schedule: WebhookSchedule

    /// The deliveries of a database under a schedule.
    package init(_ database: any Database, schedule: WebhookSchedule = WebhookSchedule()) {
        self.database = database
        self.schedule = schedule
    }

    /// Takes the delivery that is due first, of an endpoint that nothing is under way to: one endpoint that hangs holds up one
    /// sender and not all of them.
    package func claim(leaseMs: Int, at now: Instant) async throws -> (WebhookDelivery, Webhook)? {
        // Looked at before it is written to, so that an idle house writes nothing.
        let isIdle = try await database.read { connection in
            try connection.execute(
                "SELECT id FROM webhook_deliveries WHERE state = 'waiting' AND run_after <= $1 LIMIT 1",
                [.time(now)]
            ).isEmpty
        }
        guard !isIdle else { return nil }
        return try await database.write { connection in
            let rows = try connection.execute(
                """
                WITH due AS MATERIALIZED (
                    SELECT d.id FROM webhook_deliveries d
                    WHERE d.state = 'waiting' AND d.run_after <= $1 AND NOT EXISTS (
                        SELECT 1 FROM webhook_deliveries o
                        WHERE o.webhook = d.webhook AND o.state = 'waiting' AND o.leased_until > $1
                    )
                    ORDER BY d.run_after, d.id LIMIT 1 \(connection.dialect.skipLocked)
                )
                UPDATE webhook_deliveries SET leased_until = $2, runs = runs + 1
                WHERE id IN (SELECT id FROM due) RETURNING \(WebhookDelivery.columns)
                """,
                [.time(now), .time(now.advanced(byMs: leaseMs))]
            )
            guard let row = rows.first else { return nil }
            let delivery = try WebhookDelivery(row: row)
            let found = try connection.execute(
                "SELECT \(Webhook.columns) FROM webhooks WHERE id = $1",
                [.text(delivery.webhook.rawValue)]
            )
            if let webhook = try found.first.map({ row in try Webhook(row: row) }) { return (delivery, webhook) }
            // Its endpoint was removed while the event happened.
            try connection.execute("DELETE FROM webhook_deliveries WHERE id = $1", [.text(delivery.id.rawValue)])
            return nil
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
        let schedule = schedule
        return try await database.write { connection in
            var state = WebhookDelivery.State.waiting
            var (runAfter, attempts) = (claimed.runAfter, claimed.attempts + 1)
            var (error, status) = (String?.none, Int?.none)
            switch outcome {
            case .delivered(let code): (state, status) = (.delivered, code)
            case .gone: (state, error, status) = (.dead, "The endpoint is gone (410).", 410)
            case .interrupted: (attempts, error, status) = (claimed.attempts, claimed.lastError, claimed.lastStatus)
            case .failed(let reason, let code):
                (error, status) = (reason, code)
                let elapsed = Int(clamping: now.milliseconds &- claimed.started.milliseconds)
                if let wait = schedule.waitMs(failure: attempts, elapsedMs: elapsed, jitter: jitter) {
                    runAfter = now.advanced(byMs: wait)
                } else {
                    state = .dead
                }
            }
            let rows = try connection.execute(
                """
                UPDATE webhook_deliveries SET state = $3, attempts = $4, run_after = $5, last_error = $6,
                    last_status = $7, finished_at = $8, leased_until = NULL
                WHERE id = $1 AND runs = $2 AND state = 'waiting' RETURNING webhook
                """,
                [
                    .text(claimed.id.rawValue), .int(claimed.runs), .text(state.rawValue), .int(attempts),
                    .time(runAfter), .optional(error), status.map { .int($0) } ?? .null,
                    .time(state == .waiting ? nil : now),
                ]
            )
            guard !rows.isEmpty else { return nil }
            if outcome == .gone { try Self.disable(claimed.webhook, at: now, in: connection) }
            return state
        }
    }

    /// Forgets deliveries that ended before a time.
    package func sweep(before end: Instant) async throws {
        try await database.write { connection in
            try connection.execute("DELETE FROM webhook_deliveries WHERE finished_at < $1", [.time(end)])
        }
    }

    private static func disable(_ webhook: WebhookID, at now: Instant, in connection: any SQLConnection) throws {
        try connection.execute(
            "UPDATE webhooks SET disabled_at = COALESCE(disabled_at, $2) WHERE id = $1",
            [.text(webhook.rawValue), .time(now)]
        )
        try connection.execute(
            """
            UPDATE webhook_deliveries SET state = 'dead', finished_at = $2, leased_until = NULL,
                last_error = 'The endpoint is disabled.'
            WHERE webhook = $1 AND state = 'waiting'
            """,
            [.text(webhook.rawValue), .time(now)]
        )
    }
}
