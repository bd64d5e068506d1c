import Core
import Foundation
import Model
import Synchronization
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct TranscriberCompositionTests {
    private func engine(
        _ name: String,
        longestMs: Int? = nil,
        _ body: @escaping @Sendable (Transcriber.Request) async throws -> Transcript
    ) -> Transcriber {
        Transcriber(
            engine: name,
            capabilities: .init(keepsFillers: false, wordTimes: .exact, accuracy: .standard, maxDurationMs: longestMs),
            transcribe: body
        )
    }

    private static func said(_ word: String, by name: String) -> Transcript {
        Transcript(
            text: word,
            language: "en",
            engine: name,
            keepsFillers: false,
            wordTimes: .exact,
            accuracy: .standard,
            words: [.init(text: word, startMs: 10, endMs: 20)]
        )
    }

    @Test func `the first engine that hears wins, and the transcript names it`() async throws {
        let wav = try TemporaryWAV()
        let chain = TranscriberChain(
            engine("a") { _ in throw ProvidersError(.transcribeAuth, "") },
            then: [engine("b") { _ in Self.said("hi", by: "b") }, engine("c") { _ in Self.said("no", by: "c") }]
        )
        let heard = try await chain.transcriber.transcribe(wav.request())
        #expect(heard.engine == "b")
        // The reader learns why it is not the engine that was asked for.
        let finding = try #require(heard.findings?.first)
        #expect(finding.kind == .otherEngine && finding.value == "transcribe.auth")
        #expect(finding.detail.contains("(a) failed") && finding.detail.contains("come from b"))
    }

    @Test(arguments: [
        ([ProvidersErrorCode.transcribeAuth, .transcribeThrottled], "transcribe.throttled"),
        ([.transcribeAuth, .transcribeRejected], "transcribe.auth"),
        ([.transcribeUnavailable, .transcribeAuth], "transcribe.unavailable"),
    ])
    func `when none hears, a failure that may pass decides`(codes: [ProvidersErrorCode], expected: String) async throws
    {
        let wav = try TemporaryWAV()
        let engines = codes.map { code in engine(code.rawValue) { _ in throw ProvidersError(code, "") } }
        let chain = TranscriberChain(engines[0], then: Array(engines[1...]))
        let result = await Result { try await chain.transcriber.transcribe(wav.request()) }
        #expect(result.code == expected)
    }

    @Test func `a cancellation is not answered with another engine`() async throws {
        let wav = try TemporaryWAV()
        let chain = TranscriberChain(
            engine("a") { _ in throw CancellationError() },
            then: [engine("b") { _ in Self.said("hi", by: "b") }]
        )
        await #expect(throws: CancellationError.self) { try await chain.transcriber.transcribe(wav.request()) }
    }

    @Test func `cuts lie in the longest silence of the second half, or at the limit`() {
        let speech = [
            TimeSpan(startMs: 0, endMs: 6_000), TimeSpan(startMs: 6_400, endMs: 9_000),
            TimeSpan(startMs: 9_100, endMs: 25_000),
        ]
        let parts = AudioSplit.plan(durationMs: 25_000, speech: speech, longestMs: 10_000)
        #expect(parts.map(\.startMs) == [0, 6_200, 16_200])
        #expect(parts.map(\.endMs) == [6_200, 16_200, 25_000])
    }

    @Test(arguments: [0, 1, 10, 999, 10_000, 3_600_000], [2, 55_000, 1_000])
    func `parts follow one another, none too long, to the end`(durationMs: Int, longestMs: Int) {
        guard durationMs / longestMs < 100_000 else { return }
        let parts = AudioSplit.plan(durationMs: durationMs, speech: [], longestMs: longestMs)
        #expect(parts.first?.startMs == 0 && parts.last?.endMs == durationMs)
        #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.endMs == $1.startMs && $0.durationMs > 0 })
        #expect(parts.allSatisfy { $0.durationMs <= longestMs })
    }

    @Test func `a long recording is heard in parts side by side, and the times are those of the whole`() async throws {
        let wav = try TemporaryWAV(milliseconds: 30_000)
        let busy = Mutex((now: 0, most: 0, sizes: [Int]()))
        let short = engine("short", longestMs: 5_000) { request in
            let size = try Data(contentsOf: request.wav).count
            busy.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
                $0.sizes.append(size)
            }
            await Task.yield()
            busy.withLock { $0.now -= 1 }
            #expect(size == 44 + request.durationMs * 32)
            return Self.said("part", by: "short")
        }
        let speech = stride(from: 0, to: 30_000, by: 4_000).map { TimeSpan(startMs: $0, endMs: $0 + 3_000) }
        let whole = SplitTranscriber(short, parallel: 2).transcriber
        #expect(whole.capabilities.maxDurationMs == nil)
        let transcript = try await whole.transcribe(wav.request(milliseconds: 30_000, speech: speech))
        let (most, sizes) = busy.withLock { ($0.most, $0.sizes) }
        #expect(most <= 2)
        #expect(transcript.words.count == sizes.count && sizes.count >= 6)
        let starts = transcript.words.compactMap(\.startMs)
        #expect(starts == starts.sorted() && starts.first == 10 && (starts.last ?? 0) > 20_000)
        #expect(transcript.text == Array(repeating: "part", count: sizes.count).joined(separator: " "))
        let left = try FileManager.default.contentsOfDirectory(atPath: FileManager.default.temporaryDirectory.path)
        #expect(!left.contains { $0.hasPrefix("debrief-part-") })
    }

    @Test func `parts in which nobody speaks are not sent`() async throws {
        let wav = try TemporaryWAV(milliseconds: 20_000)
        let calls = Mutex(0)
        let short = engine("short", longestMs: 5_000) { _ in
            calls.withLock { $0 += 1 }
            return Self.said("part", by: "short")
        }
        let speech = [TimeSpan(startMs: 0, endMs: 2_000), TimeSpan(startMs: 18_500, endMs: 20_000)]
        let transcript = try await SplitTranscriber(short).transcriber.transcribe(
            wav.request(milliseconds: 20_000, speech: speech)
        )
        #expect(calls.withLock { $0 } == 2)
        #expect(transcript.words.count == 2)
    }
}
