import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// Traces of the built server, at a collector on this machine.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct TraceTests {
    private struct Body: Decodable {
        struct Resource: Decodable { var scopeSpans: [Scope] }
        struct Scope: Decodable { var spans: [Span] }
        struct Span: Decodable {
            var traceId: String
            var spanId: String
            var parentSpanId: String?
            var name: String
        }

        var resourceSpans: [Resource]
    }

    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    private func spans(_ fakes: FakeUpstreams) throws -> [Body.Span] {
        try fakes.collector.requests.flatMap { request in
            try JSONDecoder().decode(Body.self, from: Data(request.body)).resourceSpans
                .flatMap(\.scopeSpans).flatMap(\.spans)
        }
    }

    @Test func `requests, stages and calls of services are spans, under the trace of the client`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let settings = [
                "TRACES_URL": fakes.collector.baseURL + "/v1/traces", "TRACES_EVERY_MS": "100",
                "TRACES_HEADERS": "x-team=speech%20one",
            ]
            let server = try await ServerProcess(
                data: folder.url,
                environment: Upstreams.environment(fakes).merging(settings) { $1 }
            )
            let reply = try await server.post(
                Fixtures.file("audio/answer.webm"),
                fields: [("question", "Tell me about a migration.")],
                headers: [
                    ("Prefer", "wait=60"), ("traceparent", "00-\(Self.trace)-b7ad6b7169203331-01"),
                ]
            )
            #expect(reply.status == 200, "\(reply.text)")
            _ = try await server.send(.get, "/v1/answers?externalId=private-name")
            _ = try await server.send(.get, "/health")
            // The end of the process sends what is left.
            let outcome = await server.stop()
            #expect(outcome.status == 0)
            let found = try spans(fakes)
            let posted = try #require(found.first { $0.name == "POST /v1/answers" }, "\(found.map(\.name))")
            #expect(posted.traceId == Self.trace && posted.parentSpanId == "b7ad6b7169203331")
            let answer = try #require(found.first { $0.name == "answer" })
            // The recording was heard while it came in: there is no stage of decoding.
            for stage in ["transcribe", "analyze", "evaluate", "report"] {
                let span = try #require(found.first { $0.name == "answer.\(stage)" }, "\(stage)")
                #expect(span.parentSpanId == answer.spanId && span.traceId == answer.traceId, "\(stage)")
            }
            let judged = try #require(found.first { $0.name == "answer.evaluate" })
            let call = try #require(found.first { $0.name == "POST gemini" })
            #expect(call.parentSpanId == judged.spanId)
            let header = "00-\(call.traceId)-\(call.spanId)-01"
            #expect(fakes.gemini.requests.contains { $0.headers["traceparent"] == header })
            #expect(found.contains { $0.name == "GET /v1/answers" } && !found.contains { $0.name.contains("health") })
            #expect(fakes.collector.requests.allSatisfy { $0.headers["x-team"] == "speech one" })
            let all = fakes.collector.requests.map(\.text).joined()
            #expect(!all.contains("migration") && !all.contains("private-name") && !all.contains(Upstreams.key))
            try await official(fakes, in: folder)
        }
    }

    /// The bodies in the words of the official messages, where a Python has them.
    private func official(_ fakes: FakeUpstreams, in folder: TemporaryFolder) async throws {
        guard let python = VendorServer.python else { return }
        let script = Fixtures.root.appending(path: "Tests/VendorClients/otlp_json.py").path
        for (number, request) in fakes.collector.requests.enumerated() {
            let file = folder.url.appending(path: "body-\(number).json")
            try Data(request.body).write(to: file)
            let outcome = try await Program.run(python, ["-B", script, file.path])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    @Test func `a collector that is away or refuses delays nothing, and what is lost is counted`() async throws {
        try await FakeUpstreams.with { fakes in
            fakes.collector.mode = .rejected
            let folder = try TemporaryFolder()
            let settings = [
                "TRACES_URL": fakes.collector.baseURL + "/v1/traces", "TRACES_EVERY_MS": "3000", "TRACES_QUEUE": "2",
                "TRACES_TIMEOUT_MS": "1000",
            ]
            let server = try await ServerProcess(data: folder.url, environment: settings)
            for _ in 0..<20 { #expect(try await server.send(.get, "/v1/rubrics").status == 200) }
            var metrics = ""
            let start = ContinuousClock.now
            while !["failed", "full"].allSatisfy({ metrics.contains("traces_dropped_total{reason=\"\($0)\"}") }),
                start.duration(to: .now) < .seconds(20)
            {
                _ = try await server.send(.get, "/v1/rubrics")
                metrics = try await server.send(.get, "/metrics").text
            }
            #expect(metrics.contains("traces_dropped_total{reason=\"failed\"}"), "\(metrics)")
            #expect(metrics.contains("traces_dropped_total{reason=\"full\"}"), "\(metrics)")
            #expect(!metrics.contains("traces_sent_total"))
            let ending = ContinuousClock.now
            #expect(await server.stop().status == 0)
            #expect(ending.duration(to: .now) < .seconds(10))
        }
    }

    @Test func `without an address there are no traces, and one that is none stops the start`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(
            ServerProcess.binary,
            ["serve", "--port", "0", "--data", folder.url.path],
            environment: ["TRACES_URL": "collector:4318"],
            folder: Fixtures.root
        )
        #expect(outcome.status != 0 && outcome.errors.contains("traces.url"), "\(outcome.errors)")
    }
}
