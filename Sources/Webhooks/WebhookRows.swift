import Core
package import Database

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
            "SELECT id, owner FROM webhooks WHERE disabled_at IS NULL AND events LIKE $1",
            [.text("%\(event.rawValue)%")]
        )
        for row in rows {
            let (id, owner) = (try row.text("id"), try row.text("owner"))
            for subject in happened.subjects where event == .rescoreDone || subject.owner == owner {
                try insert(event, id, subject.id, at: happened.at, in: connection)
            }
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
            UPDATE webhook_deliveries SET state = 'dead', finished_at = $2, leased_until = NULL,
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

    /// Writes one delivery that is due at once.
    @discardableResult
    static func insert(
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
}
