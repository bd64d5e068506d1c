import FakeUpstreams
import Foundation
import Outbound
import Testing

/// The fakes themselves: each service in each mode of the contracts, set by a header, by a model's name, and by a file.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct FakeModesTests {
    /// Services that speak HTTP, each with a call it answers when well.
    private static let calls: [(service: String, path: String, headers: [(String, String)], body: String)] = [
        ("openai", "/chat/completions", [("authorization", "Bearer k")], "{}"),
        ("whispercpp", "/inference", [], "name=\"file\"RIFF"),
        ("gemini", "/v1beta/models/m:generateContent", [("x-goog-api-key", "k")], "{}"),
        ("emotion", "/analyze", [], "{}"),
        ("deepgram", "/v1/listen", [("authorization", "Token k")], "x"),
        ("assemblyai", "/v2/upload", [("authorization", "k")], "x"),
        ("google", "/v1/speech:recognize", [("x-goog-api-key", "k")], "{}"),
        ("embeddings", "/v1/embeddings", [("authorization", "Bearer k")], #"{"input":["a"]}"#),
        (
            "resend", "/emails", [("authorization", "Bearer k")],
            #"{"from":"a@b","to":["c@d"],"subject":"s","text":"t"}"#
        ),
    ]

    /// The statuses a mode may have. Zero stands for a connection that breaks.
    private static let statuses: [(mode: String, statuses: Set<Int>)] = [
        ("ok", [200]), ("empty", [200]), ("blocked", [200, 400, 422]), ("truncated", [200]),
        ("400", [301, 400, 422]), ("401", [400, 401, 403]), ("404-model", [400, 404, 413, 422]),
        ("429-minute", [429]), ("429-day", [429, 402, 500]), ("503-then-ok", [500, 503]), ("slow", [200]),
        ("reset-mid-body", [0]), ("malformed-json", [200]), ("unknown-fields", [200]), ("huge-body", [200]),
    ]

    @Test(arguments: statuses.map(\.mode))
    func `every service has every mode, set in the request itself`(name: String) async throws {
        let wanted = try #require(Self.statuses.first { $0.mode == name }).statuses
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            for call in Self.calls {
                let fake = try #require(fakes.all.first { $0.name == call.service })
                fake.slowness = .milliseconds(100)
                let request = HTTPRequest(
                    .post,
                    fake.baseURL + call.path,
                    headers: call.headers.map { ($0.0, $0.1) } + [("X-Fake-Mode", name)],
                    body: .text(call.body),
                    maxReplyBytes: 80 << 20
                )
                let started = ContinuousClock.now
                let reply = try? await client.send(request)
                #expect(wanted.contains(reply?.status ?? 0), "\(call.service): \(reply?.status ?? 0)")
                switch name {
                case "slow": #expect(started.duration(to: .now) >= .milliseconds(100))
                case "huge-body": #expect(reply?.body.count == 64 << 20)
                case "503-then-ok": #expect(try await client.send(request).status == 200, "\(call.service)")
                case "malformed-json":
                    #expect(
                        (try? JSONSerialization.jsonObject(with: Data(reply?.body ?? []))) == nil,
                        "\(call.service)"
                    )
                default: break
                }
            }
        }
    }

    @Test func `a scenario file sets modes and whole sequences of them`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "scenario-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text =
            #"{"gemini":{"mode":"404-model","script":["429-day","ok"]},"smtp":{"mode":"401"},"deepgram":{"slowMs":7}}"#
        try Data(text.utf8).write(to: file)
        try await FakeUpstreams.with { fakes in
            try fakes.play(FakeScenario.read(file.path))
            #expect(fakes.smtp.mode == .unauthorized && fakes.deepgram.slowness == .milliseconds(7))
            let client = try HTTPClient()
            defer { client.close() }
            let url = fakes.gemini.baseURL + "/v1beta/models/m:generateContent"
            var statuses: [Int] = []
            for _ in 1...3 {
                let request = HTTPRequest(.post, url, headers: [("x-goog-api-key", "k")], body: .text("{}"))
                statuses.append(try await client.send(request).status)
            }
            #expect(statuses == [429, 200, 404])
        }
    }

    @Test(arguments: [#"{"gemini":{"mode":"on strike"}}"#, #"{"geminy":{"mode":"ok"}}"#, "[]"])
    func `a scenario that cannot be played is refused`(text: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "scenario-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        try await FakeUpstreams.with { fakes in
            _ = #expect(throws: (any Error).self) { try fakes.play(FakeScenario.read(file.path)) }
        }
    }
}
