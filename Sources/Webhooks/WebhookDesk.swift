import Core
package import Database
package import FoundationEssentials
import HTTPKit

/// Everything the routes do with endpoints. Nobody sees those of another owner, not even who may see all answers.
package struct WebhookDesk: Sendable {
    /// Requests that are to be done once.
    let keys: KeyDesk
    private let store: WebhookStore
    private let allowHTTP: Bool
    private let overlapMs: Int
    private let now: @Sendable () -> Date

    /// A desk over one database.
    ///
    /// - Parameters:
    ///   - allowHTTP: whether addresses may be without TLS.
    ///   - overlapMs: how long a secret goes on signing after it was replaced.
    package init(
        database: any SQLDatabase,
        allowHTTP: Bool,
        overlapMs: Int,
        now: @escaping @Sendable () -> Date
    ) {
        keys = KeyDesk(database, now: now)
        store = WebhookStore(database)
        self.allowHTTP = allowHTTP
        self.overlapMs = overlapMs
        self.now = now
    }

    private var owner: String { Caller.current.owner }

    /// Makes an endpoint from a request's body, unless a request with the same key made one before.
    func create(_ body: [UInt8], key: IdempotencyKey?) async throws -> (id: WebhookID, earlier: EarlierRequest?) {
        let asked = try WebhookRequest.read(body, allowHTTP: allowHTTP)
        // Re-scorings are nobody's in particular: who may not ask for them does not hear of them.
        let mayRescore = Caller.current?.may(.admin) ?? false
        let events =
            asked.events ?? WebhookEvent.subscribable.filter { mayRescore || $0 != .rescoreDone }
        guard mayRescore || !events.contains(.rescoreDone) else {
            throw WebError(.forbidden, "rescore.done needs a key with the scope admin.")
        }
        let moment = Instant(now())
        let webhook = Webhook(
            id: WebhookID(at: moment.date),
            owner: owner,
            url: asked.url,
            events: events,
            secret: WebhookSecret().text,
            created: moment
        )
        switch try await store.add(webhook, key: key) {
        case .added: return (webhook.id, nil)
        case .before(let earlier): return (webhook.id, earlier)
        case .tooMany:
            throw WebError(
                .tooManyWebhooks,
                "There are \(WebhookStore.maxPerOwner) webhooks already; delete one first."
            )
        }
    }

    /// The caller's endpoints.
    func list() async throws -> [Webhook] { try await store.list(of: owner) }

    /// One of the caller's endpoints.
    func find(_ id: WebhookID) async throws -> Webhook {
        guard let webhook = try await store.find(id, of: owner) else { throw Self.missing }
        return webhook
    }

    /// Switches one on or off, as a request's body says.
    func change(_ id: WebhookID, _ body: [UInt8]) async throws -> Webhook {
        let asked = try WebhookChange.read(body)
        guard let webhook = try await store.switched(id, of: owner, on: asked.enabled, at: Instant(now())) else {
            throw Self.missing
        }
        return webhook
    }

    /// Removes one.
    func remove(_ id: WebhookID) async throws {
        guard try await store.remove(id, of: owner) else { throw Self.missing }
    }

    /// Gives one a new secret.
    func roll(_ id: WebhookID) async throws -> Webhook {
        let until = Instant(now()).advanced(byMs: overlapMs)
        guard let webhook = try await store.roll(id, of: owner, to: WebhookSecret().text, until: until) else {
            throw Self.missing
        }
        return webhook
    }

    /// What was sent to one.
    func deliveries(_ id: WebhookID) async throws -> [WebhookDelivery] {
        try await store.deliveries(of: try await find(id).id)
    }

    /// Sends one a trial.
    func test(_ id: WebhookID) async throws -> WebhookDelivery {
        try await store.test(try await enabled(id), at: Instant(now()))
    }

    /// Sends a delivery again.
    func replay(_ delivery: WebhookDeliveryID, of id: WebhookID) async throws -> WebhookDelivery {
        guard let again = try await store.replay(delivery, of: try await enabled(id), at: Instant(now())) else {
            throw WebError(.notFound, "There is no delivery with this id.")
        }
        return again
    }

    private func enabled(_ id: WebhookID) async throws -> WebhookID {
        let webhook = try await find(id)
        guard webhook.disabled == nil else {
            let reason = webhook.disabledReason == .owner ? "It was switched off" : "The endpoint answered 410"
            throw WebError(.webhookDisabled, "\(reason); PATCH it with {\"enabled\": true} first.")
        }
        return id
    }

    static let missing = WebError(.notFound, "There is no webhook with this id.")
}
