import Model
import Testing

@testable import Recognizer

@Suite(.timeLimit(.minutes(1)))
struct HeardTranscriptTests {
    private func token(_ text: String, _ start: Int, _ end: Int, _ posterior: Double = 0.9) -> HeardToken {
        HeardToken(text: text, startFrame: start, endFrame: end, posterior: posterior)
    }

    @Test(arguments: [
        ("<s>", nil), ("</s>", nil), ("<sil>", nil), ("[SPEECH]", nil), ("[NOISE]", nil), ("++NOISE++", nil), ("", nil),
        ("power", "power"), ("to(2)", "to"), ("average(13)", "average"), ("i", "I"), ("i'm", "I'm"), ("it", "it"),
        ("don't", "don't"), ("(2)", nil),
    ])
    func `dictionary entries become words`(entry: String, expected: String?) {
        #expect(HeardTranscript.spelled(entry) == expected)
    }

    @Test func `times count from the start of the recording`() throws {
        var heard = HeardTranscript(speech: [TimeSpan(startMs: 5_000, endMs: 9_000)], durationMs: 10_000)
        heard.add([token("<s>", 0, 9), token("well", 10, 39, 0.123456)], in: TimeSpan(startMs: 5_000, endMs: 9_000))
        let word = try #require(heard.transcript(language: "en-GB").words.first)
        #expect(word == Transcript.Word(text: "well", startMs: 5_100, endMs: 5_400, confidence: 0.123))
    }

    @Test func `words heard in silence are not believed`() {
        var heard = HeardTranscript(speech: [TimeSpan(startMs: 1_000, endMs: 2_000)], durationMs: 10_000)
        heard.add(
            [token("yes", 120, 150), token("mm", 220, 260), token("no", 180, 215)],
            in: TimeSpan(startMs: 0, endMs: 3_000)
        )
        #expect(heard.transcript(language: "en").words.map(\.text) == ["yes", "no"])
    }

    @Test func `a long pause is a line break and nothing is punctuated`() {
        var heard = HeardTranscript(speech: [TimeSpan(startMs: 0, endMs: 9_000)], durationMs: 9_000)
        heard.add(
            [token("so", 0, 19), token("i(2)", 30, 49), token("did", 130, 160)],
            in: TimeSpan(startMs: 0, endMs: 3_000)
        )
        heard.add([token("it", 0, 29)], in: TimeSpan(startMs: 3_000, endMs: 4_000))
        let transcript = heard.transcript(language: "en-US")
        #expect(transcript.text == "so I\ndid\nit")
        #expect(transcript.engine == "pocketsphinx" && transcript.model == "en-us" && !transcript.keepsFillers)
        #expect(transcript.wordTimes == .exact && transcript.accuracy == .low)
    }

    @Test(arguments: 1...20)
    func `whatever the engine answers, words are in order and inside the recording`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let durationMs = Int.random(in: 0...30_000, using: &random)
        var heard = HeardTranscript(speech: [TimeSpan(startMs: 0, endMs: durationMs)], durationMs: durationMs)
        for _ in 0..<20 {
            let start = Int.random(in: 0...30_000, using: &random)
            let tokens = (0..<10).map { _ in
                token(
                    "word",
                    Int.random(in: -5...4_000, using: &random),
                    Int.random(in: -5...4_000, using: &random),
                    Double.random(in: 0...1, using: &random)
                )
            }
            heard.add(tokens, in: TimeSpan(startMs: start, endMs: start + 5_000))
        }
        let spans = heard.transcript(language: "en").words.compactMap(\.span)
        #expect(spans.allSatisfy { 0 <= $0.startMs && $0.startMs < $0.endMs && $0.endMs <= durationMs })
        #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.endMs <= $1.startMs })
    }
}
