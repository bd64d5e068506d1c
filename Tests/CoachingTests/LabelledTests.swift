import Foundation
import Model
import Testing

@testable import Coaching

/// The rules judge against answers that were labelled by hand. The first half is the one that rules and weights were fitted on.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct LabelledTests {
    private struct Result {
        var one: Labelled.Case
        var evaluation: Evaluation
    }

    /// What was measured of a set, so that nothing gets worse. The bars aimed at stand in Judging.md, which says which are missed.
    private struct Floors {
        /// Most hollow answers with a total, and with praise.
        var fooled = 0
        var praised = 0
        /// Least shares of good answers with a total, and above a weak one.
        var judged: Double
        var pairs: Double
        /// The least share of interviewers' totals within the range that is shown.
        var ranges: Double
        /// The least share of parts.
        var parts: Double
        /// Most remarks and reasons that ask for what was said.
        var contradicted: Int
        /// The least share of drills.
        var drills: Double

        static let of = [
            "first": Floors(judged: 0.95, pairs: 0.91, ranges: 0.9, parts: 0.92, contradicted: 1, drills: 0.84),
            "second": Floors(
                praised: 2,
                judged: 0.9,
                pairs: 0.9,
                ranges: 0,
                parts: 0.89,
                contradicted: 5,
                drills: 0.85
            ),
            "third": Floors(
                fooled: 2,
                praised: 3,
                judged: 0.84,
                pairs: 0.85,
                ranges: 0,
                parts: 0.87,
                contradicted: 0,
                drills: 0.8
            ),
            "fourth": Floors(
                praised: 1,
                judged: 0.87,
                pairs: 0.87,
                ranges: 0,
                parts: 0.86,
                contradicted: 0,
                drills: 0.88
            ),
            "unusual": Floors(judged: 0.61, pairs: 0, ranges: 0.9, parts: 0.85, contradicted: 0, drills: 0.8),
            "unusual-held": Floors(judged: 0.46, pairs: 0, ranges: 0.7, parts: 0.83, contradicted: 5, drills: 0.75),
        ]
    }

    private func results(_ half: String, _ reader: RelevanceReader) async throws -> [Result] {
        let library = try Samples.library()
        var results: [Result] = []
        for one in try Labelled.cases(half) {
            let request = Samples.request(one.text, question: Question(text: one.question))
            let rubric = try library.rubric(named: nil, for: request.question)
            let evaluation = try await RulesJudge(rubric: rubric, relevance: reader).judge.evaluate(request)
            results.append(Result(one: one, evaluation: evaluation))
        }
        return results
    }

    @Test(arguments: Labelled.sets)
    func `only answers to their question get a total, and good ones outrank weak ones`(half: String) async throws {
        try await Labelled.withReader(half) { reader in
            try await Labelled.record(half, reader)
            try check(half, try await results(half, reader))
        }
    }

    private func check(_ half: String, _ results: [Result]) throws {
        let hollow: Set<String> = [
            "off-topic", "nonsense", "refusal", "buzzwords", "manual", "language", "other", "generic", "injection",
        ]
        var lines: [String] = []
        for label in ["good", "weak"] + hollow.sorted() {
            let own = results.filter { $0.one.label == label }
            let scored = own.compactMap(\.evaluation.score)
            let told = own.count { $0.evaluation.abstained?.hasPrefix(Relevance.missed) == true }
            lines.append(
                "\(label): \(scored.count) of \(own.count) with a total \(scored.sorted().map { Int($0) }), told to miss \(told)"
            )
            for one in own where (one.evaluation.score ?? 0) < 60 || label != "good" {
                guard label == "good" || one.evaluation.score != nil else { continue }
                lines.append("   \(one.one.key) \(one.evaluation.score ?? -1) \(one.evaluation.abstained ?? "")")
            }
        }
        let fooled = results.filter { hollow.contains($0.one.label) && $0.evaluation.score != nil }
        let praised = results.filter { hollow.contains($0.one.label) && !$0.evaluation.strengths.isEmpty }
        let rated = results.compactMap { result in
            result.one.total.flatMap { label in result.evaluation.score.map { abs($0 - label) } }
        }
        lines.append(
            "\(rated.count { $0 <= 10 }) of \(rated.count) totals within 10 points, \(rated.count { $0 <= 20 }) within 20"
        )
        let ranges = results.compactMap { result in
            result.one.total.flatMap { label in
                result.evaluation.range.map { $0.low <= label && label <= $0.high }
            }
        }
        lines.append("\(ranges.count { $0 }) of \(ranges.count) labels within the range that is shown")
        let good = results.filter { $0.one.label == "good" }
        let judged = good.count { $0.evaluation.score != nil }
        var pairs = 0
        var right = 0
        for better in good {
            for worse in results where worse.one.label == "weak" && worse.one.question == better.one.question {
                pairs += 1
                if (better.evaluation.score ?? -1) > (worse.evaluation.score ?? 0) { right += 1 }
            }
        }
        print("\(half): \(results.count) answers\n" + lines.joined(separator: "\n") + "\npairs \(right) of \(pairs)")
        let floors = try #require(Floors.of[half])
        #expect(fooled.count <= floors.fooled)
        #expect(praised.count <= floors.praised)
        #expect(Double(judged) >= floors.judged * Double(good.count))
        #expect(Double(right) >= floors.pairs * Double(pairs))
        #expect(Double(ranges.count { $0 }) >= floors.ranges * Double(ranges.count))
    }

    @Test(arguments: Labelled.sets)
    func `the parts of a story are found by context`(half: String) async throws {
        let rules: [(letter: Character, rule: RuleMeasure)] = [
            ("S", .situation), ("T", .task), ("A", .action), ("R", .result), ("L", .reflection),
        ]
        var right = 0
        var all = 0
        var lines: [String] = []
        let stories = try Labelled.stories(half)
        try await Labelled.withReader(half) { reader in
            for story in stories {
                let spoken = Spoken(Samples.transcript(story.text))
                let question = Question(text: story.question)
                let meaning = try await reader.read(question, spoken).parts
                let sense = RuleSense(question: question, spoken: spoken, meaning: meaning)
                for (letter, rule) in rules {
                    let found = (sense.outcome(.measure(rule))?.value ?? 0) > 0
                    all += 1
                    if found == story.parts?.contains(letter) {
                        right += 1
                    } else {
                        let words = sense.outcome(.measure(rule))?.evidence.first.map { spoken.text($0) } ?? ""
                        lines.append("\(story.key) \(letter) \(found ? "found: \(words)" : "not found")")
                    }
                }
            }
        }
        print("\(half): \(right) of \(all) parts of \(stories.count) stories\n" + lines.joined(separator: "\n"))
        #expect(Double(right) >= (try #require(Floors.of[half]).parts) * Double(all))
    }

    @Test(arguments: Labelled.sets)
    func `remarks and drills fit the text`(half: String) async throws {
        var fits = 0
        var contradicted = 0
        var asked = 0
        var lines: [String] = []
        let library = try Samples.library()
        let cases = try Labelled.cases(half).filter { $0.weakest != nil && $0.parts == nil } + Labelled.stories(half)
        try await Labelled.withReader(half) { reader in
            for one in cases {
                let question = Question(text: one.question)
                // What belongs to its question is judged as such even where the signals leave it open.
                let isAnswer = ["good", "fair", "weak", "story"].contains(one.label)
                let certain = RelevanceReader(configuration: "labelled") { question, spoken in
                    var read = try await reader.read(question, spoken)
                    if isAnswer { read.verdict = .yes }
                    return read
                }
                let judge = RulesJudge(rubric: try library.rubric(named: nil, for: question), relevance: certain).judge
                let evaluation = try await judge.evaluate(Samples.request(one.text, question: question))
                let kept = Set(evaluation.strengths.flatMap(\.evidence).map(\.quote))
                let changed = Set(evaluation.improvements.flatMap(\.evidence).map(\.quote))
                #expect(kept.isDisjoint(with: changed), "\(one.key)")
                let rubric = try library.rubric(named: nil, for: question)
                for remark in Self.contradicted(evaluation, by: one, rubric.leaves(for: question)) {
                    contradicted += 1
                    lines.append("\(one.key) asks for what is there: \(remark)")
                }
                guard let weakest = one.weakest else { continue }
                asked += 1
                let id = DrillCatalogue.all.first { $0.title == evaluation.nextDrill?.title }?.id ?? "none"
                if weakest.contains(id) {
                    fits += 1
                } else {
                    lines.append(
                        "\(one.key) \(one.label) drill \(id), a coach names \(weakest): \(evaluation.nextDrill?.reason ?? "")"
                    )
                }
            }
        }
        print(
            "\(half): \(fits) of \(asked) drills, \(contradicted) remarks contradicted of \(cases.count) answers\n"
                + lines.joined(separator: "\n")
        )
        let floors = try #require(Floors.of[half])
        #expect(contradicted <= floors.contradicted)
        #expect(Double(fits) >= floors.drills * Double(asked))
    }

    /// The remarks and reasons that ask for what the labels say is there.
    private static func contradicted(
        _ evaluation: Evaluation,
        by one: Labelled.Case,
        _ leaves: [RubricLeaf]
    ) -> [String] {
        let there = (one.parts ?? "") + one.says
        let asks: [(letter: Character, words: [String])] = [
            ("S", ["where and when"]), ("T", ["had to do"]), ("A", ["what you did"]),
            ("O", ["what you did", "part was yours"]),
            ("R", ["what came of it", "Say what changed", "how it ended"]), ("L", ["what you do differently"]),
        ]
        let rules: [(letter: Character, rule: RuleMeasure)] = [
            ("W", .reasons), ("E", .example), ("B", .tradeoff), ("O", .ownership), ("O", .action), ("R", .result),
        ]
        let told = (evaluation.improvements.map(\.text) + [evaluation.nextDrill?.reason ?? ""]).uniqued
        return told.filter { text in
            if text.contains("Say more about") || text.hasPrefix("You say how it ended") { return false }
            let isAsked = asks.contains { ask in there.contains(ask.letter) && ask.words.contains { text.contains($0) }
            }
            return isAsked
                || rules.contains { asks in
                    there.contains(asks.letter)
                        && leaves.contains { $0.rule == .measure(asks.rule) && $0.item.improvement == text }
                }
        }
    }
}
