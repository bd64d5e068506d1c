import FoundationEssentials
import Testing

@testable import Coaching
@testable import Model

/// What a judge says is part of its result: a new wording without a new version would leave stored answers and new ones under one
/// fingerprint. When one of these fails on purpose, raise the version named in it and write both down.
@Suite(.timeLimit(.minutes(3)))
struct WordingTests {
    @Test func `the drills are what their version says`() {
        var hash = StableHash("drills")
        for drill in DrillCatalogue.all {
            hash.combine(drill.id)
            hash.combine(drill.title)
            for step in drill.steps { hash.combine(step) }
        }
        #expect("\(DrillCatalogue.version) \(hash.hex)" == "4 bb20fc431d74dfe4")
    }

    @Test func `the results of the rules are what their versions say`() async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var hash = StableHash("rules")
        for pair in developmentPairs + heldOutPairs {
            let judge = RulesJudge(rubric: try Samples.rubric(pair.rubric), relevance: Samples.answered).judge
            for text in [pair.better, pair.worse] {
                let evaluation = try await judge.evaluate(Samples.request(text, question: pair.question))
                hash.combine(String(decoding: try encoder.encode(evaluation), as: UTF8.self))
            }
        }
        let versions = "\(RulesJudge.version).\(AnswerEconomyMeter.version).\(DrillCatalogue.version)"
        #expect("\(versions) \(hash.hex)" == "10.4.4 58c6fae779cf0416")
    }

    @Test func `the narrative without a model is what its version says`() async throws {
        var hash = StableHash("narrative")
        for pair in developmentPairs.prefix(8) {
            let request = Samples.request(pair.better, question: pair.question)
            let evaluation = try await RulesJudge(rubric: try Samples.rubric(pair.rubric), relevance: Samples.answered)
                .judge.evaluate(request)
            for paragraph in try await NarrativeWriter().write(evaluation, for: request).paragraphs {
                hash.combine(paragraph)
            }
        }
        hash.combine(NarrativeInstruction.text)
        #expect("\(NarrativeWriter.version) \(hash.hex)" == "7 d896c35c2d8bb0a5")
    }
}
