import Foundation
import Model
import Questions
import StorageConformance
import Testing

@testable import Interviews

/// Questions that mean the same, and what is said about highlighted words.
@Suite(.timeLimit(.minutes(1)))
struct MeaningTests {
    /// Places texts by hand: each word of a group turns the vector the same way.
    private static let groups = [["quarrel", "conflict", "dispute"], ["deadline", "late"], ["database", "index"]]

    private static func vector(_ text: String) -> [Float] {
        var vector = groups.map { group in Float(group.contains { text.lowercased().contains($0) } ? 1 : 0) }
        vector.append(vector.allSatisfy { $0 == 0 } ? 1 : 0)
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    private static func embedder(fails: Bool = false) -> Embedder {
        Embedder(space: .init(engine: "test", model: "by hand", dimensions: 4)) { texts, _ in
            if fails { throw WorkError() }
            return texts.map { vector($0.text) }
        }
    }

    private struct WorkError: Error {}

    private static func bank() throws -> QuestionBank {
        try QuestionBank(
            ["Tell me about a conflict.", "How do you index a table?", "What do you cook?"].enumerated().map {
                place,
                text in
                var question = BankQuestion.sample(place)
                question.text = text
                return question
            }
        )
    }

    @Test func `a question in other words is found, of the bank and of one's own, and what is far is not`() async throws
    {
        let bank = try Self.bank()
        let meaning = QuestionMeaning(Self.embedder(), bank: bank)
        var own = BankQuestion.sample(9)
        own.text = "Who won your last dispute?"
        let found = try #require(
            await meaning.nearest(to: "quarrel", own: [own], filter: QuestionFilter(), limit: 10)
        )
        #expect(Set(found.map(\.id)) == ["question-0", "question-9"])
        let again = await meaning.repeats(
            ["Describe a quarrel.", "Are you often late?", "Do you miss a deadline?", "What is new?"],
            of: ["Were you late?"]
        )
        // The first is in the bank, the second was asked before, the third means the second, the fourth is the bank's third.
        #expect(again == [0, 1, 2, 3])
        let fresh = await meaning.repeats(["Which deadline was hard?", "Do you run late?"], of: [])
        #expect(fresh == [1])
    }

    @Test func `a service that fails leaves the words, and is asked again later`() async throws {
        let meaning = QuestionMeaning(Self.embedder(fails: true), bank: try Self.bank(), patienceMs: 500)
        #expect(await meaning.nearest(to: "quarrel", own: [], filter: QuestionFilter(), limit: 10) == nil)
        #expect(await meaning.repeats(["Describe a quarrel."], of: []) == nil)
    }

    private static func transcript(_ text: String) -> Transcript {
        let words = text.split(separator: " ").enumerated().map { place, word in
            Transcript.Word(text: String(word), startMs: place * 400, endMs: place * 400 + 300)
        }
        return Transcript(
            text: text,
            language: "en",
            engine: "test",
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: .supplied,
            words: words
        )
    }

    @Test
    func `highlighted words are found whatever their case and punctuation, and inside words, and nothing else is`()
        throws
    {
        let said = Self.transcript("Well, I think we’d moved the well-known table to another disk.")
        let span = try #require(AnswerSpan("i THINK we'd moved", in: said))
        #expect(span.quote == "I think we’d moved" && span.words == 1..<5 && span.startMs == 400 && span.endMs == 1_900)
        #expect(span.units == 6..<24)
        #expect(AnswerSpan("known table to ano", in: said)?.quote == "well-known table to another")
        #expect(AnswerSpan("the disk", in: said) == nil)
        #expect(AnswerSpan("…", in: said) == nil)
        #expect(
            span.holds(TextRange(start: 8, end: 13), nil, nil) && !span.holds(TextRange(start: 24, end: 30), nil, nil)
        )
    }

    @Test func `a reply about an answer must cite what was said`() {
        let said = Self.transcript("I moved the report to a replica and nothing was lost.")
        let good = #"```json {"answer":"You say “nothing was lost”. Say how many.","quotes":["nothing was lost."]} ```"#
        #expect(TalkPrompt.read(good, said)?.quotes.map(\.text) == ["nothing was lost."])
        for bad in [
            #"{"answer":"Well done.","quotes":[]}"#, #"{"answer":"Well done.","quotes":["I saved millions"]}"#,
            #"{"answer":"You said “I saved millions”.","quotes":["nothing was lost"]}"#, "I cannot help with that.",
            #"{"answer":"See https://evil.example.","quotes":["nothing was lost"]}"#,
        ] { #expect(TalkPrompt.read(bad, said) == nil, "\(bad)") }
    }

    @Test func `observations come to counts, gaps, silences and true means`() throws {
        let start = Date(timeIntervalSince1970: 1_000)
        func seen(_ sequence: Int, _ type: Observation.Kind, after seconds: Double, _ face: [Double]? = nil) -> (
            String, Observation
        ) {
            (
                "page",
                Observation(
                    sequence: sequence,
                    type: type,
                    at: start.addingTimeInterval(seconds),
                    turn: 1,
                    probabilities: face
                )
            )
        }
        let happy = [0, 0, 0, 1.0, 0, 0, 0]
        let sad = [0, 0, 0, 0, 0, 1.0, 0]
        let sent = [
            seen(0, .heartbeat, after: 0), seen(1, .hidden, after: 5), seen(4, .paste, after: 8),
            seen(5, .heartbeat, after: 60),
            seen(6, .face, after: 61, happy), seen(7, .face, after: 62, happy), seen(8, .face, after: 63, happy),
            seen(9, .face, after: 130, sad),
        ]
        let summary = ObservationSummary(consented: true, threshold: 1, sent.map { (client: $0.0, observation: $0.1) })
        #expect(summary.total == 2 && summary.byTurn == ["1": 2])
        #expect(summary.gaps == [.init(client: "page", from: 2, to: 3)])
        #expect(summary.silences.map(\.durationMs) == [52_000, 67_000])
        // The true mean: three of four, whatever came last.
        #expect(summary.face?.means["happy"] == 0.75 && summary.faceTimeline.count >= 2)
        #expect(
            summary.sentences.contains { $0.contains("not known") }
                && summary.sentences.contains { $0.contains("more than 1") }
        )
        #expect(ObservationSummary(consented: false, threshold: 1, []).sentences.isEmpty)
    }
}
