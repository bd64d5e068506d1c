package import Core
import FoundationEssentials

/// One delivery as it goes out: a thin body that says what happened and where to look, and the headers that prove who sends it.
package struct WebhookMessage: Sendable, Hashable {
    /// Where to.
    package let url: String
    /// `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    package let headers: [String: String]
    /// JSON.
    package let body: [UInt8]

    private struct Payload: Encodable {
        struct Subject: Encodable {
            var id: String
            var status: String
            var url: String
        }

        var type: String
        var timestamp: Date
        var data: Subject
    }

    /// A delivery for an endpoint at a time; nil when none of the endpoint's secrets can sign.
    ///
    /// - Parameter publicURL: the address readers reach the service under; without it the place to look is a path.
    package init?(_ delivery: WebhookDelivery, to webhook: Webhook, publicURL: String?, at now: Instant) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let area =
            switch delivery.event {
            case .answerDone, .answerFailed: "answers"
            case .interviewFinished: "interviews"
            case .rescoreDone: "rescores"
            case .test: "webhooks"
            }
        var base = publicURL ?? ""
        while base.hasSuffix("/") { base.removeLast() }
        let subject = Payload.Subject(
            id: delivery.subject,
            status: delivery.event.status,
            url: "\(base)/v1/\(area)/\(delivery.subject)"
        )
        let bytes = Array(
            try encoder.encode(
                Payload(type: delivery.event.rawValue, timestamp: delivery.created.date, data: subject)
            )
        )
        let (id, time) = (delivery.id.rawValue, now.milliseconds / 1000)
        let signatures = webhook.secrets(at: now).compactMap(WebhookSecret.init).map {
            $0.signature(id: id, timestamp: time, body: bytes)
        }
        guard !signatures.isEmpty else { return nil }
        url = webhook.url
        body = bytes
        headers = [
            "webhook-id": id, "webhook-timestamp": String(time),
            "webhook-signature": signatures.joined(separator: " "),
        ]
    }
}
