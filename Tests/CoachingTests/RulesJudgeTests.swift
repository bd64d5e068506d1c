import Catalogue
import Model
import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(2)))
struct RulesJudgeTests {
    private static let question = Question(
        text: "Tell me about a time you solved a problem.",
        keywords: ["labels", "root cause"]
    )

    private func evaluate(_ request: Judge.Request, rubric: String = "behavioural") async throws -> Evaluation {
        try await RulesJudge(rubric: try Samples.rubric(rubric), relevance: Samples.answered).judge.evaluate(request)
    }

    @Test func `it says that it is one, shows evidence with times, and leaves open what only understanding can judge`()
        async throws
    {
        let evaluation = try await evaluate(Samples.request(Samples.answer, question: Self.question))
        let score = try #require(evaluation.score)
        #expect((60...100).contains(score))
        let range = try #require(evaluation.range)
        #expect(range.low <= score - 10 && range.high >= min(100, score + 10))
        #expect(evaluation.notes.first?.hasPrefix("Judged by fixed rules") == true)
        #expect(evaluation.engine == "rules")
        #expect(evaluation.missedKeywords == ["root cause"])
        #expect(!evaluation.criteria.flatMap(\.items).contains { $0.id == "ownership.fair" })
        #expect(
            evaluation.criteria.flatMap(\.items).flatMap(\.evidence).allSatisfy {
                $0.startMs != nil && Samples.answer.contains($0.quote)
            }
        )
        #expect(!evaluation.strengths.isEmpty)
        #expect(evaluation.strengths.allSatisfy { !$0.evidence.isEmpty })
        #expect(evaluation.exampleAnswer == nil)
        let technical = try await evaluate(
            Samples.request(Samples.answer, question: Self.question),
            rubric: "technical"
        )
        #expect(technical.criteria.first { $0.id == "accuracy" }?.score == nil)
    }

    @Test func `the range is as wide as what was not judged, and a wide one is shown instead of the number`() {
        #expect(RulesJudge.range(62, judged: 1) == ScoreRange(low: 50, high: 75))
        #expect(RulesJudge.range(62, judged: 0.6) == ScoreRange(low: 30, high: 95))
        #expect(RulesJudge.range(97, judged: 1).high == 100)
        #expect(RulesJudge.range(4, judged: 0.9).low == 0)
        func shown(_ engine: String, judged: Double) -> String? {
            let range = RulesJudge.range(62, judged: judged)
            return Evaluation(engine: engine, model: nil, score: 62, range: range, rubric: "").shownScore
        }
        #expect(shown("rules", judged: 1) == "62")
        #expect(shown("rules", judged: 0.6) == "30–95")
        #expect(shown("panel", judged: 0.6) == "62")
    }

    @Test func `the same request gives the same result`() async throws {
        let request = Samples.request(Samples.answer, question: Self.question)
        #expect(try await evaluate(request) == evaluate(request))
    }

    @Test func `the ideal answer the user typed is no example of ours`() async throws {
        var question = Self.question
        question.idealAnswer = "Name the problem, count it, change one thing, count again."
        let evaluation = try await evaluate(Samples.request(Samples.answer, question: question))
        #expect(evaluation.exampleAnswer == nil)
        #expect(evaluation.ideal != nil)
    }

    @Test(arguments: [
        (Transcript.Accuracy.low, 0.9, true), (.low, 0.5, false), (.low, 0.1, false), (.standard, 0.5, true),
        (.standard, 0.1, false),
        (.supplied, 0.1, true),
    ])
    func `it abstains when too few words are certain`(accuracy: Transcript.Accuracy, certainty: Double, judged: Bool)
        async throws
    {
        // One word in three is certain, the others have the given certainty.
        let request = Samples.request(
            Samples.answer,
            question: Self.question,
            accuracy: accuracy,
            confidence: { $0 % 3 == 0 ? 0.95 : certainty }
        )
        let evaluation = try await evaluate(request)
        #expect((evaluation.score != nil) == judged)
        #expect((evaluation.abstained == nil) == judged)
        if !judged {
            let certain = request.transcript.words.count { ($0.confidence ?? 0) >= 0.9 }
            #expect(
                evaluation.abstained?.contains("\(certain) of \(request.transcript.words.count)") == true
            )
            #expect(evaluation.criteria.isEmpty)
        }
    }

    @Test func `a low accuracy transcript of certain words is judged, and its uncertain words are named`() async throws
    {
        let request = Samples.request(
            Samples.answer,
            question: Self.question,
            accuracy: .low,
            confidence: { $0 % 4 == 0 ? 0.4 : 0.95 }
        )
        let evaluation = try await evaluate(request)
        #expect(evaluation.score != nil)
        #expect(evaluation.notes.contains { $0.contains("too uncertain to be judged") })
        let words = Spoken(request.transcript)
        #expect(words.certainCount < words.words.count)
    }

    @Test(arguments: ["", "Yes.", "I do not know.", String(repeating: "word ", count: 19)])
    func `a few words give no score`(text: String) async throws {
        let evaluation = try await evaluate(Samples.request(text))
        #expect(evaluation.score == nil)
        #expect(evaluation.abstained?.contains("at least 20") == true)
    }

    @Test func `an unusable recording gives no score unless the words were supplied`() async throws {
        let heard = try await evaluate(Samples.request(Samples.answer, accuracy: .standard, quality: .unusable))
        #expect(heard.score == nil)
        let supplied = try await evaluate(Samples.request(Samples.answer, accuracy: .supplied, quality: .unusable))
        #expect(supplied.score != nil)
    }

    @Test func `another language is left to a model`() async throws {
        var request = Samples.request(Samples.answer)
        request.transcript.language = "de-DE"
        #expect(try await evaluate(request).abstained?.contains("English only") == true)
    }

    @Test func `length alone earns nothing`() async throws {
        let rubric = try Samples.rubric("behavioural")
        let padding =
            "I would also like to say that things like that are always very interesting for me and for everybody around me in general. "
        let judge = RulesJudge(rubric: rubric, relevance: Samples.answered).judge
        let plain = try #require(
            try await judge.evaluate(Samples.request(Samples.answer, question: Self.question)).score
        )
        for times in [3, 10, 40] {
            let padded = Samples.answer + " " + String(repeating: padding, count: times)
            let score = try #require(try await judge.evaluate(Samples.request(padded, question: Self.question)).score)
            #expect(score <= plain)
        }
    }

    @Test(arguments: [
        String(repeating: "I built a thing and it was fine because we tested it. ", count: 2_500),
        String(repeating: "a", count: 400) + " " + Samples.answer,
        (0..<200).map { String(repeating: "x", count: 400) + "\($0)" }.joined(separator: " "),
        String(repeating: "🙂 ", count: 3_000),
        "لقد عملت في المستشفى " + Samples.answer, String(repeating: "\u{301}", count: 5_000) + Samples.answer,
    ])
    func `odd texts are judged or abstained from, in bounded time`(text: String) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let evaluation = try await evaluate(Samples.request(text, question: Self.question))
        #expect((evaluation.score == nil) != (evaluation.abstained == nil))
        #expect(clock.now - start < .seconds(40))
    }

    @Test func `the economy counts seconds per part and finds the way to the first point`() async throws {
        let text = "Thank you for the question. That is a good question. " + Samples.answer
        let economy = try #require(try await evaluate(Samples.request(text, question: Self.question)).economy)
        #expect(economy.wordsToFirstPoint == 10)
        #expect(economy.timeToFirstPointMs == 4_000)
        #expect(economy.cuts.first?.reason == "It comes before the first point.")
        #expect(economy.savedMs == 3_950)
        let parts = Dictionary(uniqueKeysWithValues: economy.parts.map { ($0.name, $0) })
        #expect(parts[.situation] != nil && parts[.task] != nil && parts[.result] != nil)
        #expect((parts[.action]?.durationMs ?? 0) > (parts[.task]?.durationMs ?? 0))
        #expect(economy.parts.reduce(0) { $0 + $1.words } == text.split(separator: " ").count)
    }
}
