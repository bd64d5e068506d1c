import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// What an operator sees of the built server.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct HealthTests {
    @Test func `ready, measured and logged with the request's id down to the upstream call`() async throws {
        try await Upstreams.with(["LOG_FORMAT": "json", "LOG_LEVEL": "debug", "UPSTREAM_ATTEMPTS": "2"]) { house in
            house.fakes.gemini.script = [.failing, .ok]
            let reply = try await house.server.post(
                Fixtures.file("audio/short.webm"),
                fields: [("question", "Why?")],
                headers: [("Prefer", "wait=120"), ("X-Request-Id", "trail-7")]
            )
            #expect(reply.status == 200, "\(reply.text)")
            let ready = try await house.server.send(.get, "/health/ready")
            #expect(ready.status == 200 && ready.text.contains("\"status\":\"ready\""), "\(ready.text)")
            for part in ["database", "schema", "queue", "disk"] {
                #expect(ready.text.contains("\"\(part)\":{"), "\(part)")
            }

            let metrics = try await house.server.send(.get, "/metrics")
            #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            for line in [
                "answers_analyze_seconds_count{outcome=\"done\"} 1", "answers_report_seconds_count{outcome=\"done\"} 1",
                "jobs_waiting 0", "jobs_oldest_seconds 0.0", "upstream_calls_total{", "hb_requests{",
                "http_route=\"/v1/answers\"",
            ] {
                #expect(metrics.text.contains(line), "\(line)\n\(metrics.text)")
            }
            let lines = house.server.program.errors.split(separator: "\n")
            for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
            let trail = lines.filter { $0.contains("\"request.id\":\"trail-7\"") }
            #expect(trail.contains { $0.contains("\"message\":\"Request\"") })
            #expect(trail.contains { $0.contains("upstream") }, "\(trail)")
        }
    }

    @Test func `a schema that is behind and a folder that cannot be written are told`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["HEALTH_MIN_FREE_BYTES": "1099511627776"])
        let reply = try await server.send(.get, "/health/ready")
        #expect(reply.status == 503 && reply.text.contains("health.minFreeBytes"), "\(reply.text)")
        try FileManager.default.removeItem(at: folder.url.appending(path: "incoming"))
        // What was found is said again for a second.
        var gone = try await server.send(.get, "/health/ready")
        let start = ContinuousClock.now
        while !gone.text.contains("The data folder cannot be used"), start.duration(to: .now) < .seconds(10) {
            gone = try await server.send(.get, "/health/ready")
        }
        #expect(gone.status == 503 && gone.text.contains("The data folder cannot be used"), "\(gone.text)")
        _ = await server.stop()
    }
}
