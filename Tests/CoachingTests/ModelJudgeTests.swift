import Core
import Model
import Synchronization
import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(5)))
struct ModelJudgeTests {
    private static let question = Question(
        text: "Tell me about a time you improved something.",
        keywords: ["labels", "root cause"]
    )
    private static let quotes = [
        "I counted the labels for two weeks", "I wrote a one page proposal", "we used 40 percent fewer labels",
        "My task was to find out why",
        "our night shift kept running out of labels", "I learned to count first",
    ]

    private func evaluate(
        _ model: LanguageModel,
        samples: Int = 1,
        rubric: String = "behavioural",
        request: Judge.Request = Samples.request(Samples.answer, question: question)
    ) async throws -> Evaluation {
        try await ModelJudge(model: model, rubric: try Samples.rubric(rubric), samples: samples).judge.evaluate(request)
    }

    /// Answers every item with the same verdict and rotating genuine quotes.
    private static func honest(_ met: @escaping @Sendable (String, Int) -> String) -> LanguageModel {
        FakeModel.model { request, call in
            let items = FakeModel.items(in: request.prompt).sorted().enumerated().map { index, id in
                FakeModel.item(id, met(id, call), quotes: [quotes[index % quotes.count]], comment: "You showed it.")
            }
            return FakeModel.reply(
                items,
                strengths: [("You counted first.", [quotes[0]])],
                improvements: [("Name the technician.", [])]
            )
        }
    }

    @Test func `a full answer with true quotes scores what the arithmetic says`() async throws {
        let evaluation = try await evaluate(Self.honest { _, _ in "yes" })
        #expect(evaluation.score == 100)
        #expect(evaluation.range == ScoreRange(low: 100, high: 100))
        #expect(evaluation.droppedRemarks == 0)
        #expect(evaluation.engine == "fake")
        #expect(evaluation.model == "fake-1.0")
        #expect(evaluation.missedKeywords == ["root cause"])
        #expect(evaluation.strengths.first?.evidence.first?.quote == Self.quotes[0])
        for item in evaluation.criteria.flatMap(\.items) {
            #expect(item.evidence.allSatisfy { $0.startMs != nil && ($0.endMs ?? 0) > ($0.startMs ?? 0) })
        }
        let half = try await evaluate(Self.honest { id, _ in id == "relevance.on_topic" ? "yes" : "partly" })
        #expect((50..<55).contains(half.score ?? 0))
        let none = try await evaluate(Self.honest { _, _ in "no" })
        #expect(none.score == 0)
        #expect(none.nextDrill != nil)
    }

    @Test func `criteria add up to the total by their weights, and the weakest weighty one counts once more`()
        async throws
    {
        let evaluation = try await evaluate(
            Self.honest { id, _ in id.hasPrefix("story") || id == "relevance.on_topic" ? "yes" : "no" }
        )
        let rubric = try Samples.rubric("behavioural")
        let sum = rubric.criteria.reduce(0) { $0 + $1.weight }
        let met = rubric.criteria.filter { ["story", "relevance"].contains($0.id) }.reduce(0) { $0 + $1.weight }
        let score = try #require(evaluation.score)
        #expect(abs(score - (1 - RubricArithmetic.weakestShare) * 100 * met / sum) < 0.06)
    }

    @Test func `verdicts whose quotes are invented are lowered and counted`() async throws {
        let model = FakeModel.model { request, _ in
            let ids = FakeModel.items(in: request.prompt).sorted()
            return FakeModel.reply(
                ids.enumerated().map { index, id in
                    let invented = index % 3 == 1
                    let quote =
                        invented ? "I saved eleven million dollars alone" : Self.quotes[index % Self.quotes.count]
                    return FakeModel.item(id, "yes", quotes: [quote])
                },
                strengths: [("You saved eleven million.", ["I saved eleven million dollars alone"])],
                improvements: [("You said \"we lost every customer\".", [])]
            )
        }
        let evaluation = try await evaluate(model)
        let items = evaluation.criteria.flatMap(\.items)
        #expect(evaluation.strengths == [])
        #expect(evaluation.improvements == [])
        #expect(items.contains { $0.met == .no } && items.contains { $0.met == .yes })
        #expect(items.allSatisfy { ($0.met == .yes) == !$0.evidence.isEmpty })
        #expect(evaluation.droppedRemarks == items.count { $0.evidence.isEmpty } + 2)
    }

    @Test func `one passage cannot carry the whole rubric`() async throws {
        let model = FakeModel.model { request, _ in
            FakeModel.reply(
                FakeModel.items(in: request.prompt).map { FakeModel.item($0, "yes", quotes: [Self.quotes[0]]) }
            )
        }
        let evaluation = try await evaluate(model)
        #expect(evaluation.criteria.flatMap(\.items).count { $0.met == .yes } == CheckedReply.usesOfOnePassage)
    }

    @Test func `an item that needs a number is half met without one`() async throws {
        let rubric = try Samples.rubric("case")
        let id = try #require(rubric.leaves(for: Question(text: "")).first { $0.item.needsNumber }?.id)
        func met(_ quote: String) async throws -> Evaluation.Met? {
            let model = FakeModel.model { request, _ in
                FakeModel.reply(
                    FakeModel.items(in: request.prompt).map {
                        let met = $0 == id || $0 == "relevance.on_topic"
                        return FakeModel.item($0, met ? "yes" : "no", quotes: met ? [quote] : [])
                    }
                )
            }
            let evaluation = try await evaluate(model, rubric: "case")
            return evaluation.criteria.flatMap(\.items).first { $0.id == id }?.met
        }
        #expect(try await met("I counted the labels for two weeks") == .yes)
        #expect(try await met("changed the printer settings with our technician") == .partly)
    }

    @Test func `the range covers the runs and the shown run is the median`() async throws {
        let verdicts = ["yes", "partly", "yes"]
        let evaluation = try await evaluate(
            Self.honest { id, call in
                if id == "relevance.on_topic" { return "yes" }
                return id.hasPrefix("clarity") || id.hasPrefix("story.ordered") ? verdicts[call % 3] : "partly"
            },
            samples: 3
        )
        let range = try #require(evaluation.range)
        let score = try #require(evaluation.score)
        #expect(range.low < range.high)
        #expect(score == range.high)
        let same = try await evaluate(Self.honest { _, _ in "partly" }, samples: 3)
        #expect(same.range?.low == same.range?.high)
    }

    @Test func `runs further apart than a band give no score`() async throws {
        let evaluation = try await evaluate(Self.honest { _, call in call % 2 == 0 ? "yes" : "no" }, samples: 3)
        #expect(evaluation.score == nil)
        #expect(evaluation.range == nil)
        #expect(evaluation.abstained?.contains("from 0 to 100") == true)
    }

    @Test func `unknown items are left out, and too many of them give no score`() async throws {
        let few = try await evaluate(Self.honest { id, _ in id.hasPrefix("clarity") ? "unknown" : "yes" })
        #expect(few.score == 100)
        #expect(few.criteria.last?.score == nil)
        let many = try await evaluate(Self.honest { id, _ in id.hasPrefix("clarity") ? "yes" : "unknown" })
        #expect(many.score == nil)
        #expect(many.abstained != nil)
    }

    @Test func `a malformed reply is asked for once more and then an error`() async throws {
        let good = Self.honest { _, _ in "yes" }
        let calls = Mutex(0)
        let once = LanguageModel(engine: "fake", model: "fake-1") { request in
            let first = calls.withLock { count in
                count += 1
                return count == 1
            }
            return first ? .init(text: "I cannot", model: "fake-1.0") : try await good.reply(request)
        }
        #expect(try await evaluate(once).score == 100)
        #expect(calls.withLock { $0 } == 2)

        let asked = Mutex(0)
        let never = FakeModel.model { _, call in
            asked.withLock { $0 = call + 1 }
            return "```json\n{\"items\": \"none\"}\n```"
        }
        await #expect(throws: CoachingError(.malformed, "")) { try await evaluate(never) }
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func `an error of the model passes through without a second question`() async throws {
        struct Refused: CodedError, Equatable {
            var code: String { "evaluate.blocked" }
            var message: String { "blocked" }
        }
        let calls = Mutex(0)
        let model = LanguageModel(engine: "fake", model: "fake-1") { _ in
            calls.withLock { $0 += 1 }
            throw Refused()
        }
        await #expect(throws: Refused()) { try await evaluate(model) }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func `the order of items differs between runs and not between equal requests`() async throws {
        let seen = Mutex<[[String]]>([])
        let model = FakeModel.model { request, _ in
            let ids = FakeModel.items(in: request.prompt)
            seen.withLock { $0.append(ids) }
            return FakeModel.reply(ids.map { FakeModel.item($0, "no") })
        }
        _ = try await evaluate(model, samples: 2)
        _ = try await evaluate(model, samples: 2)
        let orders = seen.withLock { $0 }
        #expect(orders.count == 4)
        #expect(orders[0] != orders[1])
        #expect(orders[0] == orders[2] && orders[1] == orders[3])
        #expect(Set(orders[0]) == Set(orders[1]))
    }

    @Test func `unclear words are not shown to the model`() {
        let request = Samples.request(
            Samples.answer,
            question: Self.question,
            accuracy: .low,
            confidence: { $0 % 10 == 3 ? 0.3 : 0.9 }
        )
        let prompt = JudgePrompt(request: request, spoken: Spoken(request.transcript), leaves: []).prompt(run: 0)
        #expect(prompt.contains("| Last spring at [unclear] hospital"))
    }

    @Test func `the configuration names rubric, prompt, model and runs`() throws {
        let rubric = try Samples.rubric("behavioural")
        let model = Self.honest { _, _ in "no" }
        let plain = ModelJudge(model: model, rubric: rubric).judge.configuration
        #expect(plain.contains(rubric.hash) && plain.contains("fake/fake-1") && plain.contains("samples=1"))
        #expect(ModelJudge(model: model, rubric: rubric, samples: 3).judge.configuration != plain)
        #expect(ModelJudge(model: model, rubric: try Samples.rubric("sales")).judge.configuration != plain)
        var other = model
        other.model = "fake-2"
        #expect(ModelJudge(model: other, rubric: rubric).judge.configuration != plain)
        #expect(ModelJudge(model: model, rubric: rubric, samples: 1).judge.configuration == plain)
    }
}
