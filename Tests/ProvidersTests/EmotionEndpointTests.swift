import FakeUpstreams
import Foundation
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct EmotionEndpointTests {
    private func read(
        _ fake: FakeUpstream,
        _ wav: TemporaryWAV,
        mode: EmotionEndpointSettings.Mode = .upload
    ) async throws -> Emotion {
        let client = try HTTPClient()
        defer { client.close() }
        var settings = EmotionEndpointSettings(url: fake.baseURL + "/analyze", mode: mode)
        settings.upstream.timeout = fake.mode == .slow ? .milliseconds(500) : .seconds(30)
        let endpoint = EmotionEndpoint(settings: settings, client: client, logger: quiet)
        return await endpoint.reader.read(wav.url)
    }

    @Test func `segments are weighted by their length and no per cent is taken twice`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let emotion = try await read(fakes.emotion, wav)
            #expect(emotion.score == 62.4 && emotion.rating == "Moderate")
            #expect(emotion.segments.map(\.startMs) == [0, 3_000] && emotion.segments.map(\.endMs) == [3_000, 4_000])
            #expect(emotion.segments.map(\.confidence) == [48.2, 80])
            // 3 s at 0.482 and 1 s at 0.1; 3 s at 0.2 and 1 s at 0.8.
            #expect(abs((emotion.probabilities["neutral"] ?? 0) - (3 * 0.482 + 0.1) / 4) < 1e-9)
            #expect(abs((emotion.probabilities["happy"] ?? 0) - (3 * 0.2 + 0.8) / 4) < 1e-9)
            #expect(abs(emotion.probabilities.values.reduce(0, +) - 1) < 0.02)
            #expect(emotion.primary == "neutral")
            #expect(emotion.note.contains("not validated"))
        }
    }

    @Test func `the recording travels in the request or by its path`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            _ = try await read(fakes.emotion, wav)
            _ = try await read(fakes.emotion, wav, mode: .path)
            let seen = fakes.emotion.requests
            #expect(seen[0].text.contains("name=\"file\"; filename=\"answer.wav\""))
            #expect(seen[1].text == #"{"audio_path":"\#(wav.url.path)"}"#)
            #expect(seen[1].headers["content-type"] == "application/json")
        }
    }

    @Test func `numbers JSON does not have are missing, not fatal`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: .unknown) { fakes in
            let emotion = try await read(fakes.emotion, wav)
            #expect(emotion.score == nil && emotion.rating == nil)
            #expect(emotion.primary == "sad")
            #expect(emotion.segments.first?.confidence == nil)
        }
    }

    @Test(arguments: FakeMode.allCases.filter { ![.ok, .unknown, .truncated].contains($0) })
    func `a failure is a result that says why`(mode: FakeMode) async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with(mode: mode) { fakes in
            let emotion = try await read(fakes.emotion, wav)
            #expect(emotion.primary == nil && emotion.score == nil && emotion.probabilities.isEmpty)
            #expect(emotion.note.hasPrefix("No emotion result: the endpoint"))
            #expect(fakes.emotion.calls == 1)
        }
    }
}
