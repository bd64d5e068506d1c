import FakeUpstreams
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct ChatModelTests {
    private func ask(_ fake: FakeUpstream, _ upstream: UpstreamSettings = patient) async throws -> LanguageModel.Reply {
        let client = try HTTPClient()
        defer { client.close() }
        let settings = ChatModelSettings(
            baseURL: fake.baseURL,
            apiKey: Secret("sk-marked"),
            model: "one",
            upstream: upstream
        )
        let model = ChatModel(settings: settings, client: client, logger: quiet, pacing: noWait)
        return try await model.languageModel.reply(GeminiModelTests.request)
    }

    @Test func `the answer comes with the model that gave it, asked with the strict schema`() async throws {
        try await FakeUpstreams.with { fakes in
            let reply = try await ask(fakes.openAI)
            #expect(reply == .init(text: #"{"score":7,"strengths":["clear"]}"#, model: "fake-chat-2026"))
            let seen = try #require(fakes.openAI.requests.first)
            #expect(seen.path == "/v1/chat/completions")
            #expect(seen.headers["authorization"] == "Bearer sk-marked")
            #expect(seen.text.contains(#""strict":true,"schema":\#(GeminiModelTests.request.schema)"#))
        }
    }

    @Test(arguments: [
        (FakeMode.blocked, "evaluate.blocked", 1), (.truncated, "evaluate.truncated", 2),
        (.empty, "evaluate.malformed", 2),
        (.malformed, "evaluate.malformed", 2), (.throttled, "evaluate.throttled", 3), (.quota, "evaluate.quota", 1),
        (.failing, "evaluate.unavailable", 3), (.overloaded, "evaluate.unavailable", 3),
        (.unauthorized, "evaluate.auth", 1),
        (.rejected, "evaluate.rejected", 1), (.missing, "evaluate.rejected", 1), (.slow, "evaluate.timeout", 3),
    ])
    func `each failure has its code and its number of calls`(mode: FakeMode, code: String, calls: Int) async throws {
        try await FakeUpstreams.with(mode: mode) { fakes in
            let result = await Result { try await ask(fakes.openAI, mode == .slow ? hasty : patient) }
            #expect(result.code == code)
            #expect(fakes.openAI.calls == calls)
        }
    }
}
