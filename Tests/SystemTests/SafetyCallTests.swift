import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// Webhooks go where they may go, by connections of their own. Each test fails on version 0.1.0.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct SafetyCallTests {
    private func make(_ url: String, on server: ServerProcess) async throws -> HTTPReply {
        try await server.send(
            .post,
            "/v1/webhooks",
            headers: [("Content-Type", "application/json")],
            body: .text("{\"url\":\"\(url)\"}")
        )
    }

    @Test func `a connection that another call left open leads no webhook to a private address`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let server = try await ServerProcess(
                data: folder.url,
                environment: [
                    "TRANSCRIBE_ENGINE": "whispercpp", "TRANSCRIBE_WHISPERCPP_URL": fakes.whisperCpp.baseURL,
                    "WEBHOOKS_ALLOW_HTTP": "true", "WEBHOOKS_PORTS": "\(fakes.whisperCpp.port)",
                    "WEBHOOKS_FIRST_WAIT_MS": "600000",
                ]
            )
            // The call that leaves a connection open.
            let reply = try await server.post(
                Fixtures.file("audio/short.wav"),
                fields: [("question", "q")],
                headers: [("Prefer", "wait=120")]
            )
            #expect(reply.status == 200, "\(reply.text.prefix(200))")
            #expect(fakes.whisperCpp.calls == 1)
            let made = try await make(fakes.whisperCpp.baseURL + "/hook", on: server)
            try #require(made.status == 201, "\(made.text)")
            let id = String(try #require(made.text.firstMatch(of: /"id":"(whk_[0-9a-f-]+)"/)).output.1)
            #expect(try await server.send(.post, "/v1/webhooks/\(id)/test").status == 202)
            var log = ""
            for _ in 0..<100 {
                log = try await server.send(.get, "/v1/webhooks/\(id)/deliveries").text
                if log.contains("lastError") || log.contains("lastStatus") { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(log.contains("public internet") && !log.contains("lastStatus"), "\(log)")
            #expect(fakes.whisperCpp.calls == 1)
            _ = await server.stop()
        }
    }

    @Test func `webhooks are sent to the listed ports, and to no others`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["WEBHOOKS_PORTS": "443, 8443"])
        for url in ["https://example.org/in", "https://example.org:443/in", "https://[2001:db8::1]:8443/in"] {
            let made = try await make(url, on: server)
            #expect(made.status == 201, "\(url): \(made.text)")
        }
        for url in ["https://example.org:22/", "https://example.org:6379/in", "https://[2001:db8::1]:80/"] {
            let refused = try await make(url, on: server)
            #expect(refused.status == 400 && refused.text.contains("webhooks.ports"), "\(url): \(refused.text)")
        }
        _ = await server.stop()
    }
}
