import Foundation
import Model
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(1)))
struct SRTTests {
    private func transcript(_ words: [Transcript.Word], times: Transcript.WordTimes = .exact) -> Transcript {
        Transcript(
            text: words.map(\.text).joined(separator: " "),
            language: "en",
            engine: "x",
            keepsFillers: true,
            wordTimes: times,
            accuracy: .supplied,
            words: words
        )
    }

    @Test func `without times there are no captions`() {
        #expect(TranscriptSRT.text(for: transcript([Transcript.Word(text: "hello")], times: .none)) == nil)
    }

    @Test func `cues are numbered, times have a comma, and nothing can be taken for markup or times`() {
        let words = [
            Transcript.Word(text: "Grüße", startMs: 3_599_999, endMs: 3_600_250),
            Transcript.Word(text: "a<b>-->", startMs: 3_600_300, endMs: 3_600_600),
            Transcript.Word(text: "😀", startMs: 3_605_000, endMs: 3_605_000),
        ]
        #expect(
            TranscriptSRT.text(for: transcript(words))
                == """
                1
                00:59:59,999 --> 01:00:00,600
                Grüße a‹b›--›

                2
                01:00:05,000 --> 01:00:05,001
                😀

                """
        )
    }

    @Test func `cues are those of WebVTT`() throws {
        let transcript = SampleContent.transcript()
        let srt = try #require(TranscriptSRT.text(for: transcript))
        let vtt = try #require(TranscriptVTT.text(for: transcript, delivery: nil))
        #expect(srt.split(separator: "\n\n").count > 10)
        #expect(
            srt.replacing(",", with: ".") == vtt.split(separator: "\n\n", maxSplits: 2)[2].replacing(",", with: ".")
        )
    }

    @Test func `ffmpeg reads every word`() throws {
        let transcript = SampleContent.transcript()
        let srt = try #require(TranscriptSRT.text(for: transcript))
        let read = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-f", "srt", "-i", "PDF", "-f", "webvtt", "-"],
            on: Array(srt.utf8)
        )
        let lines = read.output.split(separator: "\n").filter { !$0.contains("-->") && $0 != "WEBVTT" }
        #expect(read.code == 0 && Tool.words(lines.joined(separator: " ")) == transcript.words.map(\.text))
    }
}
