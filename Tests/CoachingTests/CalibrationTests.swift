import Model
import Testing

@testable import Coaching

/// Item gradings as a language model gives them, added up and gated, against an interviewer's mean. The second half was graded after weights
/// and gates were frozen.
@Suite(.timeLimit(.minutes(2)))
struct CalibrationTests {
    private struct Grading: Decodable {
        var answer: String
        var label: Double
        var grades: String
    }

    private static let items = [
        "relevance.on_topic", "opening.direct", "story.star.situation", "story.star.task", "story.star.action",
        "story.star.result", "story.ordered", "ownership.ownership", "ownership.fair", "outcome.quantified",
        "outcome.reflection", "clarity.specific", "clarity.concise",
    ]

    private func total(_ grades: String) throws -> Double? {
        let question = Question(text: "Tell me about a time you solved a difficult problem.")
        let rubric = try Samples.rubric("behavioural")
        let leaves = rubric.leaves(for: question)
        #expect(leaves.map(\.id) == Self.items)
        var findings: [String: Finding] = [:]
        for (id, grade) in zip(Self.items, grades) where grade != "u" {
            findings[id] = Finding(
                leaf: id,
                value: grade == "y" ? 1 : grade == "p" ? 0.5 : 0,
                evidence: [],
                comment: ""
            )
        }
        let gate = RelevanceGate(findings, leaves: leaves, question: question)
        return RubricArithmetic(rubric: rubric, leaves: leaves).total(findings).map(gate.passed)
    }

    @Test(arguments: ["first", "second"])
    func `totals stand within ten points of an interviewer's mean`(half: String) throws {
        let gradings = try Labelled.read("gradings-\(half).json", as: [Grading].self)
        var near = 0
        var ordered = 0
        var pairs = 0
        var lines: [String] = []
        var totals: [(label: Double, total: Double)] = []
        for grading in gradings {
            let total = try #require(try total(grading.grades))
            if abs(total - grading.label) <= 10 {
                near += 1
            } else {
                lines.append("\(grading.answer) \(total) for \(grading.label)")
            }
            totals.append((grading.label, total))
        }
        for one in totals {
            for other in totals where one.label >= other.label + 15 {
                pairs += 1
                if one.total > other.total { ordered += 1 }
            }
        }
        print(
            "\(half): \(near) of \(gradings.count) within ten points, \(ordered) of \(pairs) pairs in order\n"
                + lines.joined(separator: "\n")
        )
        #expect(Double(near) >= 0.8 * Double(gradings.count))
        #expect(Double(ordered) >= 0.97 * Double(pairs))
    }
}
