import Answers
import Core
import FoundationEssentials
import HTTPKit
import Outbound
import Webhooks

extension FeatureEntry {
    /// Addresses that hear of events.
    static let webhooks = FeatureEntry(
        part: InterfacePart(Operations.webhooks, schemas: Schemas.ofWebhooks),
        observers: [WebhookRows.observer],
        routes: { composition in
            let desk = composition.premises.webhookDesk
            return { WebhookRoutes(desk: desk).add(to: $0) }
        },
        services: { premises in [try premises.webhooks()] }
    )
}

extension Premises {
    /// Bytes of an endpoint's reply that are read, and thrown away.
    private static let replyBytes = 65_536

    /// What the routes do with webhooks.
    var webhookDesk: WebhookDesk {
        WebhookDesk(
            database: database,
            allowHTTP: wiring.settings.flag("webhooks.allowHTTP"),
            overlapMs: wiring.settings.number("webhooks.overlapMs"),
            now: { Date() }
        )
    }

    /// Sends to webhooks as long as its process lives.
    func webhooks() throws -> WebhookService {
        let settings = wiring.settings
        let timeoutMs = settings.number("webhooks.timeoutMs")
        let concurrency = settings.number("webhooks.concurrency")
        let (client, allowPrivate) = (wiring.client, settings.flag("webhooks.allowPrivate"))
        let allowHTTP = settings.flag("webhooks.allowHTTP")
        let working = WebhookService.Settings(
            concurrency: concurrency,
            // Past every deadline of an attempt, so that it is taken over only from a process that died.
            leaseMs: timeoutMs + 15_000,
            keepMs: settings.number("webhooks.logDays") * 86_400_000,
            schedule: WebhookSchedule(
                backoff: Backoff(baseMs: settings.number("webhooks.firstWaitMs"), maxMs: 14_400_000)
            ),
            publicURL: settings.optionalText("http.publicURL")
        )
        return WebhookService(database, settings: working, log: wiring.logger) { message in
            // An endpoint made while addresses without TLS were allowed.
            guard allowHTTP || message.url.lowercased().hasPrefix("https://") else {
                return .failed("The address has no TLS (webhooks.allowHTTP).", status: nil)
            }
            var request = HTTPRequest(
                .post,
                message.url,
                headers: [("Content-Type", "application/json")] + message.headers.map { ($0.key, $0.value) },
                body: HTTPBody([.bytes(message.body)]),
                timeout: .milliseconds(timeoutMs),
                maxReplyBytes: Self.replyBytes,
                lane: HTTPRequest.Lane(name: "webhooks", limit: concurrency)
            )
            request.publicOnly = !allowPrivate
            request.discardsReply = true
            return await Self.outcome(at: Date().timeIntervalSince1970) { () async throws(OutboundError) in
                try await client.send(request)
            }
        }
    }

    private static func outcome(
        at unixTime: Double,
        _ call: () async throws(OutboundError) -> HTTPReply
    ) async -> WebhookDelivery.Outcome {
        do throws(OutboundError) {
            let reply = try await call()
            if reply.isSuccess { return .delivered(reply.status) }
            if reply.status == 410 { return .gone }
            // RFC 9110, section 10.2.3, and RFC 6585, section 4: these two say with it when to come back.
            let asked =
                [429, 503].contains(reply.status) ? RetryAfter.wait(headers: reply.headers, unixTime: unixTime) : nil
            return .failed("The endpoint answered \(reply.status).", status: reply.status, restMs: asked?.milliseconds)
        } catch {
            // The messages speak of a service; here it is the owner's endpoint.
            let reason = error.message.replacing("The service", with: "The endpoint")
            return error.kind == .cancelled ? .interrupted : .failed(reason, status: nil)
        }
    }
}
