import Testing

@testable import Coaching
@testable import Model

@Suite(.timeLimit(.minutes(2)))
struct CostTests {
    /// Times a body and prints it.
    private func timed(_ name: String, _ body: () async throws -> Void) async rethrows -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        try await body()
        let took = clock.now - start
        print("\(name): \(took)")
        return took
    }

    @Test func `an hour of speech is judged in seconds`() async throws {
        let rubric = try Samples.rubric("behavioural")
        let short = Samples.request(Samples.answer)
        let pairs = (developmentPairs + heldOutPairs).map(\.better)
        let hour = Samples.request(String(repeating: pairs.joined(separator: " ") + " ", count: 4))
        let model = FakeModel.model { request, _ in
            FakeModel.reply(
                FakeModel.items(in: request.prompt).map { id in
                    FakeModel.item(
                        id,
                        "yes",
                        quotes: Array(pairs.prefix(4)).map { $0.prefix(60) + " and the invented rest" }
                    )
                }
            )
        }
        let rules = RulesJudge(rubric: rubric, relevance: Samples.answered).judge
        let judge = ModelJudge(model: model, rubric: rubric).judge
        for (name, request) in [
            ("\(short.transcript.words.count) words", short), ("\(hour.transcript.words.count) words", hour),
        ] {
            let spent = try await timed("rules judge, \(name)") { _ = try await rules.evaluate(request) }
            #expect(spent < .seconds(30))
            let checked = try await timed("checks of a model's reply, \(name)") {
                _ = try await judge.evaluate(request)
            }
            #expect(checked < .seconds(60))
        }
    }
}
