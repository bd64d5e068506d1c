import Core
import Foundation
import FoundationEssentials
import Logging
import Metrics
import Outbound
import ServiceLifecycle
import Telemetry
import Tracing

/// Sends finished spans to a collector by OTLP over HTTP, in JSON. A batch that cannot be sent is tried three times, five seconds
/// apart, and dropped; nothing ever waits for the collector.
struct TraceExport: Service {
    /// Most spans of one request.
    private static let batch = 512
    private static let tries = 3

    private let queue: SpanQueue
    private let client: HTTPClient
    private let url: String
    private let headers: [(name: String, value: String)]
    private let resource: [(name: String, value: String)]
    private let timeout: Duration
    private let pause: Duration
    private let logger: Logger

    /// The export that the settings name, with the process's tracer in place; nil when none is named. Once a process.
    ///
    /// - Throws: ``SettingsError`` for an address or a header that is none.
    static func begin(_ wiring: Wiring, role: String) throws -> TraceExport? {
        let settings = wiring.settings
        guard let url = settings.optionalText("traces.url") else { return nil }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw SettingsError("traces.url is an address such as http://127.0.0.1:4318/v1/traces.")
        }
        let export = TraceExport(wiring, url: url, headers: try fields(settings.text("traces.headers")), role: role)
        InstrumentationSystem.bootstrap(
            SpanTracer(queue: export.queue, keptPercent: settings.number("traces.percent"))
        )
        return export
    }

    private init(_ wiring: Wiring, url: String, headers: [(name: String, value: String)], role: String) {
        let settings = wiring.settings
        queue = SpanQueue(limit: settings.number("traces.queue"))
        client = wiring.client
        self.url = url
        self.headers = [("Content-Type", "application/json")] + headers
        resource = [
            ("service.name", settings.text("traces.service")), ("service.version", Version.text),
            ("service.instance.id", UUID().uuidString.lowercased()), ("debrief.role", role),
        ]
        timeout = .milliseconds(settings.number("traces.timeoutMs"))
        pause = .milliseconds(settings.number("traces.everyMs"))
        logger = wiring.logger
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
            await sendAll()
        }
    }

    private func sendAll() async {
        while true {
            let (spans, dropped) = queue.take(Self.batch)
            lose(dropped, "full")
            guard !spans.isEmpty else { return }
            await send(spans)
            if spans.count < Self.batch { return }
        }
    }

    private func send(_ spans: [SpanRecord]) async {
        let body = OTLPTraces.json(spans, resource: resource, scope: ("debrief", Version.text))
        for number in 1...Self.tries {
            let reply = try? await client.send(
                HTTPRequest(
                    .post,
                    url,
                    headers: headers,
                    body: .text(body),
                    timeout: timeout,
                    maxReplyBytes: 65_536,
                    lane: HTTPRequest.Lane(name: "traces", limit: 1)
                )
            )
            if let reply, (200..<300).contains(reply.status) {
                Counter(label: "traces_sent_total").increment(by: spans.count)
                return
            }
            let isLater = reply.map { [429, 502, 503, 504].contains($0.status) } ?? true
            let isLast = number == Self.tries || !isLater || Task.isShuttingDownGracefully
            if isLast {
                logger.warning(
                    "traces not sent",
                    metadata: ["spans": .stringConvertible(spans.count), "status": "\(reply?.status ?? 0)"]
                )
                return lose(spans.count, "failed")
            }
            try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
        }
    }

    private func lose(_ count: Int, _ reason: String) {
        guard count > 0 else { return }
        Counter(label: "traces_dropped_total", dimensions: [("reason", reason)]).increment(by: count)
    }

    /// `name=value` with commas between, values in percent encoding, as OTEL_EXPORTER_OTLP_HEADERS has them.
    private static func fields(_ text: String) throws -> [(name: String, value: String)] {
        try text.split(separator: ",").map { field in
            let parts = field.split(separator: "=", maxSplits: 1).map(\.trimmed)
            guard parts.count == 2, !parts[0].isEmpty, let value = parts[1].removingPercentEncoding else {
                throw SettingsError("traces.headers has fields such as name=value, with commas between.")
            }
            return (parts[0], value)
        }
    }
}
