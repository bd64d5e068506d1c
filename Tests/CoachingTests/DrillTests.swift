import Model
import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(5)))
struct DrillTests {
    private func drill(
        _ values: [String: Double],
        delivery: Delivery = Samples.delivery(words: 120),
        missed: [String] = []
    ) throws -> Evaluation.Drill? {
        let rubric = try Samples.rubric("behavioural")
        let leaves = rubric.leaves(for: Question(text: "Tell me about a time"))
        let findings = Dictionary(
            uniqueKeysWithValues: leaves.map {
                ($0.id, Finding(leaf: $0.id, value: values[$0.id] ?? 1, evidence: [], comment: ""))
            }
        )
        return DrillChoice(
            findings: values.isEmpty ? [:] : findings,
            arithmetic: RubricArithmetic(rubric: rubric, leaves: leaves),
            delivery: delivery,
            missedKeywords: missed
        ).drill
    }

    @Test func `the weakest finding chooses the drill`() throws {
        #expect(try drill(["outcome.quantified": 0])?.title == "End on a number")
        #expect(try drill(["ownership.ownership": 0, "clarity.concise": 0])?.title == "I did, not we did")
        #expect(
            try drill(["relevance.direct": 0, "relevance.on_topic": 0, "outcome.reflection": 0.5])?.title
                == "Answer first"
        )
        #expect(try drill(["outcome.quantified": 1]) == nil)
    }

    @Test func `delivery chooses only when the content is sound`() throws {
        let hesitant = Samples.delivery(words: 120, fillersPer100: 14)
        #expect(try drill(["outcome.quantified": 1], delivery: hesitant)?.title == "Swap the filler for silence")
        #expect(try drill(["outcome.quantified": 0], delivery: hesitant)?.title == "End on a number")
        #expect(try drill([:], delivery: Samples.delivery(words: 120, pace: 230))?.title == "One breath per sentence")
        #expect(try drill([:], delivery: Samples.delivery(words: 120, fillersPer100: 4, pace: 150)) == nil)
    }

    @Test func `every drill has steps, and every rubric names drills that exist`() throws {
        #expect(Set(DrillCatalogue.all.map(\.id)).count == DrillCatalogue.all.count)
        for drill in DrillCatalogue.all { #expect((3...4).contains(drill.steps.count)) }
        for rubric in try Samples.library().rubrics.values {
            for item in rubric.criteria.flatMap(\.items) where item.drill != nil {
                #expect(item.drill.flatMap(DrillCatalogue.drill) != nil)
            }
        }
    }
}
