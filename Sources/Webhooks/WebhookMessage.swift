package import Core
import FoundationEssentials
package import Model

/// One delivery as it goes out: a thin body that says what happened and where to look, and the headers that prove who sends it.
package struct WebhookMessage: Sendable, Hashable {
    /// Where to.
    package let url: String
    /// `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    package let headers: [String: String]
    /// JSON.
    package let body: [UInt8]

    /// The longest body with an answer in it.
    package static let maxBytes = 1 << 20

    private struct Payload: Encodable {
        struct Subject: Encodable {
            var id: String
            var status: String
            var url: String
            var degraded: Bool?
            var problems: [Answer.StageProblem]?
            var answer: Answer?
        }

        var type: String
        var timestamp: Date
        var data: Subject
    }

    /// A delivery for an endpoint at a time; nil when none of the endpoint's secrets can sign.
    ///
    /// - Parameters:
    ///   - publicURL: the address readers reach the service under; without it the place to look is a path.
    ///   - answer: the answer it is about, when it is about one.
    package init?(
        _ delivery: WebhookDelivery,
        to webhook: Webhook,
        publicURL: String?,
        answer: Answer? = nil,
        at now: Instant
    ) throws {
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
        var subject = Payload.Subject(
            id: delivery.subject,
            status: delivery.event.status,
            url: "\(base)/v1/\(area)/\(delivery.subject)",
            degraded: answer?.degraded,
            problems: answer?.problems,
            answer: webhook.expands ? answer : nil
        )
        func encoded() throws -> [UInt8] {
            let payload = Payload(type: delivery.event.rawValue, timestamp: delivery.created.date, data: subject)
            return Array(try encoder.encode(payload))
        }
        var bytes = try encoded()
        // What is too long for a message is fetched from its address.
        if bytes.count > Self.maxBytes {
            subject.answer = nil
            bytes = try encoded()
        }
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
