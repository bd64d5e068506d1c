package import Core
import Database

/// An endpoint that is told of events.
package struct Webhook: Sendable, Hashable {
    /// Why nothing is sent to an endpoint.
    package enum DisabledReason: String, Sendable, Codable, CaseIterable {
        /// It answered 410: it wants nothing more.
        case gone
        /// Its owner switched it off.
        case owner
    }

    /// Its identifier.
    package let id: WebhookID
    /// Whose it is: it hears of this owner's answers only.
    package let owner: String
    /// Where events are posted to.
    package let url: String
    /// What it is told of.
    package let events: [WebhookEvent]
    /// Whether it gets the answer itself with a message about one.
    package let expands: Bool
    /// What signs; shown once to its owner.
    package internal(set) var secret: String
    /// The secret before, which signs too until ``previousUntil``.
    package internal(set) var previousSecret: String?
    /// When the secret before stops signing.
    package internal(set) var previousUntil: Instant?
    /// When it was made.
    package let created: Instant
    /// Since when nothing is sent to it.
    package internal(set) var disabled: Instant?
    /// Why nothing is sent to it; nil exactly when ``disabled`` is.
    package internal(set) var disabledReason: DisabledReason?
    /// Since when every attempt failed; nil when the last one did not.
    package internal(set) var failingSince: Instant?
    /// Until when it asked to be left alone.
    package internal(set) var restingUntil: Instant?

    static let columns = """
        id, owner, url, events, secret, previous_secret, previous_until, created_at, disabled_at, \
        disabled_reason, failing_since, rest_until, expand
        """

    /// An endpoint that was just made.
    package init(
        id: WebhookID,
        owner: String,
        url: String,
        events: [WebhookEvent],
        expands: Bool = false,
        secret: String,
        created: Instant
    ) {
        self.expands = expands
        self.id = id
        self.owner = owner
        self.url = url
        self.events = events
        self.secret = secret
        self.created = created
    }

    init(row: SQLRow) throws(StorageError) {
        guard let id = WebhookID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored webhook has no valid identifier.")
        }
        self.init(
            id: id,
            owner: try row.text("owner"),
            url: try row.text("url"),
            events: try row.text("events").split(separator: ",").compactMap { WebhookEvent(rawValue: String($0)) },
            expands: try row.int("expand") == 1,
            secret: try row.text("secret"),
            created: try row.time("created_at")
        )
        previousSecret = try row.optionalText("previous_secret")
        previousUntil = try row.optionalTime("previous_until")
        disabled = try row.optionalTime("disabled_at")
        disabledReason = try row.optionalText("disabled_reason").flatMap(DisabledReason.init)
        failingSince = try row.optionalTime("failing_since")
        restingUntil = try row.optionalTime("rest_until")
    }

    /// The secrets that sign at a time, the newest first.
    package func secrets(at now: Instant) -> [String] {
        guard let previousSecret, let previousUntil, now < previousUntil else { return [secret] }
        return [secret, previousSecret]
    }
}
