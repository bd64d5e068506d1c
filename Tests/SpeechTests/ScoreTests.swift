import FoundationEssentials
import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct ScoreTests {
    /// An answer of 40 words in 20 s, as the parts below change it.
    private func answer(
        words: [String] = (0..<40).map { "word\($0)" },
        confidence: Double? = nil,
        accuracy: Transcript.Accuracy = .standard,
        pauseMs: Int = 600,
        voicedMs: Int = 31_000
    ) throws -> Delivery {
        let timed = words.enumerated().map {
            Transcript.Word(text: $1, startMs: $0 * 500, endMs: $0 * 500 + 400, confidence: confidence)
        }
        let transcript = Transcript(
            text: words.joined(separator: " "),
            language: "en",
            engine: "test",
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: accuracy,
            words: timed
        )
        let hearing = Spoken.hearing(
            [0...10_000, 10_000 + pauseMs...20_000 + pauseMs],
            durationMs: 21_000 + pauseMs,
            nuclei: (0..<80).map { $0 * 250 },
            pitch: Acoustics.Pitch(medianHz: 120.4, spreadSemitones: 1.64, voicedMs: voicedMs, curveHz: [])
        )
        return DeliveryAnalyzer(lists: try Places.lists()).analyze(transcript, hearing).delivery
    }

    @Test func `scores are the sums of their parts`() throws {
        for delivery in [
            try answer(), try answer(accuracy: .low), try answer(pauseMs: 9_000), try answer(voicedMs: 100),
        ] {
            for score in [delivery.fluency, delivery.confidence].compactMap({ $0 }) {
                #expect(score.score == score.parts.values.reduce(0, +))
                #expect((0...100).contains(score.score))
                #expect(score.parts.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
            }
        }
    }

    @Test func `a smooth answer is fluent, and fillers, pauses and repetitions cost points`() throws {
        let smooth = try #require(try answer().fluency)
        #expect(smooth.score == 100)
        let filled = try #require(try answer(words: (0..<40).map { $0 % 4 == 0 ? "um" : "word\($0)" }).fluency)
        #expect((filled.parts["fillers"] ?? 99) < (smooth.parts["fillers"] ?? 0))
        let halting = try #require(try answer(pauseMs: 20_000).fluency)
        #expect((halting.parts["pauses"] ?? 99) < (smooth.parts["pauses"] ?? 0))
        let again = try #require(try answer(words: (0..<40).map { "word\($0 / 2)" }).fluency)
        #expect((again.parts["repetitions"] ?? 99) < (smooth.parts["repetitions"] ?? 0))
    }

    @Test func `what the recognizer is sure of changes no score`() throws {
        let sure = try answer(confidence: 0.99)
        let unsure = try answer(confidence: 0.51)
        #expect(sure.fluency == unsure.fluency)
        #expect(sure.confidence == unsure.confidence)
    }

    @Test func `a worse transcript of the same sound changes the scores within bounds`() throws {
        let good = try answer()
        let poor = try answer(words: (0..<40).map { $0 % 3 == 0 ? "the" : "maybe" }, accuracy: .low)
        let fluency = abs((good.fluency?.score ?? 0) - (poor.fluency?.score ?? 100))
        let confidence = abs((good.confidence?.score ?? 0) - (poor.confidence?.score ?? 100))
        #expect(fluency <= 10 && confidence <= 10)
        #expect(poor.fluency?.parts["repetitions"] == nil)
        #expect(poor.confidence?.parts["hedges"] == nil)
    }

    @Test func `pitch is judged from thirty seconds of voice on`() throws {
        #expect(try answer(voicedMs: 30_000).confidence?.parts["pitch"] != nil)
        let short = try answer(voicedMs: 29_999)
        #expect(short.confidence?.parts["pitch"] == nil)
        #expect(short.notes.contains { $0.contains("30 s of voiced speech") })
        #expect(short.pitch == Delivery.Pitch(medianHz: 120, spreadSemitones: 1.6))
    }
}
