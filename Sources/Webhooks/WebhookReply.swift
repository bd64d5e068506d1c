import Core
package import FoundationEssentials

/// An endpoint as its owner sees it.
package struct WebhookReply: Sendable, Hashable, Codable {
    /// Its identifier.
    package var id: WebhookID
    /// Where events are posted to.
    package var url: String
    /// What it is told of.
    package var events: [WebhookEvent]
    /// Whether anything is sent to it.
    package var enabled: Bool
    /// Whether it gets the answer itself with a message about one.
    package var expand: Bool
    /// When it was made.
    package var createdAt: Date
    /// Since when nothing is sent to it.
    package var disabledAt: Date?
    /// Why nothing is sent to it.
    package var disabledReason: Webhook.DisabledReason?
    /// Since when every attempt failed.
    package var failingSince: Date?
    /// Until when it asked to be left alone.
    package var restingUntil: Date?
    /// Until when the secret before signs too.
    package var previousSecretUntil: Date?
    /// What signs; only where it was just made.
    package var secret: String?

    /// A stored endpoint.
    ///
    /// - Parameter showsSecret: whether its secret is told.
    package init(_ webhook: Webhook, showsSecret: Bool = false) {
        id = webhook.id
        url = webhook.url
        events = webhook.events
        enabled = webhook.disabled == nil
        expand = webhook.expands
        createdAt = webhook.created.date
        disabledAt = webhook.disabled?.date
        disabledReason = webhook.disabledReason
        failingSince = webhook.failingSince?.date
        restingUntil = webhook.restingUntil?.date
        previousSecretUntil = webhook.previousUntil?.date
        secret = showsSecret ? webhook.secret : nil
    }
}

/// A delivery as the log shows it: no bodies.
package struct WebhookDeliveryReply: Sendable, Hashable, Codable {
    /// Its identifier; the header `webhook-id`.
    package var id: WebhookDeliveryID
    /// What happened.
    package var type: WebhookEvent
    /// What it happened to.
    package var subject: String
    /// Where it stands.
    package var state: WebhookDelivery.State
    /// Attempts that ended, since it was made or replayed.
    package var attempts: Int
    /// The HTTP status of the last attempt that got one.
    package var lastStatus: Int?
    /// Why the last attempt failed.
    package var lastError: String?
    /// When it happened.
    package var createdAt: Date
    /// When it is tried next.
    package var nextAt: Date?
    /// When it ended.
    package var finishedAt: Date?

    /// A stored delivery.
    package init(_ delivery: WebhookDelivery) {
        id = delivery.id
        type = delivery.event
        subject = delivery.subject
        state = delivery.state
        attempts = delivery.attempts
        lastStatus = delivery.lastStatus
        lastError = delivery.lastError
        createdAt = delivery.created.date
        nextAt = delivery.state == .waiting ? delivery.runAfter.date : nil
        finishedAt = delivery.finished?.date
    }
}

/// One attempt to deliver a message.
package struct WebhookAttempt: Sendable, Hashable, Codable {
    /// When it ended.
    package var endedAt: Date
    /// How long it took.
    package var durationMs: Int
    /// The HTTP status, when there was one.
    package var status: Int?
    /// Why it failed; nil when it did not.
    package var error: String?

    /// An attempt.
    package init(endedAt: Date, durationMs: Int, status: Int?, error: String?) {
        self.endedAt = endedAt
        self.durationMs = durationMs
        self.status = status
        self.error = error
    }
}
