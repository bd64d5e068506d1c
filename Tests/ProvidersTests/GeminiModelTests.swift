import FakeUpstreams
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct GeminiModelTests {
    static let request = LanguageModel.Request(
        system: "Judge \"fairly\".",
        prompt: "ANSWER:\n\u{1}<x>\\ émoji 🙂",
        schema:
            #"{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}},"required":["z","a"],"additionalProperties":false}"#,
        maxOutputTokens: 100
    )

    private func ask(
        _ fake: FakeUpstream,
        models: [String] = ["one", "two"],
        _ change: (inout GeminiSettings) -> Void = { _ in }
    ) async throws -> LanguageModel.Reply {
        let client = try HTTPClient()
        defer { client.close() }
        var settings = GeminiSettings(
            baseURL: fake.baseURL,
            apiKey: Secret("AIza-marked-key"),
            model: models[0],
            fallbackModels: Array(models[1...]),
            upstream: patient
        )
        change(&settings)
        let model = GeminiModel(settings: settings, client: client, logger: quiet, pacing: noWait)
        return try await model.languageModel.reply(Self.request)
    }

    private func models(_ fake: FakeUpstream) -> [String] {
        fake.requests.map { String($0.path.split(separator: "/").last?.split(separator: ":").first ?? "") }
    }

    @Test func `the text is joined, thoughts left out, and the answering model recorded`() async throws {
        try await FakeUpstreams.with { fakes in
            let reply = try await ask(fakes.gemini)
            #expect(reply.text.hasPrefix("{\"score\":7,") && reply.text.hasSuffix("]}"))
            #expect(reply.model == "one")
            let odd = try await ask(fakes.gemini, models: ["fake-unknown"])
            #expect(odd.text == "{\"score\":7}")
        }
    }

    @Test func `the request is the documented one, its schema letter for letter`() async throws {
        try await FakeUpstreams.with { fakes in
            _ = try await ask(fakes.gemini)
            let seen = try #require(fakes.gemini.requests.first)
            #expect(seen.path == "/v1beta/models/one:generateContent")
            #expect(seen.query.isEmpty)
            #expect(seen.headers["x-goog-api-key"] == "AIza-marked-key")
            #expect(seen.text.contains(#""responseJsonSchema":\#(Self.request.schema)"#))
            #expect(seen.text.contains(#""text":"ANSWER:\n\u0001<x>\\ émoji 🙂""#))
            #expect(seen.text.contains(#""text":"Judge \"fairly\".""#))
            #expect(seen.text.contains(#""maxOutputTokens":100,"thinkingConfig":{"thinkingLevel":"LOW"}"#))
            #expect(!seen.text.contains("temperature"))
        }
    }

    struct Failure: Sendable {
        var mode: FakeMode
        var code: String?
        /// Calls to the first model and to the second.
        var calls: [String: Int]
    }

    @Test(arguments: [
        Failure(mode: .throttled, code: "evaluate.throttled", calls: ["one": 3, "two": 3]),
        Failure(mode: .quota, code: "evaluate.quota", calls: ["one": 1, "two": 1]),
        Failure(mode: .overloaded, code: "evaluate.unavailable", calls: ["one": 3, "two": 3]),
        Failure(mode: .failing, code: "evaluate.unavailable", calls: ["one": 3, "two": 3]),
        Failure(mode: .missing, code: "evaluate.rejected", calls: ["one": 1, "two": 1]),
        Failure(mode: .truncated, code: "evaluate.truncated", calls: ["one": 2, "two": 2]),
        Failure(mode: .unauthorized, code: "evaluate.auth", calls: ["one": 1]),
        Failure(mode: .rejected, code: "evaluate.rejected", calls: ["one": 1]),
        Failure(mode: .blocked, code: "evaluate.blocked", calls: ["one": 1]),
        Failure(mode: .malformed, code: "evaluate.malformed", calls: ["one": 2]),
        Failure(mode: .empty, code: "evaluate.malformed", calls: ["one": 2]),
        Failure(mode: .slow, code: "evaluate.timeout", calls: ["one": 3]),
        Failure(mode: .reset, code: "evaluate.unavailable", calls: ["one": 3]),
        Failure(mode: .html, code: "evaluate.unavailable", calls: ["one": 3]),
    ])
    func `each failure has its code and its number of calls`(failure: Failure) async throws {
        try await FakeUpstreams.with(mode: failure.mode) { fakes in
            let result = await Result {
                try await ask(fakes.gemini) { if failure.mode == .slow { $0.upstream = hasty } }
            }
            #expect(result.code == failure.code)
            #expect(Dictionary(models(fakes.gemini).map { ($0, 1) }, uniquingKeysWith: +) == failure.calls)
        }
    }

    @Test func `a retired model hands over to the next`() async throws {
        try await FakeUpstreams.with { fakes in
            let reply = try await ask(fakes.gemini, models: ["fake-missing", "two"])
            #expect(reply.model == "two")
            #expect(models(fakes.gemini) == ["fake-missing", "two"])
        }
    }

    @Test func `an answer cut off is asked for once more with twice the room`() async throws {
        try await FakeUpstreams.with { fakes in
            fakes.gemini.script = [.truncated, .ok]
            let reply = try await ask(fakes.gemini)
            #expect(reply.model == "one")
            let caps = fakes.gemini.requests.map { $0.text.contains("\"maxOutputTokens\":200") }
            #expect(caps == [false, true])
        }
    }

    @Test func `a minute's pause is waited out, a day's is not`() async throws {
        try await FakeUpstreams.with { fakes in
            fakes.gemini.script = [.throttled, .overloaded, .ok]
            let reply = try await ask(fakes.gemini)
            #expect(reply.model == "one")
            #expect(fakes.gemini.calls == 3)
        }
    }
}
