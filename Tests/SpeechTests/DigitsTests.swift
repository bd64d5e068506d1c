import Foundation
import Model
import Testing

@testable import Speech

/// No number of a delivery has more digits than its error allows. A figure that is new to this table fails: say how wrong it is first.
@Suite(.timeLimit(.minutes(1))) struct DigitsTests {
    /// The step each figure is rounded to. Errors: <doc:Measurements>.
    private static let steps: [String: Double] = [
        // Recognition and the edges of speech move it by one word in a hundred.
        "wordsPerMinute": 1,
        // 4 % of 2 to 6.
        "syllablesPerSecond": 0.1,
        // Counts over a known time or number of words.
        "perMinute": 0.1, "per100Words": 0.1,
        // Half a semitone is 3 %.
        "medianHz": 1, "spreadSemitones": 0.1,
        "lufs": 0.1, "spreadDb": 0.1,
        // Tens of fillers in a test stand behind each.
        "confidence": 0.01, "precision": 0.01, "recall": 0.01,
    ]
    /// Figures that are whole numbers by nature: counts, places, points, milliseconds.
    private static let whole: Set<String> = [
        "wordCount", "total", "startMs", "endMs", "start", "end", "count", "totalMs", "longCount", "startLatencyMs",
        "score",
        "weight", "points",
    ]

    /// An analysis of numbers that divide badly.
    private func analysis() throws -> Analysis {
        var words: [String] = []
        var now = 401
        for index in 0..<97 {
            words.append("\(["we", "um", "maybe", "like", "went", "went"][index % 6])@\(now)-\(now + 217)")
            now += 331
        }
        var hearing = Spoken.hearing(
            [401...16_003, 17_219...now],
            durationMs: now + 777,
            filledPauses: [Spoken.candidate(733, 947, 1.0 / 3)],
            nuclei: stride(from: 450, to: now, by: 233).map { $0 },
            pitch: Acoustics.Pitch(medianHz: 123.456_7, spreadSemitones: 2.345_67, voicedMs: 31_111, curveHz: [])
        )
        hearing.quality.loudnessLufs = -20.123_4
        hearing.acoustics.levelSpreadDb = 5.678_9
        return DeliveryAnalyzer(lists: try Places.lists()).analyze(Spoken.timed(words.joined(separator: " ")), hearing)
    }

    @Test func `every figure is a multiple of its step`() throws {
        let delivery = try JSONSerialization.jsonObject(with: JSONEncoder().encode(try analysis().delivery))
        var seen: Set<String> = []
        check(delivery, key: "delivery", seen: &seen)
        #expect(
            seen.isSuperset(of: ["wordsPerMinute", "syllablesPerSecond", "perMinute", "medianHz", "confidence", "lufs"])
        )
    }

    private func check(_ value: Any, key: String, seen: inout Set<String>) {
        if let object = value as? [String: Any] {
            // `byWord` has fillers for keys and counts for values; parts of a score have names of their own.
            for (name, inner) in object { check(inner, key: key == "byWord" ? "count" : name, seen: &seen) }
        } else if let list = value as? [Any] {
            for inner in list { check(inner, key: key, seen: &seen) }
        } else if let number = value as? Double {
            seen.insert(key)
            let step = Self.steps[key] ?? (Self.whole.contains(key) ? 1 : nil)
            guard let step else {
                // What a part of a score was measured as: a tenth, or whole percent.
                #expect(abs(number * 10 - (number * 10).rounded()) < 1e-6, "\(key) = \(number) has no step")
                return
            }
            #expect(abs(number / step - (number / step).rounded()) < 1e-6, "\(key) = \(number)")
        }
    }

    @Test func `no sentence for the reader has a second decimal`() throws {
        let analysis = try analysis()
        let sentences =
            analysis.delivery.notes + [analysis.delivery.fillers.reliabilityNote]
            + analysis.quality.issues.map(\.detail)
        for sentence in sentences {
            #expect(sentence.firstMatch(of: /\d[.,]\d\d/) == nil, "\(sentence)")
        }
    }
}
