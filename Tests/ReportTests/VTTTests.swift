import Model
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(1)))
struct VTTTests {
    @Test func `without times there are no captions`() {
        let transcript = Transcript(
            text: "hello",
            language: "en",
            engine: "supplied",
            keepsFillers: true,
            wordTimes: .none,
            accuracy: .supplied,
            words: [Transcript.Word(text: "hello")]
        )
        #expect(TranscriptVTT.text(for: transcript, delivery: nil) == nil)
    }

    @Test func `cues are short, in order, and hold every word`() throws {
        let transcript = SampleContent.transcript()
        let text = try #require(TranscriptVTT.text(for: transcript, delivery: SampleContent.delivery(transcript)))
        #expect(text.hasPrefix("WEBVTT\n\n"))
        let cues = text.split(separator: "\n\n").dropFirst(2).map { $0.split(separator: "\n") }
        #expect(cues.count > 10)
        var last = -1
        for cue in cues {
            let times = cue[1].split(separator: " --> ").map(milliseconds)
            #expect(times.count == 2 && times[0] < times[1] && times[0] >= last)
            #expect(times[1] - times[0] <= 6000)
            last = times[0]
            #expect(cue.count <= 4)
        }
        let spoken = cues.flatMap { $0.dropFirst(2) }.joined(separator: " ").replacing("<c.filler>", with: "")
            .replacing("</c>", with: "")
        #expect(Tool.words(spoken) == transcript.words.map(\.text))
    }

    @Test func `fillers are marked and markup is escaped`() throws {
        let words = [
            Transcript.Word(text: "um", startMs: 0, endMs: 200),
            Transcript.Word(text: "a<b&c-->", startMs: 300, endMs: 600),
        ]
        let transcript = Transcript(
            text: "um a<b&c-->",
            language: "en",
            engine: "x\ny",
            keepsFillers: true,
            wordTimes: .approximate,
            accuracy: .low,
            words: words
        )
        var delivery = SampleContent.delivery(SampleContent.transcript(""))
        delivery.fillers.items = [Fillers.Item(text: "um", kind: .filledPause, source: .both, startMs: 0, endMs: 200)]
        let text = try #require(TranscriptVTT.text(for: transcript, delivery: delivery))
        #expect(text.contains("<c.filler>um</c> a&lt;b&amp;c--&gt;"))
        #expect(text.contains("rough words, approximate times"))
        #expect(text.contains("00:00:00.000 --> 00:00:00.600"))
    }

    private func milliseconds(_ clock: Substring) -> Int {
        let parts = clock.split(whereSeparator: { $0 == ":" || $0 == "." }).compactMap { Int($0) }
        return parts.count == 4 ? ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3] : -1
    }
}
