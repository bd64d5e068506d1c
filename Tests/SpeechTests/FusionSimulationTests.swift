import FoundationEssentials
import Model
import Testing

@testable import Speech

/// Fusion over simulated answers: an engine whose word times are off by up to 80 ms and that misses some fillers, and a detector that
/// finds two of three fillers, is off by up to 60 ms, and also fires in drawn-out words and once a minute in a pause.
@Suite(.timeLimit(.minutes(1))) struct FusionSimulationTests {
    /// One simulated answer and where its fillers really are.
    private struct Answer {
        var words: [Transcript.Word] = []
        var truth: [TimeSpan] = []
        var candidates: [Acoustics.FilledPause] = []
        var endMs = 0
    }

    private func answer(_ random: inout Seeded, writesFillers: Bool) -> Answer {
        var answer = Answer()
        var now = 400
        var random = random
        func off(_ limit: Int) -> Int { Int.random(in: -limit...limit, using: &random) }
        for index in 0..<1_500 {
            if index % 15 == 7 {
                let span = TimeSpan(startMs: now, endMs: now + Int.random(in: 250...650, using: &random))
                answer.truth.append(span)
                if writesFillers, Int.random(in: 0..<100, using: &random) < 95 {
                    let text = Bool.random(using: &random) ? "um" : "uh"
                    answer.words.append(
                        Transcript.Word(text: text, startMs: span.startMs + off(80), endMs: span.endMs + off(80))
                    )
                }
                if Int.random(in: 0..<3, using: &random) > 0 {
                    answer.candidates.append(
                        Spoken.candidate(
                            span.startMs + off(60),
                            span.endMs + off(60),
                            Double.random(in: 0.6...0.95, using: &random)
                        )
                    )
                }
                now = span.endMs + Int.random(in: 60...500, using: &random)
            }
            let end = now + Int.random(in: 120...500, using: &random)
            answer.words.append(Transcript.Word(text: "word\(index)", startMs: now + off(80), endMs: end + off(80)))
            if end - now > 450 { answer.candidates.append(Spoken.candidate(now + 120, end - 40, 0.85)) }
            now = end + (index % 6 == 0 ? Int.random(in: 200...900, using: &random) : 30)
            if index % 200 == 190 {
                answer.candidates.append(Spoken.candidate(now + 200, now + 500, 0.7))
                now += 800
            }
        }
        answer.endMs = now
        return answer
    }

    /// Precision and recall of the filled pauses of a result, at a collar of 100 ms on the onset.
    private func score(_ answer: Answer, writesFillers: Bool) throws -> (precision: Double, recall: Double, f1: Double)
    {
        let transcript = Transcript(
            text: answer.words.map(\.text).joined(separator: " "),
            language: "en",
            engine: "simulated",
            keepsFillers: writesFillers,
            wordTimes: .exact,
            accuracy: .standard,
            words: answer.words
        )
        let hearing = Spoken.hearing([0...answer.endMs], durationMs: answer.endMs, filledPauses: answer.candidates)
        let items = DeliveryAnalyzer(lists: try Places.lists()).analyze(transcript, hearing).delivery.fillers.items
        var open = answer.truth
        var hits = 0
        for item in items {
            if let at = open.firstIndex(where: { abs($0.startMs - (item.startMs ?? -1_000)) <= 100 }) {
                open.remove(at: at)
                hits += 1
            }
        }
        let precision = Double(hits) / Double(max(1, items.count))
        let recall = Double(hits) / Double(answer.truth.count)
        return (precision, recall, 2 * precision * recall / max(1e-9, precision + recall))
    }

    @Test(arguments: [1, 2, 3]) func `fused with a verbatim transcript most fillers are right`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let result = try score(answer(&random, writesFillers: true), writesFillers: true)
        print("verbatim: \(result)")
        #expect(result.f1 >= 0.95)
    }

    @Test(arguments: [1, 2, 3]) func `with a transcript that has none the words still keep false ones out`(seed: UInt64)
        throws
    {
        var random = Seeded(state: seed)
        let simulated = answer(&random, writesFillers: false)
        let fused = try score(simulated, writesFillers: false)
        let share = Double(simulated.candidates.count) / Double(simulated.truth.count)
        print("dropping: \(fused), \(rounded(share, to: 0.1)) candidates a filler")
        #expect(fused.precision >= 0.85)
        #expect(fused.recall >= 0.55)
    }
}
