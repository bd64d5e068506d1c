import Core
package import Database
import Jobs

/// Writes deliveries in the transaction in which their events happen, so that none is lost and none is told that did not happen.
package enum WebhookRows {
    /// Writes deliveries as things happen.
    package static let observer = DomainObserver { event, connection throws(StorageError) in
        try observe(event, in: connection)
    }

    /// Writes a delivery for every endpoint that is to hear of what happened. A re-scoring concerns the answers of everybody: every
    /// endpoint that asked for it hears of it, and only those who may re-score can make such an endpoint.
    static func observe(_ happened: DomainEvent, in connection: any SQLConnection) throws(StorageError) {
        guard let event = WebhookEvent(rawValue: happened.name) else { return }
        let rows = try connection.execute(
            "SELECT id, owner FROM webhooks WHERE disabled_at IS NULL AND events LIKE $1 ORDER BY id",
            [.text("%\(event.rawValue)%")]
        )
        for row in rows {
            let (id, owner) = (try row.text("id"), try row.text("owner"))
            let subjects = happened.subjects.filter { event == .rescoreDone || $0.owner == owner }
            for subject in subjects { try write(event, id, subject.id, at: happened.at, in: connection) }
            if !subjects.isEmpty { try ask(id, by: happened.at, at: happened.at, in: connection) }
        }
    }

    /// Sends an endpoint nothing more, and gives up what waits for it.
    static func disable(
        _ webhook: WebhookID,
        _ reason: Webhook.DisabledReason,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            "UPDATE webhooks SET disabled_at = $2, disabled_reason = $3 WHERE id = $1 AND disabled_at IS NULL",
            [.text(webhook.rawValue), .time(now), .text(reason.rawValue)]
        )
        try connection.execute(
            """
            UPDATE webhook_deliveries SET state = 'dead', finished_at = $2,
                last_error = 'The endpoint is disabled.'
            WHERE webhook = $1 AND state = 'waiting'
            """,
            [.text(webhook.rawValue), .time(now)]
        )
    }

    /// Lets an endpoint's owner try at once, whatever pause it asked for.
    static func wake(_ webhook: WebhookID, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute("UPDATE webhooks SET rest_until = NULL WHERE id = $1", [.text(webhook.rawValue)])
    }

    /// Writes one delivery that is due at once, with a job that sends it.
    static func insert(
        _ event: WebhookEvent,
        _ webhook: String,
        _ subject: String,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> WebhookDelivery {
        let delivery = try write(event, webhook, subject, at: now, in: connection)
        try ask(webhook, by: now, at: now, in: connection)
        return delivery
    }

    @discardableResult
    private static func write(
        _ event: WebhookEvent,
        _ webhook: String,
        _ subject: String,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> WebhookDelivery {
        let rows = try connection.execute(
            """
            INSERT INTO webhook_deliveries (id, webhook, event, subject, created_at, state, attempts, started_at, run_after,
                runs)
            VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $5, $5, 0) RETURNING \(WebhookDelivery.columns)
            """,
            [
                .text(WebhookDeliveryID(at: now.date).rawValue), .text(webhook), .text(event.rawValue), .text(subject),
                .time(now),
            ]
        )
        guard let row = rows.first else { throw StorageError(.corrupt, "A delivery was not written.") }
        return try WebhookDelivery(row: row)
    }

    /// Keeps an attempt that ended. Of one delivery the newest ``WebhookStore/maxAttempts`` are kept.
    ///
    /// - Parameter run: which attempt of its delivery.
    package static func note(
        _ attempt: WebhookAttempt,
        of delivery: WebhookDeliveryID,
        run: Int,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            """
            INSERT INTO webhook_attempts (delivery, run, ended_at, duration_ms, status, error)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (delivery, run) DO NOTHING
            """,
            [
                .text(delivery.rawValue), .int(run), .time(Instant(attempt.endedAt)), .int(attempt.durationMs),
                attempt.status.map { .int($0) } ?? .null, .optional(attempt.error),
            ]
        )
        try connection.execute(
            "DELETE FROM webhook_attempts WHERE delivery = $1 AND run <= $2",
            [.text(delivery.rawValue), .int(run - WebhookStore.maxAttempts)]
        )
    }

    /// The priority of jobs that send to endpoints whose last attempt failed.
    static let failingPriority = 1

    /// Sees to it that an endpoint has a job that is due by a time, unless it is disabled.
    static func ask(_ webhook: String, by time: Instant, at now: Instant, in connection: any SQLConnection)
        throws(StorageError)
    {
        let rows = try connection.execute(
            "SELECT owner, failing_since FROM webhooks WHERE id = $1 AND disabled_at IS NULL",
            [.text(webhook)]
        )
        guard let row = rows.first else { return }
        let job = Job(
            kind: WebhookOutbox.kind,
            subject: webhook,
            uniqueKey: webhook,
            owner: try row.text("owner"),
            priority: try row.optionalTime("failing_since") == nil ? 0 : failingPriority,
            delayMs: max(0, Int(clamping: time.milliseconds &- now.milliseconds)),
            at: now
        )
        try JobRows.ask(job, in: connection)
    }

    /// Written whenever jobs of endpoints change: what came while a sender was ending its job is not forgotten.
    static let follow: JobKind.Follow = { jobs, now, connection in
        for job in jobs where job.state == .available || job.state.isFinished {
            // A job that was given up failed in a way that comes again.
            let pause = job.state == .discarded ? WebhookOutbox.kind.policy.backoff.maxMs : 0
            try resume(job.subject, delayMs: pause, at: now, in: connection)
        }
        return [:]
    }

    /// Makes sure that an endpoint for which deliveries wait has a job.
    ///
    /// - Parameter delayMs: how long the job waits at least, in milliseconds.
    static func resume(_ webhook: String, delayMs: Int = 0, at now: Instant, in connection: any SQLConnection)
        throws(StorageError)
    {
        let rows = try connection.execute(
            """
            SELECT rest_until, (
                SELECT MIN(d.run_after) FROM webhook_deliveries d
                WHERE d.webhook = webhooks.id AND d.state = 'waiting'
            ) AS due FROM webhooks WHERE id = $1 AND disabled_at IS NULL
            """,
            [.text(webhook)]
        )
        guard let row = rows.first, let first = try row.optionalTime("due") else { return }
        let due = max(first, try row.optionalTime("rest_until") ?? first, now.advanced(byMs: delayMs))
        try ask(webhook, by: due, at: now, in: connection)
    }
}
