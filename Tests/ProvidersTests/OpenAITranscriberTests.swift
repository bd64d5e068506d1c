import Core
import FakeUpstreams
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct OpenAITranscriberTests {
    private func hear(
        _ fake: FakeUpstream,
        _ request: Transcriber.Request,
        _ change: (inout OpenAITranscriberSettings) -> Void = { _ in }
    ) async throws -> Transcript {
        let client = try HTTPClient()
        defer { client.close() }
        var settings = OpenAITranscriberSettings(
            baseURL: fake.baseURL,
            apiKey: Secret("sk-marked-key"),
            upstream: patient
        )
        change(&settings)
        let engine = OpenAITranscriber(settings: settings, client: client, logger: quiet, pacing: noWait)
        return try await engine.transcriber.transcribe(request)
    }

    @Test func `words come back with punctuation, in milliseconds, and occur in the text in order`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let transcript = try await hear(fakes.openAI, wav.request())
            #expect(transcript.text == "Um, so I, uh, led the migration to PostgreSQL.")
            #expect(transcript.words.map(\.text).joined(separator: " ") == transcript.text)
            #expect(transcript.words.first == .init(text: "Um,", startMs: 120, endMs: 480))
            #expect(transcript.words.last == .init(text: "PostgreSQL.", startMs: 2_420, endMs: 3_300))
            #expect(transcript.wordTimes == .exact)
            #expect(transcript.engine == "openai" && transcript.model == "whisper-1" && transcript.language == "en-US")
            #expect(!transcript.keepsFillers && transcript.accuracy == .standard)
        }
    }

    @Test func `the form is the documented one`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            _ = try await hear(fakes.openAI, wav.request(language: "de-AT"))
            let seen = try #require(fakes.openAI.requests.first)
            #expect(seen.path == "/v1/audio/transcriptions")
            #expect(seen.headers["authorization"] == "Bearer sk-marked-key")
            #expect(seen.headers["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true)
            for part in [
                "name=\"model\"\r\n\r\nwhisper-1\r\n", "name=\"language\"\r\n\r\nde\r\n",
                "name=\"response_format\"\r\n\r\nverbose_json\r\n",
                "name=\"timestamp_granularities[]\"\r\n\r\nword\r\n",
                "name=\"file\"; filename=\"answer.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF",
            ] { #expect(seen.text.contains(part)) }
        }
    }

    struct Failure: Sendable {
        var mode: FakeMode
        var code: String?
        var calls: Int
    }

    @Test(arguments: [
        Failure(mode: .throttled, code: "transcribe.throttled", calls: 3),
        Failure(mode: .quota, code: "transcribe.quota", calls: 1),
        Failure(mode: .failing, code: "transcribe.unavailable", calls: 3),
        Failure(mode: .overloaded, code: "transcribe.unavailable", calls: 3),
        Failure(mode: .html, code: "transcribe.unavailable", calls: 3),
        Failure(mode: .reset, code: "transcribe.unavailable", calls: 3),
        Failure(mode: .slow, code: "transcribe.timeout", calls: 3),
        Failure(mode: .rejected, code: "transcribe.rejected", calls: 1),
        Failure(mode: .missing, code: "transcribe.rejected", calls: 1),
        Failure(mode: .unauthorized, code: "transcribe.auth", calls: 1),
        Failure(mode: .malformed, code: "transcribe.malformed", calls: 2),
        Failure(mode: .huge, code: "transcribe.malformed", calls: 2),
        Failure(mode: .unknown, code: nil, calls: 1),
        Failure(mode: .empty, code: nil, calls: 1),
    ])
    func `each failure has its code and its number of calls`(failure: Failure) async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: failure.mode) { fakes in
            let result = await Result {
                try await hear(fakes.openAI, wav.request()) { if failure.mode == .slow { $0.upstream = hasty } }
            }
            #expect(result.code == failure.code)
            #expect(fakes.openAI.calls == failure.calls)
            if let code = result.code {
                #expect(ErrorTable.row(code).code == code && ErrorTable.rows.contains { $0.code == code })
            }
        }
    }

    @Test func `silence is an empty transcript, not an error`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: .empty) { fakes in
            let transcript = try await hear(fakes.openAI, wav.request(speech: []))
            #expect(transcript.text.isEmpty && transcript.words.isEmpty)
        }
    }

    @Test func `segments alone give approximate times`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let transcript = try await hear(fakes.whisperCpp, wav.request()) {
                $0.dialect = .whisperCpp
            }
            #expect(transcript.words.map(\.text) == ["Um,", "so", "I", "led."])
            #expect(transcript.words.first?.startMs == 100 && transcript.words.first?.endMs == 450)
            #expect(transcript.words.last?.endMs == 1_500)
            #expect(transcript.text == "Um, so I led.")
            #expect(transcript.model == nil)
        }
    }

    @Test func `a model without word times is asked for plain JSON and gives none`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let transcript = try await hear(fakes.openAI, wav.request()) { $0.wordTimes = false }
            #expect(transcript.wordTimes == .none)
            #expect(transcript.words.count == 9 && transcript.words.allSatisfy { $0.span == nil })
            #expect(fakes.openAI.requests.first?.text.contains("verbose_json") == false)
        }
    }

    @Test func `a recording over the service's limit does not go out`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let result = await Result { try await hear(fakes.openAI, wav.request()) { $0.maxBytes = 10_000 } }
            #expect(result.code == "transcribe.rejected")
            #expect(fakes.openAI.calls == 0)
        }
    }

    @Test func `cancelling the task is a cancellation, not an error of the service`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: .slow) { fakes in
            let request = wav.request()
            let task = Task { try await hear(fakes.openAI, request) { $0.upstream = UpstreamSettings() } }
            await fakes.openAI.reached(calls: 1)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
