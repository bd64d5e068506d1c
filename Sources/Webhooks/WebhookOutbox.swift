package import Core
package import Database
package import Jobs

/// What waits to be sent. An endpoint that something waits for has one unfinished job of ``kind``, whose subject and unique key are the
/// endpoint's id, so that no two processes ever send to it at once; each run of the job sends one message.
package struct WebhookOutbox: Sendable {
    /// What a job is to do.
    package enum Next: Sendable, Hashable {
        /// This delivery is due, to this endpoint.
        case send(WebhookDelivery, Webhook)
        /// Something is due after so many milliseconds.
        case wait(ms: Int)
        /// Nothing waits.
        case nothing
    }

    /// Sending to one endpoint. How often a message is tried is decided by ``WebhookSchedule``; the job itself is never given up.
    package static let kind = JobKind(
        "webhooks.send",
        policy: JobPolicy(
            maxAttempts: .max,
            maxRescues: .max,
            maxWaits: .max,
            maxRuns: .max,
            maxOutageWaits: .max,
            maxDelayMs: 86_400_000
        ),
        keepMs: 3_600_000,
        follow: WebhookRows.follow
    )

    private let database: any SQLDatabase
    private let schedule: WebhookSchedule

    /// The deliveries of a database under a schedule.
    package init(_ database: any SQLDatabase, schedule: WebhookSchedule = WebhookSchedule()) {
        self.database = database
        self.schedule = schedule
    }

    /// What a job of an endpoint is to do now: what was due first comes first.
    package func next(_ job: Job, at now: Instant) async throws -> Next {
        try await database.read { connection in try Self.next(job.subject, at: now, in: connection) }
    }

    /// Ends an attempt, under the claim of its job.
    ///
    /// - Parameter attempt: what its owner reads of it; nil for an attempt that counts for nothing.
    /// - Returns: where the delivery stands now, nil when it was replayed or given up meanwhile and nothing was written of it; and what
    ///   the job is to do next.
    /// - Throws: `ClaimLost`.
    package func end(
        _ job: Job,
        _ sent: WebhookDelivery,
        _ outcome: WebhookDelivery.Outcome,
        _ attempt: WebhookAttempt?,
        jitter: Double,
        at now: Instant
    ) async throws -> (state: WebhookDelivery.State?, next: Next) {
        let step = WebhookStep(sent, outcome, schedule: schedule, jitter: jitter, at: now)
        return try await database.write { connection in
            // The job first, as all who write of an endpoint do, so that no two of them wait for each other.
            _ = try JobRows.owned(job, in: connection)
            try Self.note(outcome, step, job, at: now, in: connection)
            let rows = try connection.execute(
                """
                UPDATE webhook_deliveries SET state = $3, attempts = $4, run_after = $5, last_error = $6,
                    last_status = $7, finished_at = $8, runs = runs + 1
                WHERE id = $1 AND runs = $2 AND state = 'waiting' RETURNING webhook
                """,
                [
                    .text(sent.id.rawValue), .int(sent.runs), .text(step.state.rawValue), .int(step.attempts),
                    .time(step.runAfter), .optional(step.error), step.status.map { .int($0) } ?? .null,
                    .time(step.state == .waiting ? nil : now),
                ]
            )
            if !rows.isEmpty {
                if let attempt { try WebhookRows.note(attempt, of: sent.id, run: sent.runs + 1, in: connection) }
                if outcome == .gone { try WebhookRows.disable(sent.webhook, .gone, at: now, in: connection) }
            }
            let next = try Self.next(job.subject, at: now, in: connection)
            return (rows.isEmpty ? nil : step.state, next)
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

    private static func next(_ endpoint: String, at now: Instant, in connection: any SQLConnection) throws -> Next {
        let found = try connection.execute(
            "SELECT \(Webhook.columns) FROM webhooks WHERE id = $1 AND disabled_at IS NULL",
            [.text(endpoint)]
        )
        let waiting = try connection.execute(
            """
            SELECT \(WebhookDelivery.columns) FROM webhook_deliveries WHERE webhook = $1 AND state = 'waiting'
            ORDER BY run_after, id LIMIT 1
            """,
            [.text(endpoint)]
        )
        guard let webhook = try found.first.map({ row in try Webhook(row: row) }),
            let delivery = try waiting.first.map({ row in try WebhookDelivery(row: row) })
        else { return .nothing }
        let due = max(delivery.runAfter, webhook.restingUntil ?? delivery.runAfter)
        return due <= now ? .send(delivery, webhook) : .wait(ms: Int(clamping: due.milliseconds &- now.milliseconds))
    }

    /// Notes how an endpoint did. The jobs of those that fail have a priority of their own, which leaves room to the others.
    private static func note(
        _ outcome: WebhookDelivery.Outcome,
        _ step: WebhookStep,
        _ job: Job,
        at now: Instant,
        in connection: any SQLConnection
    ) throws {
        switch outcome {
        case .delivered:
            try connection.execute(
                "UPDATE webhooks SET failing_since = NULL, rest_until = NULL WHERE id = $1",
                [.text(job.subject)]
            )
        case .failed:
            try connection.execute(
                "UPDATE webhooks SET failing_since = COALESCE(failing_since, $2), rest_until = $3 WHERE id = $1",
                [.text(job.subject), .time(now), .time(step.restUntil)]
            )
        case .gone, .interrupted: return
        }
        try connection.execute(
            "UPDATE jobs SET priority = $2 WHERE id = $1",
            [.text(job.id.rawValue), .int(outcome.isFailure ? WebhookRows.failingPriority : 0)]
        )
    }
}

extension WebhookDelivery.Outcome {
    /// Whether the endpoint did not take the message.
    fileprivate var isFailure: Bool { if case .failed = self { true } else { false } }
}
