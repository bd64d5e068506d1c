import Core
import Model
import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(5)))
struct PanelTests {
    private static let quotes = [
        "I counted the labels for two weeks", "I wrote a one page proposal", "we used 40 percent fewer labels",
        "My task was to find out why", "our night shift kept running out of labels", "I learned to count first",
    ]
    private static let request = Samples.request(
        Samples.answer,
        question: Question(text: "Tell me about a time you improved something.")
    )

    private struct Down: CodedError, Equatable {
        var code: String { "evaluate.unavailable" }
        var message: String { "secret words of a service" }
    }

    /// A model that meets the first of the sorted items, as many as given, and half of the others.
    private func model(_ name: String, full: Int) -> LanguageModel {
        var model = FakeModel.model { request, _ in
            FakeModel.reply(
                FakeModel.items(in: request.prompt).sorted().enumerated().map {
                    FakeModel.item(
                        $0.element,
                        $0.offset < full ? "yes" : "partly",
                        quotes: [Self.quotes[$0.offset % Self.quotes.count]]
                    )
                }
            )
        }
        model.model = name
        return model
    }

    private func failing(_ name: String) -> LanguageModel {
        LanguageModel(engine: "fake", model: name) { _ in throw Down() }
    }

    private func evaluate(_ models: [LanguageModel], _ request: Judge.Request = request) async throws -> Evaluation {
        try await PanelJudge(models: models, rubric: try Samples.rubric("behavioural")).judge.evaluate(request)
    }

    @Test func `the median is shown, the range covers every model, and each has its vote`() async throws {
        let evaluation = try await evaluate([model("c", full: 4), model("a", full: 0), model("b", full: 2)])
        let votes = try #require(evaluation.votes)
        let scores = votes.compactMap(\.score)
        #expect(scores.count == 3)
        #expect(evaluation.score == scores.sorted()[1])
        #expect(evaluation.range == ScoreRange(low: scores.min() ?? 0, high: scores.max() ?? 0))
        #expect((evaluation.range?.high ?? 0) > (evaluation.range?.low ?? 0))
        #expect(evaluation.engine == "panel")
        #expect(evaluation.model == "fake/c, fake/a, fake/b")
        #expect(evaluation.pins?["model"] == evaluation.model)
        #expect(evaluation.notes.contains { $0.hasPrefix("3 models gave ") })
        #expect(evaluation.hiring != nil)
    }

    @Test func `models that agree give a point`() async throws {
        let evaluation = try await evaluate([model("a", full: 3), model("b", full: 3)])
        #expect(evaluation.range?.low == evaluation.range?.high)
        #expect(evaluation.score == evaluation.range?.low)
    }

    @Test func `models further apart than a band give no score but a drill`() async throws {
        let evaluation = try await evaluate([model("a", full: 0), model("b", full: 13), model("c", full: 13)])
        #expect(evaluation.score == nil && evaluation.range == nil && evaluation.criteria.isEmpty)
        #expect(evaluation.hiring == nil)
        #expect(evaluation.abstained?.contains("3 models gave scores from ") == true)
        #expect(evaluation.votes?.compactMap(\.score).count == 3)
        #expect(evaluation.nextDrill != nil)
    }

    @Test func `one failure is tolerated and named by its code only`() async throws {
        let evaluation = try await evaluate([model("a", full: 2), failing("b"), model("c", full: 2)])
        #expect(evaluation.score != nil)
        #expect(evaluation.notes.contains("1 of 3 models failed and have no vote."))
        #expect(evaluation.votes?[1].reason == "It failed: evaluate.unavailable.")
        #expect(evaluation.votes?[1].score == nil)
        let half = try await evaluate([model("a", full: 2), failing("b")])
        #expect(half.score != nil)
    }

    @Test func `more failures than votes are an error`() async throws {
        await #expect(throws: Down()) { try await evaluate([failing("a"), model("b", full: 1), failing("c")]) }
        await #expect(throws: Down()) { try await evaluate([failing("a")]) }
        await #expect(throws: CoachingError(.malformed, "")) { try await evaluate([]) }
    }

    @Test func `a transcript that cannot be judged is not judged by many`() async throws {
        let evaluation = try await evaluate([model("a", full: 2), model("b", full: 2)], Samples.request("Yes."))
        #expect(evaluation.score == nil)
        #expect(evaluation.abstained?.contains("at least 20") == true)
        #expect(evaluation.nextDrill?.title == "A full minute")
    }

    @Test func `the configuration names every model`() throws {
        let rubric = try Samples.rubric("behavioural")
        let two = PanelJudge(models: [model("a", full: 1), model("b", full: 1)], rubric: rubric).judge
        #expect(two.configuration.contains("fake/a") && two.configuration.contains("fake/b"))
        #expect(two.configuration != PanelJudge(models: [model("a", full: 1)], rubric: rubric).judge.configuration)
    }
}
