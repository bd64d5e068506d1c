import FakeUpstreams
import Foundation
import Metrics
import MetricsTestKit
import Model
import Outbound
import Providers
import Testing

/// What every provider counts: calls by outcome, their time, repetitions, the breaker's state, and what was billed.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct UpstreamMetricsTests {
    /// The upstream an engine counts as, and what its fake bills for one transcript.
    private static let bills: [(engine: AllEngines, name: String, tokens: Int64?, seconds: Int64?)] = [
        (.openAI, "openai", nil, 4), (.deepgram, "deepgram", nil, 3), (.assemblyAI, "assemblyai", nil, 4),
        (.googleV1, "google", nil, 4), (.googleV2, "google", nil, 4), (.gemini, "gemini-transcribe", 812, nil),
        // It bills nobody.
        (.whisperCpp, "whispercpp", nil, nil),
    ]

    private func count(_ metrics: TestMetrics, _ label: String, _ dimensions: [(String, String)]) -> Int64? {
        (try? metrics.expectCounter(label, dimensions))?.totalValue
    }

    @Test(arguments: bills.map(\.engine))
    func `an engine counts its calls, its repetitions, its time and its bill`(engine: AllEngines) async throws {
        let row = try #require(Self.bills.first { $0.engine == engine })
        let metrics = TestMetrics()
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            engine.fake(fakes).script = [.overloaded, .throttled]
            let client = try HTTPClient()
            defer { client.close() }
            try await withMetricsFactory(metrics) {
                _ = try await engine.transcriber(fakes, client).transcribe(wav.request())
            }
            let upstream = ("upstream", row.name)
            let calls = Int64(engine.fake(fakes).calls)
            #expect(count(metrics, "upstream_calls_total", [upstream, ("outcome", "transient")]) == 1)
            #expect(count(metrics, "upstream_calls_total", [upstream, ("outcome", "throttled")]) == 1)
            #expect(count(metrics, "upstream_calls_total", [upstream, ("outcome", "ok")]) == calls - 2)
            #expect(count(metrics, "upstream_retries_total", [upstream]) == 2)
            #expect(try metrics.expectTimer("upstream_seconds", [upstream]).values.count == Int(calls))
            #expect(try metrics.expectGauge("upstream_breaker_state", [upstream]).lastValue == 0)
            #expect(count(metrics, "upstream_tokens_total", [upstream]) == row.tokens)
            #expect(count(metrics, "upstream_audio_seconds_total", [upstream]) == row.seconds)
        }
    }

    @Test func `models, vectors, mail and the store count theirs`() async throws {
        let metrics = TestMetrics()
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            try await withMetricsFactory(metrics) {
                let gemini = GeminiSettings(baseURL: fakes.gemini.baseURL, apiKey: Secret("k"), upstream: patient)
                _ = try await GeminiModel(settings: gemini, client: client, logger: quiet, pacing: noWait)
                    .languageModel.reply(GeminiModelTests.request)
                let chat = ChatModelSettings(baseURL: fakes.openAI.baseURL, model: "m", upstream: patient)
                _ = try await ChatModel(settings: chat, client: client, logger: quiet, pacing: noWait)
                    .languageModel.reply(GeminiModelTests.request)
                var vectors = EmbeddingSettings.gemini(baseURL: fakes.embeddings.baseURL, apiKey: Secret("k"))
                vectors.upstream = patient
                _ = try await EmbeddingService(settings: vectors, client: client, logger: quiet, pacing: noWait)
                    .embedder.embed([.init("a")], .query)
                let smtp = SMTPMailer(
                    settings: .init(host: "127.0.0.1", port: fakes.smtp.port, security: .none),
                    sender: MailSender(address: "a@example.com"),
                    logger: quiet,
                    pacing: noWait
                )
                _ = try await smtp.mailer.send(.init(id: "m", to: ["b@example.com"], subject: "s", text: "t"))
            }
            #expect(count(metrics, "upstream_tokens_total", [("upstream", "gemini")]) == 812)
            #expect(count(metrics, "upstream_tokens_total", [("upstream", "chat")]) == 33)
            for name in ["gemini", "chat", "embedding-gemini", "smtp"] {
                #expect(
                    count(metrics, "upstream_calls_total", [("upstream", name), ("outcome", "ok")]) == 1,
                    "\(name)"
                )
                #expect(try metrics.expectTimer("upstream_seconds", [("upstream", name)]).values.count == 1)
            }
        }
    }

    @Test func `an open breaker shows, and so does what it keeps back`() async throws {
        let metrics = TestMetrics()
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: .unauthorized) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            await withMetricsFactory(metrics) {
                let engine = AllEngines.deepgram.transcriber(fakes, client)
                for _ in 1...3 { _ = await Result { try await engine.transcribe(wav.request()) } }
            }
            let upstream = ("upstream", "deepgram")
            #expect(try metrics.expectGauge("upstream_breaker_state", [upstream]).lastValue == 2)
            #expect(count(metrics, "upstream_calls_total", [upstream, ("outcome", "auth")]) == 1)
            #expect(count(metrics, "upstream_refused_total", [upstream]) == 2)
        }
    }
}
