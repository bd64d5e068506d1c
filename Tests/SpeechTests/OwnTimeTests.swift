import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct OwnTimeTests {
    /// An answer with a pause of 1.6 s in which 4 s of silence were put in.
    private func hearing(gap: ClosedRange<Int>?) -> Hearing {
        let extra = gap.map { $0.upperBound - $0.lowerBound } ?? 0
        var hearing = Spoken.hearing(
            [0...12_000, 13_600 + extra...25_600 + extra],
            durationMs: 26_000 + extra,
            nuclei: (0..<80).map { $0 < 40 ? $0 * 300 : 13_600 + extra + ($0 - 40) * 300 }
        )
        hearing.acoustics.gaps = gap.map { [TimeSpan(startMs: $0.lowerBound, endMs: $0.upperBound)] }
        return hearing
    }

    private func analyze(_ hearing: Hearing, shift: Int) throws -> Delivery {
        let words = (0..<60).map { index in
            let start = index < 30 ? index * 400 : 13_600 + shift + (index - 30) * 400
            return Transcript.Word(text: "word\(index)", startMs: start, endMs: start + 350)
        }
        return DeliveryAnalyzer(lists: try Places.lists())
            .analyze(CheckedAnswer.transcript(words), hearing).delivery
    }

    @Test func `silence that was put in is no pause, no pace and no talk of the speaker`() throws {
        let whole = try analyze(hearing(gap: nil), shift: 0)
        let filled = try analyze(hearing(gap: 12_500...16_500), shift: 4_000)
        #expect(whole.pauses.longest?.durationMs == 1_600)
        #expect(filled.pauses.longest?.durationMs == 1_600)
        #expect(filled.pauses.totalMs == whole.pauses.totalMs && filled.pauses.longCount == whole.pauses.longCount)
        #expect(filled.wordsPerMinute == whole.wordsPerMinute)
        #expect(filled.fluency == whole.fluency && filled.confidence == whole.confidence)
        #expect(filled.fillers.perMinute == whole.fillers.perMinute)
    }

    @Test func `a gap that cuts right through speech makes no pause at all`() throws {
        var hearing = Spoken.hearing([0...12_000, 17_600...29_600], durationMs: 30_000)
        hearing.acoustics.gaps = [TimeSpan(startMs: 12_000, endMs: 17_600)]
        let delivery = try analyze(hearing, shift: 4_000)
        #expect(delivery.pauses.count == 0 && delivery.pauses.totalMs == 0)
    }

    @Test func `gaps may touch, overlap and reach over the ends`() {
        var acoustics = Acoustics(durationMs: 10_000)
        acoustics.gaps = [
            TimeSpan(startMs: 1_000, endMs: 3_000), TimeSpan(startMs: 2_000, endMs: 4_000),
            TimeSpan(startMs: 9_000, endMs: 12_000),
        ]
        let time = OwnTime(acoustics)
        #expect(time.durationMs(of: TimeSpan(startMs: 0, endMs: 10_000)) == 6_000)
        #expect(time.durationMs(of: TimeSpan(startMs: 2_500, endMs: 3_500)) == 0)
        #expect(OwnTime(Acoustics(durationMs: 5)).isWhole)
    }

    @Test func `a transcript that no engine gave is no fault of the recording`() throws {
        var missing = CheckedAnswer.transcript([], accuracy: .low, wordTimes: .none)
        missing.engine = Transcript.noEngine
        let result = DeliveryAnalyzer(lists: try Places.lists()).analyze(missing, CheckedAnswer.hearing())
        #expect(result.quality.verdict == .good && result.quality.issues.isEmpty)
        #expect(result.delivery.notes.contains { $0.contains("no fault of the recording") })
        #expect(result.delivery.pauses.count == 3)
    }

    @Test func `counts from the sound are about so many, never at least`() throws {
        let fillers = Fillers(total: 4, reliability: .lowerBound, reliabilityNote: "")
        #expect(fillers.countText == "about 4")
        #expect(Fillers(total: 4, reliability: .counted, reliabilityNote: "").countText == "4")
        #expect(Fillers(total: 0, reliability: .none, reliabilityNote: "").countText == "–")
    }
}
