import Model
import Testing

@testable import Recognizer

@Suite(.timeLimit(.minutes(1)))
struct UtterancePlanTests {
    private func plan(_ spans: [(Int, Int)], durationMs: Int, maxMs: Int = 20_000) -> [TimeSpan] {
        UtterancePlan(
            speech: spans.map { TimeSpan(startMs: $0.0, endMs: $0.1) },
            durationMs: durationMs,
            maxUtteranceMs: maxMs,
            quietest: { ($0.startMs + $0.endMs) / 2 }
        ).utterances
    }

    @Test func `a short pause joins what it separates and a long one does not`() {
        let utterances = plan([(1_000, 2_000), (3_000, 4_000), (8_000, 9_000)], durationMs: 10_000)
        #expect(utterances == [TimeSpan(startMs: 800, endMs: 4_200), TimeSpan(startMs: 7_800, endMs: 9_200)])
    }

    @Test func `nobody speaking means nothing to hear`() {
        #expect(plan([], durationMs: 60_000).isEmpty)
        #expect(plan([(500, 500)], durationMs: 60_000).isEmpty)
        #expect(plan([(0, 1_000)], durationMs: 0).isEmpty)
    }

    @Test func `spans outside the recording are cut to it`() {
        #expect(plan([(-5_000, 700), (900, Int.max)], durationMs: 2_000) == [TimeSpan(startMs: 0, endMs: 2_000)])
    }

    @Test func `a margin never reaches into the neighbour`() {
        let utterances = plan([(0, 15_000), (15_200, 30_000)], durationMs: 30_000)
        #expect(utterances == [TimeSpan(startMs: 0, endMs: 15_100), TimeSpan(startMs: 15_100, endMs: 30_000)])
    }

    @Test func `an hour without a pause is cut at the quietest places`() {
        let utterances = plan([(0, 3_600_000)], durationMs: 3_600_000)
        #expect(utterances.allSatisfy { (5_000...20_000).contains($0.durationMs) || $0.endMs == 3_600_000 })
        #expect(utterances.first == TimeSpan(startMs: 0, endMs: 16_000))
    }

    @Test(arguments: 1...40)
    func `every plan covers all speech in order with no utterance too long`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let durationMs = Int.random(in: 1...600_000, using: &random)
        let speech = (0..<Int.random(in: 1...60, using: &random)).map { _ in
            let start = Int.random(in: 0...durationMs, using: &random)
            return TimeSpan(startMs: start, endMs: min(durationMs, start + Int.random(in: 0...40_000, using: &random)))
        }
        let utterances = UtterancePlan(
            speech: speech,
            durationMs: durationMs,
            maxUtteranceMs: 20_000,
            quietest: { Int.random(in: $0.startMs...$0.endMs, using: &random) }
        ).utterances
        #expect(utterances.allSatisfy { 0 <= $0.startMs && $0.durationMs <= 20_000 && $0.endMs <= durationMs })
        #expect(zip(utterances, utterances.dropFirst()).allSatisfy { $0.endMs <= $1.startMs })
        for span in speech {
            #expect(utterances.reduce(0) { $0 + $1.overlapMs(with: span) } == span.durationMs)
        }
    }
}
