import FakeUpstreams
import Foundation
import Model
import Outbound
import Providers
import Testing

/// An answer of ten minutes through every engine, whatever its own limit.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TenMinuteAnswerTests {
    private static let durationMs = 600_000

    /// Sentences of 5 to 9 s with a breath of 300 to 900 ms after each, and a longer one now and then.
    private static let speech: [TimeSpan] = {
        var spans: [TimeSpan] = []
        var at = 400
        var turn = 0
        while at < durationMs - 10_000 {
            let length = 5_000 + turn * 1_301 % 4_000
            spans.append(TimeSpan(startMs: at, endMs: at + length))
            at += length + 300 + turn * 211 % 600
            turn += 1
        }
        return spans
    }()

    private func hear(_ engine: AllEngines, _ fakes: FakeUpstreams, _ wav: TemporaryWAV) async throws -> Transcript {
        let client = try HTTPClient()
        defer { client.close() }
        let whole = SplitTranscriber(engine.transcriber(fakes, client), parallel: 3).transcriber
        #expect(whole.capabilities.maxDurationMs == nil)
        return try await whole.transcribe(wav.request(milliseconds: Self.durationMs, speech: Self.speech))
    }

    @Test(arguments: AllEngines.allCases)
    func `ten minutes are heard by every engine, with the times of the whole`(engine: AllEngines) async throws {
        let wav = try TemporaryWAV(milliseconds: Self.durationMs)
        try await FakeUpstreams.with { fakes in
            let fake = engine.fake(fakes)
            fake.mode = .slow
            fake.slowness = .milliseconds(60)
            let transcript = try await hear(engine, fakes, wav)
            let parts: Int
            switch engine {
            case .googleV1, .googleV2: parts = fake.calls
            // 15 MB of 16 kHz samples are eight minutes.
            case .gemini: parts = 2
            default: parts = 1
            }
            // Each part is told the same; only the shift tells them apart.
            let calls = engine == .assemblyAI ? 4 * parts : parts
            #expect(fake.calls == calls)
            let starts = transcript.words.compactMap(\.startMs)
            #expect(starts.count == transcript.words.count && starts == starts.sorted())
            #expect(transcript.words.count % parts == 0 && !starts.isEmpty)
            #expect(transcript.text == transcript.words.map(\.text).joined(separator: " "))
            guard engine == .googleV1 || engine == .googleV2 else { return }

            #expect(parts >= 11 && parts <= 22, "\(parts)")
            #expect(fake.mostAtOnce > 1 && fake.mostAtOnce <= 3, "\(fake.mostAtOnce)")
            #expect((starts.last ?? 0) > 540_000)
            // The parts, by the length of what was sent and the place of its words: none over the engine's limit, all
            // together the whole recording, and every cut in a silence.
            let sent = try fake.requests.map { call in try Self.milliseconds(call) }
            #expect(sent.allSatisfy { $0 <= 55_000 } && sent.reduce(0, +) == Self.durationMs)
            let perPart = transcript.words.count / parts
            let cuts = stride(from: perPart, to: starts.count, by: perPart).map { starts[$0] }
            #expect(cuts.count == parts - 1)
            for cut in cuts {
                #expect(!Self.speech.contains { $0.startMs < cut && cut < $0.endMs }, "cut at \(cut) in a word")
            }
        }
    }

    /// The length of the recording in a call to Google.
    private static func milliseconds(_ call: FakeRequest) throws -> Int {
        let json = try JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any]
        let content = (json?["audio"] as? [String: Any])?["content"] ?? json?["content"]
        let wav = try #require((content as? String).flatMap { Data(base64Encoded: $0) })
        return (wav.count - 44) / 32
    }

    @Test func `a part that fails is repeated alone`() async throws {
        let wav = try TemporaryWAV(milliseconds: Self.durationMs)
        try await FakeUpstreams.with { fakes in
            let undisturbed = try await hear(.googleV1, fakes, wav)
            let calls = fakes.google.calls
            fakes.google.reset()
            fakes.google.script = [.ok, .overloaded, .reset, .ok, .throttled]
            #expect(try await hear(.googleV1, fakes, wav) == undisturbed)
            #expect(fakes.google.calls == calls + 3)
        }
    }

    @Test func `a part that is refused for good fails the whole, and no further part is asked for`() async throws {
        let wav = try TemporaryWAV(milliseconds: Self.durationMs)
        try await FakeUpstreams.with(mode: .unauthorized) { fakes in
            let result = await Result { try await hear(.googleV1, fakes, wav) }
            #expect(result.code == "transcribe.auth")
            #expect(fakes.google.calls <= 3)
        }
    }
}
