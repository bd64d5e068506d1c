import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct OutlineTests {
    @Test func `before the words are known pauses and pace of the sound are told, and nothing is counted or scored`()
        throws
    {
        let hearing = Spoken.hearing(
            [0...12_000, 13_600...25_600],
            durationMs: 26_000,
            nuclei: (0..<96).map { $0 < 48 ? $0 * 250 : 13_600 + ($0 - 48) * 250 }
        )
        let analyzer = DeliveryAnalyzer(lists: try Places.lists())
        let outline = analyzer.outline(hearing)
        #expect(outline.pauses.longest?.durationMs == 1_600)
        #expect(outline.syllablesPerSecond == 4)
        #expect(outline.wordCount == 0 && outline.wordsPerMinute == nil)
        #expect(outline.fillers.reliability == .none && outline.fillers.items.isEmpty)
        #expect(outline.fluency == nil && outline.confidence == nil && outline.notes.isEmpty)
        let words = (0..<60).map { index in
            let start = index < 30 ? index * 400 : 13_600 + (index - 30) * 400
            return Transcript.Word(text: "word\(index)", startMs: start, endMs: start + 350)
        }
        let whole = analyzer.analyze(CheckedAnswer.transcript(words), hearing).delivery
        #expect(outline.pauses.totalMs == whole.pauses.totalMs && outline.loudness == whole.loudness)
    }
}
