package import Core
import Crypto
import Database
import FoundationEssentials
package import HTTPKit

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

/// The kind of an endpoint's identifier.
package enum WebhookKind: IdentifierKind {
    package static let prefix = "whk"
}

/// The identifier of an endpoint that is told of events, `whk_…`.
package typealias WebhookID = Identifier<WebhookKind>

/// The kind of a delivery's identifier.
package enum WebhookDeliveryKind: IdentifierKind {
    package static let prefix = "whd"
}

/// The identifier of one event for one endpoint, `whd_…`; receivers tell repetitions by it.
package typealias WebhookDeliveryID = Identifier<WebhookDeliveryKind>

/// What an endpoint is told of.
package enum WebhookEvent: String, Sendable, Hashable, Codable, CaseIterable {
    /// An answer has its result.
    case answerDone = "answer.done"
    /// An answer was given up or cancelled.
    case answerFailed = "answer.failed"
    /// A re-scoring has looked at every answer.
    case rescoreDone = "rescore.done"
    /// An interview is over.
    case interviewFinished = "interview.finished"
    /// A request asked for a trial.
    case test = "webhook.test"

    /// Those an endpoint may ask for; a trial reaches every endpoint.
    package static let subscribable: [WebhookEvent] = [.answerDone, .answerFailed, .interviewFinished, .rescoreDone]

    /// How the subject stands when it happens.
    package var status: String {
        switch self {
        case .answerDone, .rescoreDone: "done"
        case .interviewFinished: "finished"
        case .answerFailed: "failed"
        case .test: "test"
        }
    }
}

/// A secret that signs deliveries, by the Standard Webhooks specification: `whsec_` and the base64 of 24 to 64 random bytes.
package struct WebhookSecret: Sendable, Hashable {
    private static let start = "whsec_"
    private static let length = 32

    /// The secret as its owner has it.
    package let text: String
    private let bytes: Data

    /// A new secret.
    package init() {
        var random = SystemRandomNumberGenerator()
        bytes = Data((0..<Self.length).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        text = Self.start + bytes.base64EncodedString()
    }

    /// A secret that was kept; nil when it is none.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.start), let bytes = Data(base64Encoded: String(text.dropFirst(Self.start.count))),
            (24...64).contains(bytes.count)
        else { return nil }
        self.text = text
        self.bytes = bytes
    }

    /// The signature of one message: `v1,` and the base64 of HMAC-SHA256 over id, time and body with dots between.
    ///
    /// - Parameter timestamp: when it is sent, in seconds since 1970.
    package func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: SymmetricKey(data: bytes))
        code.update(data: Data("\(id).\(timestamp).".utf8))
        code.update(data: body)
        return "v1," + Data(code.finalize()).base64EncodedString()
    }
}

/// The body of `PATCH /v1/webhooks/{id}`: what is to be another from now on.
package struct WebhookChange: Sendable, Hashable {
    /// Whether anything is to be sent to it; nil to leave it.
    package var enabled: Bool?
    /// Where events are posted to; nil to leave it.
    package var url: String?
    /// What it is told of; nil to leave it.
    package var events: [WebhookEvent]?
    /// Whether it gets the answer itself; nil to leave it.
    package var expand: Bool?

    /// A change.
    package init(enabled: Bool? = nil, url: String? = nil, events: [WebhookEvent]? = nil, expand: Bool? = nil) {
        self.enabled = enabled
        self.url = url
        self.events = events
        self.expand = expand
    }

    private struct Body: Decodable {
        var enabled: Bool?
        var url: String?
        var events: [String]?
        var expand: Bool?
    }

    private enum Anything: Decodable {
        case null
        case other

        init(from decoder: any Decoder) throws {
            self = try decoder.singleValueContainer().decodeNil() ? .null : .other
        }
    }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - allowHTTP: whether the address may be without TLS.
    ///   - ports: the ports it may have; nil for any.
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8], allowHTTP: Bool = false, ports: Set<Int>? = nil) throws(WebError)
        -> WebhookChange
    {
        let data = Data(bytes)
        guard let names = try? JSONDecoder().decode([String: Anything].self, from: data), !names.isEmpty,
            Set(names.keys).isSubset(of: ["enabled", "url", "events", "expand"]), !names.values.contains(.null),
            let body = try? JSONDecoder().decode(Body.self, from: data)
        else {
            throw WebError(
                .invalid,
                "The body wants at least one of enabled, url, events and expand, and nothing else."
            )
        }
        return WebhookChange(
            enabled: body.enabled,
            url: try body.url.map { url throws(WebError) in
                try WebhookRequest.address(url, allowHTTP: allowHTTP, ports: ports)
            },
            events: try body.events.map { words throws(WebError) in try WebhookRequest.events(words) },
            expand: body.expand
        )
    }
}
