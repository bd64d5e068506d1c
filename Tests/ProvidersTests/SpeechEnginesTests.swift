import FakeUpstreams
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct SpeechEnginesTests {
    enum Engine: String, CaseIterable, Sendable {
        case deepgram, assemblyAI, google, gemini

        func fake(_ fakes: FakeUpstreams) -> FakeUpstream {
            switch self {
            case .deepgram: fakes.deepgram
            case .assemblyAI: fakes.assemblyAI
            case .google: fakes.google
            case .gemini: fakes.gemini
            }
        }

        func transcriber(_ url: String, _ client: HTTPClient, _ upstream: UpstreamSettings) -> Transcriber {
            let key = Secret("marked-key")
            return switch self {
            case .deepgram:
                DeepgramTranscriber(
                    settings: .init(baseURL: url, apiKey: key, upstream: upstream),
                    client: client,
                    logger: quiet,
                    pacing: noWait
                ).transcriber
            case .assemblyAI:
                AssemblyAITranscriber(
                    settings: .init(baseURL: url, apiKey: key, upstream: upstream),
                    client: client,
                    logger: quiet,
                    pacing: noWait
                ).transcriber
            case .google:
                GoogleSpeechTranscriber(
                    settings: .init(baseURL: url, access: .apiKey(key), upstream: upstream),
                    client: client,
                    logger: quiet,
                    pacing: noWait
                ).transcriber
            case .gemini:
                GeminiTranscriber(
                    settings: .init(baseURL: url, apiKey: key, vocabulary: ["PostgreSQL"], upstream: upstream),
                    client: client,
                    logger: quiet,
                    pacing: noWait
                ).transcriber
            }
        }
    }

    private func hear(
        _ engine: Engine,
        _ fakes: FakeUpstreams,
        _ request: Transcriber.Request,
        _ upstream: UpstreamSettings = patient
    ) async throws -> Transcript {
        let client = try HTTPClient()
        defer { client.close() }
        return try await engine.transcriber(engine.fake(fakes).baseURL, client, upstream).transcribe(request)
    }

    @Test(arguments: Engine.allCases)
    func `every engine gives words in milliseconds that occur in its text in order`(engine: Engine) async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let transcript = try await hear(engine, fakes, wav.request())
            #expect(transcript.wordTimes == .exact)
            #expect(transcript.words.map(\.text).joined(separator: " ") == transcript.text)
            #expect(transcript.keepsFillers == (engine != .google))
            #expect(transcript.text.hasPrefix(engine == .google ? "so I led" : "Um, so I"))
            let first = try #require(transcript.words.first)
            #expect(first.endMs == (engine == .google ? 400 : 480))
            let starts = transcript.words.compactMap(\.startMs)
            #expect(starts.count == transcript.words.count && starts == starts.sorted())
        }
    }

    @Test func `Google's text after the first pause is not lost`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let transcript = try await hear(.google, fakes, wav.request())
            #expect(transcript.text == "so I led the migration to PostgreSQL.")
            #expect(transcript.words.last == .init(text: "PostgreSQL.", startMs: 2_400, endMs: 3_300))
        }
    }

    @Test(arguments: [Engine.deepgram, .assemblyAI, .google])
    func `no speech is an empty transcript`(engine: Engine) async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: .empty) { fakes in
            let transcript = try await hear(engine, fakes, wav.request())
            #expect(transcript.text.isEmpty && transcript.words.isEmpty)
        }
    }

    @Test(
        arguments: Engine.allCases,
        [
            (FakeMode.throttled, "transcribe.throttled", 3), (.quota, "transcribe.quota", 1),
            (.failing, "transcribe.unavailable", 3), (.rejected, "transcribe.rejected", 1),
            (.unauthorized, "transcribe.auth", 1), (.malformed, "transcribe.malformed", 2),
            (.slow, "transcribe.timeout", 3), (.reset, "transcribe.unavailable", 3),
            (.html, "transcribe.unavailable", 3),
        ]
    )
    func `each failure has its code and its number of calls`(
        engine: Engine,
        failure: (mode: FakeMode, code: String, calls: Int)
    ) async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: failure.mode) { fakes in
            let result = await Result {
                try await hear(engine, fakes, wav.request(), failure.mode == .slow ? hasty : patient)
            }
            #expect(result.code == failure.code)
            #expect(engine.fake(fakes).calls == failure.calls)
        }
    }

    @Test func `a job that failed at status 200 is a failure, and a submission is never repeated`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            fakes.assemblyAI.mode = .blocked
            let refused = await Result { try await hear(.assemblyAI, fakes, wav.request()) }
            #expect(refused.code == "transcribe.rejected")
            fakes.assemblyAI.reset()
            fakes.assemblyAI.script = [.ok, .failing]
            let lost = await Result { try await hear(.assemblyAI, fakes, wav.request()) }
            #expect(lost.code == "transcribe.unavailable")
            #expect(fakes.assemblyAI.calls == 2)
        }
    }
}
