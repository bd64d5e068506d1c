import FakeUpstreams
import Foundation
import Model
import Outbound
import Providers
import Support
import Testing

/// Recordings as they were uploaded, to the services that take them so.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct OriginalAudioTests {
    private static func audio(_ name: String, _ form: UploadedAudio.Form) throws -> UploadedAudio {
        let file = Fixtures.file("audio/" + name)
        return UploadedAudio(file: file, form: form, bytes: try Data(contentsOf: file).count)
    }

    /// What a service saw of a recording: its bytes, and what it was told they are.
    private func seen(_ engine: SpeechEnginesTests.Engine, _ calls: [FakeRequest]) throws -> (bytes: Data, told: String)
    {
        let call = try #require(calls.first)
        switch engine {
        case .google, .gemini:
            let json = try JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any]
            let audio = json?["audio"] as? [String: Any]
            let content = try #require((audio?["content"] ?? json?["content"]) as? String)
            let config = try #require(json?["config"] as? [String: Any])
            return (
                try #require(Data(base64Encoded: content)),
                "\(config["encoding"] ?? "") \(config["sampleRateHertz"] ?? "")"
            )
        default: return (Data(call.body), call.headers["content-type"] ?? "")
        }
    }

    private func hear(
        _ engine: SpeechEnginesTests.Engine,
        _ fakes: FakeUpstreams,
        _ original: UploadedAudio?,
        wav: TemporaryWAV
    ) async throws -> Transcript {
        let client = try HTTPClient()
        defer { client.close() }
        var request = wav.request()
        request.original = original
        return try await engine.transcriber(engine.fake(fakes).baseURL, client, patient).transcribe(request)
    }

    @Test(
        arguments: [SpeechEnginesTests.Engine.google, .deepgram, .assemblyAI],
        [
            ("short.webm", UploadedAudio.Form.webmOpus, "WEBM_OPUS 48000", "audio/webm"),
            ("answer.ogg", .oggOpus, "OGG_OPUS 48000", "audio/ogg"), ("short.wav", .wav, " ", "audio/wav"),
            ("wav_mulaw_8000.wav", .wav, " ", "audio/wav"),
        ]
    )
    func `an upload of a form the service takes goes out byte for byte, and is called what it is`(
        engine: SpeechEnginesTests.Engine,
        file: (name: String, form: UploadedAudio.Form, google: String, type: String)
    ) async throws {
        let wav = try TemporaryWAV(milliseconds: 40_000)
        try await FakeUpstreams.with { fakes in
            let audio = try Self.audio(file.name, file.form)
            let client = try HTTPClient()
            defer { client.close() }
            var request = wav.request(milliseconds: 40_000)
            request.original = audio
            let transcriber = engine.transcriber(engine.fake(fakes).baseURL, client, patient)
            #expect(transcriber.capabilities.accepts.contains(file.form))
            _ = try await transcriber.transcribe(request)
            let (bytes, told) = try seen(engine, engine.fake(fakes).requests)
            #expect(try bytes == Data(contentsOf: audio.file))
            switch engine {
            case .google: #expect(told == file.google)
            case .assemblyAI: #expect(told == "application/octet-stream")
            default: #expect(told == file.type)
            }
        }
    }

    @Test(arguments: [
        // Two recordings one after the other, a camera's picture beside the sound, the long header, a rate above the service's.
        ("chained.ogg", UploadedAudio.Form.oggOpus), ("wav_extensible.wav", .wav), ("wav_s32.wav", .wav),
        // A form the service does not take.
        ("short.mp3", .mp3),
    ])
    func `what a service would stumble over goes out decoded`(name: String, form: UploadedAudio.Form) async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            _ = try await hear(.google, fakes, Self.audio(name, form), wav: wav)
            let (bytes, told) = try seen(.google, fakes.google.requests)
            #expect(try bytes == Data(contentsOf: wav.url) && told == " ")
        }
    }

    @Test func `a file that is larger than its sound goes out decoded`() async throws {
        let wav = try TemporaryWAV(milliseconds: 100)
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            var request = wav.request(milliseconds: 100)
            request.original = try Self.audio("short.webm", .webmOpus)
            _ = try await SpeechEnginesTests.Engine.deepgram.transcriber(fakes.deepgram.baseURL, client, patient)
                .transcribe(request)
            #expect(fakes.deepgram.requests.first?.headers["content-type"] == "audio/wav")
        }
    }

    @Test(arguments: [SpeechEnginesTests.Engine.google, .deepgram])
    func `an upload that the service refuses is sent once more, decoded`(engine: SpeechEnginesTests.Engine) async throws
    {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            engine.fake(fakes).script = [.rejected, .ok]
            let transcript = try await hear(engine, fakes, Self.audio("short.webm", .webmOpus), wav: wav)
            #expect(!transcript.words.isEmpty)
            #expect(engine.fake(fakes).calls == 2)
            let (bytes, _) = try seen(engine, Array(engine.fake(fakes).requests.dropFirst()))
            #expect(try bytes == Data(contentsOf: wav.url))
        }
    }

    @Test func `a form's file name tells its format`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            for dialect in OpenAITranscriberSettings.Dialect.allCases {
                let engine = OpenAITranscriber(
                    settings: .init(
                        baseURL: dialect == .openAI ? fakes.openAI.baseURL : fakes.whisperCpp.baseURL,
                        dialect: dialect,
                        upstream: patient
                    ),
                    client: client,
                    logger: quiet,
                    pacing: noWait
                )
                var request = wav.request()
                request.original = try Self.audio("short.webm", .webmOpus)
                _ = try await engine.transcriber.transcribe(request)
            }
            #expect(fakes.openAI.requests.first?.text.contains(#"filename="answer.webm""#) == true)
            #expect(fakes.openAI.requests.first?.text.contains("Content-Type: audio/webm") == true)
            // whisper.cpp decodes WAV alone.
            #expect(fakes.whisperCpp.requests.first?.text.contains(#"filename="answer.wav""#) == true)
        }
    }
}
