import FoundationEssentials
import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct ScoreTests {
    /// An answer of 46 words in 20 s, as the parts below change it.
    private func answer(
        words: [String] = (0..<46).map { "word\($0)" },
        stepMs: Int = 430,
        confidence: Double? = nil,
        accuracy: Transcript.Accuracy = .standard,
        pauseMs: Int = 600,
        voicedMs: Int = 31_000
    ) throws -> Delivery {
        let timed = words.enumerated().map {
            Transcript.Word(text: $1, startMs: $0 * stepMs, endMs: $0 * stepMs + stepMs * 4 / 5, confidence: confidence)
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
        let filled = try #require(try answer(words: (0..<46).map { $0 % 4 == 0 ? "um" : "word\($0)" }).fluency)
        #expect((filled.parts["fillers"] ?? 99) < (smooth.parts["fillers"] ?? 0))
        let halting = try #require(try answer(pauseMs: 20_000).fluency)
        #expect((halting.parts["pauses"] ?? 99) < (smooth.parts["pauses"] ?? 0))
        let again = try #require(try answer(words: (0..<46).map { "word\($0 / 2)" }).fluency)
        #expect((again.parts["repetitions"] ?? 99) < (smooth.parts["repetitions"] ?? 0))
    }

    @Test(arguments: [54, 70, 80, 30])
    func `no score is full beside a pace that is not usual`(words: Int) throws {
        let delivery = try answer(words: (0..<words).map { "word\($0)" }, stepMs: 20_000 / words)
        let pace = try #require(delivery.wordsPerMinute)
        for score in [delivery.fluency, delivery.confidence].compactMap({ $0 }) {
            let isFull = score.parts["pace"] == score.maxima?["pace"]
            #expect(isFull == (120...170).contains(pace), "\(pace)")
            #expect(score.score < 100 || isFull)
        }
    }

    @Test func `pace costs more the farther it lies from the usual`() throws {
        let points = try [56, 64, 72, 80, 90].map { words in
            try answer(words: (0..<words).map { "word\($0)" }, stepMs: 20_000 / words).fluency?.parts["pace"] ?? 0
        }
        #expect(zip(points, points.dropFirst()).allSatisfy { $0 > $1 }, "\(points)")
    }

    @Test func `what is scored under the key confidence is called by what it measures`() throws {
        let score = try #require(try answer().confidence)
        #expect(score.label == "Steadiness")
        #expect(score.about?.contains("not how sure you are") == true)
        let old = try JSONDecoder().decode(PartedScore.self, from: Data(#"{"score":1,"parts":{"a":1}}"#.utf8))
        #expect(old.label == nil)
    }

    @Test func `what the recognizer is sure of changes no score`() throws {
        let sure = try answer(confidence: 0.99)
        let unsure = try answer(confidence: 0.51)
        #expect(sure.fluency == unsure.fluency)
        #expect(sure.confidence == unsure.confidence)
    }

    @Test func `a worse transcript of the same sound changes the scores within bounds`() throws {
        let good = try answer()
        let poor = try answer(words: (0..<46).map { $0 % 3 == 0 ? "the" : "maybe" }, accuracy: .low)
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
