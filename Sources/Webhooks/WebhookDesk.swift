import Core
package import Database
package import FoundationEssentials
import HTTPKit

/// Everything the routes do with endpoints. Those of another owner are hidden, also from principals that see all answers.
package struct WebhookDesk: Sendable {
    /// Requests that are to be done once.
    let keys: KeyDesk
    private let store: WebhookStore
    private let allowHTTP: Bool
    private let ports: Set<Int>?
    private let overlapMs: Int
    private let now: @Sendable () -> Date

    /// A desk over one database.
    ///
    /// - Parameters:
    ///   - allowHTTP: whether addresses may be without TLS.
    ///   - ports: the ports addresses may have; nil for any.
    ///   - overlapMs: how long a secret goes on signing after it was replaced.
    package init(
        database: any SQLDatabase,
        allowHTTP: Bool,
        ports: Set<Int>? = nil,
        overlapMs: Int,
        now: @escaping @Sendable () -> Date
    ) {
        keys = KeyDesk(database, now: now)
        store = WebhookStore(database)
        self.allowHTTP = allowHTTP
        self.ports = ports
        self.overlapMs = overlapMs
        self.now = now
    }

    /// Makes an endpoint from a request's body, unless a request with the same key made one before.
    func create(as principal: Principal, _ body: [UInt8], key: IdempotencyKey?) async throws -> (
        id: WebhookID, earlier: EarlierRequest?
    ) {
        let asked = try WebhookRequest.read(body, allowHTTP: allowHTTP, ports: ports)
        // Re-scorings have no owner: a principal that may not ask for them does not hear of them.
        let mayRescore = principal.may(.admin)
        let events =
            asked.events ?? WebhookEvent.subscribable.filter { mayRescore || $0 != .rescoreDone }
        guard mayRescore || !events.contains(.rescoreDone) else {
            throw WebError(.forbidden, "rescore.done needs a key with the scope admin.")
        }
        let moment = Instant(now())
        let webhook = Webhook(
            id: WebhookID(at: moment.date),
            owner: principal.owner,
            url: asked.url,
            events: events,
            expands: asked.expand,
            secret: WebhookSecret().text,
            created: moment
        )
        switch try await store.add(as: principal, webhook, key: key) {
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
    func list(as principal: Principal) async throws -> [Webhook] { try await store.list(as: principal) }

    /// One of the caller's endpoints.
    func find(as principal: Principal, _ id: WebhookID) async throws -> Webhook {
        guard let webhook = try await store.find(as: principal, id) else { throw Self.missing }
        return webhook
    }

    /// Gives one another address, other events, or switches it on or off, as a request's body says.
    func change(as principal: Principal, _ id: WebhookID, _ body: [UInt8]) async throws -> Webhook {
        let asked = try WebhookChange.read(body, allowHTTP: allowHTTP, ports: ports)
        guard principal.may(.admin) || asked.events?.contains(.rescoreDone) != true else {
            throw WebError(.forbidden, "rescore.done needs a key with the scope admin.")
        }
        guard let webhook = try await store.change(as: principal, id, asked, at: Instant(now())) else {
            throw Self.missing
        }
        return webhook
    }

    /// The attempts to deliver one message, the first one first.
    func attempts(as principal: Principal, _ delivery: WebhookDeliveryID, of id: WebhookID) async throws
        -> [WebhookAttempt]
    {
        _ = try await find(as: principal, id)
        guard let attempts = try await store.attempts(as: principal, delivery, of: id) else {
            throw WebError(.notFound, "There is no delivery with this id.")
        }
        return attempts
    }

    /// Removes one.
    func remove(as principal: Principal, _ id: WebhookID) async throws {
        guard try await store.remove(as: principal, id) else { throw Self.missing }
    }

    /// Gives one a new secret.
    func roll(as principal: Principal, _ id: WebhookID) async throws -> Webhook {
        let until = Instant(now()).advanced(byMs: overlapMs)
        guard let webhook = try await store.roll(as: principal, id, to: WebhookSecret().text, until: until) else {
            throw Self.missing
        }
        return webhook
    }

    /// What was sent to one.
    func deliveries(as principal: Principal, _ id: WebhookID) async throws -> [WebhookDelivery] {
        try await store.deliveries(as: principal, of: try await find(as: principal, id).id)
    }

    /// Sends one a trial.
    func test(as principal: Principal, _ id: WebhookID) async throws -> WebhookDelivery {
        let webhook = try await enabled(as: principal, id)
        guard let trial = try await store.test(as: principal, webhook, at: Instant(now())) else { throw Self.missing }
        return trial
    }

    /// Sends a delivery again.
    func replay(as principal: Principal, _ delivery: WebhookDeliveryID, of id: WebhookID) async throws
        -> WebhookDelivery
    {
        guard
            let again = try await store.replay(
                as: principal,
                delivery,
                of: try await enabled(as: principal, id),
                at: Instant(now())
            )
        else {
            throw WebError(.notFound, "There is no delivery with this id.")
        }
        return again
    }

    private func enabled(as principal: Principal, _ id: WebhookID) async throws -> WebhookID {
        let webhook = try await find(as: principal, id)
        guard webhook.disabled == nil else {
            let reason = webhook.disabledReason == .owner ? "It was switched off" : "The endpoint answered 410"
            throw WebError(.webhookDisabled, "\(reason); PATCH it with {\"enabled\": true} first.")
        }
        return id
    }

    static let missing = WebError(.notFound, "There is no webhook with this id.")
}
