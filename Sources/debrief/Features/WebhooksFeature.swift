import Answers
import Core
import FoundationEssentials
import HTTPKit
import Jobs
import Model
import Outbound
import Webhooks

extension FeatureEntry {
    /// Addresses that hear of events.
    static let webhooks = FeatureEntry(
        part: InterfacePart(Operations.webhooks, schemas: Schemas.ofWebhooks),
        observers: [WebhookRows.observer],
        routes: { composition in
            let desk = try composition.premises.webhookDesk()
            return { WebhookRoutes(desk: desk).add(to: $0) }
        },
        jobs: { premises, registry in
            for handler in try premises.webhookSender().handlers { registry.register(handler) }
        }
    )
}

extension Premises {
    /// Bytes of an endpoint's reply that are read, and thrown away.
    private static let replyBytes = 65_536

    /// What the routes do with webhooks.
    func webhookDesk() throws -> WebhookDesk {
        WebhookDesk(
            database: database,
            allowHTTP: wiring.settings.flag("webhooks.allowHTTP"),
            ports: wiring.settings.flag("webhooks.allowPrivate") ? nil : try webhookPorts(),
            overlapMs: wiring.settings.number("webhooks.overlapMs"),
            now: { Date() }
        )
    }

    private func webhookPorts() throws(SettingsError) -> Set<Int> {
        var ports: Set<Int> = []
        for text in wiring.settings.list("webhooks.ports") {
            guard let port = Int(text), (1...65_535).contains(port) else {
                throw SettingsError("webhooks.ports wants port numbers with commas between them, not \"\(text)\".")
            }
            ports.insert(port)
        }
        return ports
    }

    /// Sends to webhooks.
    func webhookSender() throws -> WebhookSender {
        let settings = wiring.settings
        let timeoutMs = settings.number("webhooks.timeoutMs")
        let concurrency = settings.number("webhooks.concurrency")
        let allowPrivate = settings.flag("webhooks.allowPrivate")
        // Their own: a connection that another call left open must not lead where these may not go.
        let client = try HTTPClient(settings: ClientSettings(userAgent: "debrief/\(Version.text)"))
        let ports = allowPrivate ? nil : try webhookPorts()
        let allowHTTP = settings.flag("webhooks.allowHTTP")
        let working = WebhookSender.Settings(
            concurrency: concurrency,
            keepMs: settings.number("webhooks.logDays") * 86_400_000,
            schedule: WebhookSchedule(
                backoff: Backoff(baseMs: settings.number("webhooks.firstWaitMs"), maxMs: 14_400_000)
            ),
            publicURL: settings.optionalText("http.publicURL")
        )
        let answers = AnswerStore(database)
        let read: WebhookSender.AnswerReader = { id in
            guard let id = AnswerID(id), let (stored, results) = try? await answers.results(as: .system, of: id) else {
                return nil
            }
            return try? AnswerAssembly.answer(stored, results)
        }
        return WebhookSender(database, settings: working, answer: read) { message in
            // An endpoint made while addresses without TLS were allowed.
            guard allowHTTP || message.url.lowercased().hasPrefix("https://") else {
                return .failed("The address has no TLS (webhooks.allowHTTP).", status: nil)
            }
            // An endpoint made while other ports were on the list.
            guard WebhookRequest.goes(message.url, to: ports) else {
                return .failed("The address has a port that is not among webhooks.ports.", status: nil)
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
