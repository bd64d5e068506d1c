import Interview
import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(2)))
struct RankingTests {
    private struct Outcome {
        var agreed = 0
        var lines: [String] = []
    }

    private func rank(_ pairs: [AnswerPair]) async throws -> Outcome {
        let library = try Samples.library()
        var outcome = Outcome()
        for pair in pairs {
            let judge = RulesJudge(rubric: try library.rubric(named: pair.rubric, role: nil)).judge
            let better = try await judge.evaluate(Samples.request(pair.better, question: pair.question))
            let worse = try await judge.evaluate(Samples.request(pair.worse, question: pair.question))
            let high = better.score ?? -1
            // A judge that abstains on the worse answer has not been taken in by it.
            let low = worse.score ?? 0
            if high > low { outcome.agreed += 1 }
            outcome.lines.append("\(high > low ? "  " : "✗ ")\(high) > \(low)  \(pair.testDescription)")
        }
        return outcome
    }

    @Test func `the rules judge ranks the pairs it was developed on`() async throws {
        let outcome = try await rank(developmentPairs)
        print(
            "development pairs: \(outcome.agreed) of \(developmentPairs.count)\n"
                + outcome.lines.joined(separator: "\n")
        )
        #expect(developmentPairs.count >= 20)
        #expect(Double(outcome.agreed) >= 0.85 * Double(developmentPairs.count))
    }

    @Test func `the rules judge ranks the pairs that were held out`() async throws {
        let outcome = try await rank(heldOutPairs)
        print("held-out pairs: \(outcome.agreed) of \(heldOutPairs.count)\n" + outcome.lines.joined(separator: "\n"))
        #expect(heldOutPairs.count >= 20)
        #expect(Double(outcome.agreed) >= 0.85 * Double(heldOutPairs.count))
    }

    @Test func `answers made to please rules do not win`() async throws {
        let outcome = try await rank(adversarialPairs)
        print(
            "adversarial pairs: \(outcome.agreed) of \(adversarialPairs.count)\n"
                + outcome.lines.joined(separator: "\n")
        )
        #expect(Double(outcome.agreed) >= 0.85 * Double(adversarialPairs.count))
    }
}
