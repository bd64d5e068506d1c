import Foundation
import Model
import Testing

@testable import Coaching

/// Judges the answers of a file as a person without a model and with the companion would see it, and prints what the page shows:
///
///     DEBRIEF_TEST_COMPANION=$PWD/.build-companion DEBRIEF_JUDGE_FILE=answers.json swift test --filter JudgeFileTests
///
/// The file has the form of `Labelled/first.json`.
@Suite(.timeLimit(.minutes(10)))
struct JudgeFileTests {
    static let path = ProcessInfo.processInfo.environment["DEBRIEF_JUDGE_FILE"]

    @Test(.enabled(if: path != nil, "DEBRIEF_JUDGE_FILE names no file of answers"))
    func `the answers of a file are judged`() async throws {
        let data = try Data(contentsOf: URL(filePath: try #require(Self.path)))
        let groups = try JSONDecoder().decode([Labelled.Group].self, from: data)
        let library = try Samples.library()
        #expect(Labelled.isMeasured)
        try await Labelled.withReader("first") { reader in
            for group in groups {
                print("\n## \(group.question)")
                let question = Question(text: group.question)
                let rubric = try library.rubric(named: nil, for: question)
                let judge = RulesJudge(rubric: rubric, relevance: reader).judge
                for answer in group.answers {
                    guard let text = answer.text else { continue }
                    let evaluation = try await judge.evaluate(Samples.request(text, question: question))
                    let read = try await reader.read(question, Spoken(Samples.transcript(text)))
                    print("\n- \(answer.class) \(answer.label ?? -1) \(rubric.id): \(text.prefix(70))…")
                    Self.show(evaluation, read)
                }
            }
        }
    }

    /// Prints a judgement as a reader of the page sees it, and the signals behind it.
    private static func show(_ evaluation: Evaluation, _ read: Relevance) {
        print("  score \(evaluation.score ?? -1) \(evaluation.abstained ?? "")")
        if let signals = read.signals {
            print("  \(read.verdict) \(RelevanceBand.score(signals)) lead \(signals.lead) sense \(signals.sense)")
        }
        for criterion in evaluation.criteria {
            let items = criterion.items.map { item in
                "\(item.id.split(separator: ".").last ?? "") \(item.met) [\(item.evidence.first?.quote.prefix(40) ?? "")]"
            }
            print("  \(criterion.id) \(criterion.score ?? -1): \(items.joined(separator: "; "))")
        }
        for remark in evaluation.strengths { print("  + \(remark.text)") }
        for remark in evaluation.improvements { print("  - \(remark.text)") }
        print("  drill \(evaluation.nextDrill?.title ?? "none"): \(evaluation.nextDrill?.reason ?? "")")
    }
}
