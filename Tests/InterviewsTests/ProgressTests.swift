import Foundation
import Support
import Testing

@testable import Interviews

/// Progress says what changed and nothing else.
@Suite(.timeLimit(.minutes(5)))
struct ProgressTests {
    /// Simulated users of each kind.
    private static let users = 1_000

    /// A standard normal number (Box and Muller, 1958).
    private static func normal(_ random: inout SeededGenerator) -> Double {
        let radius = (-2 * log(Double.random(in: Double.ulpOfOne..<1, using: &random))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }

    /// Ten questions, each answered twice, with a difficulty of its own. `change` is in standard deviations of a change between two
    /// takes of one question.
    private static func verdict(_ change: Double, seed: UInt64) -> ProgressReport.Verdict {
        var random = SeededGenerator(seed: seed)
        let deviation = 6.0
        var takes: [ProgressTake] = []
        for question in 0..<10 {
            let level = 55 + 12 * normal(&random)
            for take in 0..<2 {
                let value = level + deviation * normal(&random) + Double(take) * change * deviation * 2.0.squareRoot()
                takes.append(
                    ProgressTake(
                        answer: "\(question)-\(take)",
                        at: Date(timeIntervalSince1970: Double(take * 10 + question) * 86_400),
                        question: "Question \(question)?",
                        values: [.score: value]
                    )
                )
            }
        }
        return ProgressReport(takes).series.first?.pairs.verdict ?? .tooFew
    }

    @Test func `at most one of twenty users who did not change is called better, and four of five who did are found`() {
        let same = (0..<Self.users).map { Self.verdict(0, seed: UInt64($0)) }
        let better = (0..<Self.users).map { Self.verdict(1, seed: UInt64($0 + 1_000_000)) }
        let falsely = Double(same.count { $0 == .better }) / Double(Self.users)
        let found = Double(better.count { $0 == .better }) / Double(Self.users)
        print("falsely better \(falsely), found \(found)")
        #expect(falsely <= 0.05, "\(falsely)")
        #expect(found >= 0.8, "\(found)")
    }

    @Test func `no detectable change is said in words, and too few takes are called too few`() {
        let flat = ProgressReport.comparison(.score, [1, -1, 2, -2, 0.5, -0.5], of: "questions")
        #expect(flat.verdict == .none)
        #expect(flat.sentence == "No detectable change in score over 6 questions.")
        let few = ProgressReport.comparison(.score, [10, 12], of: "questions")
        #expect(few.verdict == .tooFew && few.change == nil)
    }

    @Test func `fewer fillers are better, and a faster pace is only a change`() {
        let falling = [-3.0, -2.5, -3.2, -2.8, -3.1, -2.9]
        #expect(ProgressReport.comparison(.fillersPerMinute, falling, of: "questions").verdict == .better)
        #expect(ProgressReport.comparison(.score, falling, of: "questions").verdict == .worse)
        #expect(ProgressReport.comparison(.wordsPerMinute, falling, of: "questions").verdict == .changed)
    }

    @Test func `a weak question comes back the next day, a good one after one, six and fifteen days`() {
        let day = { Date(timeIntervalSince1970: $0 * 86_400) }
        var schedule = DrillSchedule()
        schedule.add(80, at: day(0))
        #expect(schedule.due == day(1))
        schedule.add(80, at: day(1))
        #expect(schedule.due == day(7))
        schedule.add(80, at: day(7))
        #expect(schedule.due == day(22) && schedule.easiness == 2.5)
        schedule.add(30, at: day(22))
        #expect(schedule.due == day(23) && schedule.repetitions == 0 && schedule.easiness < 2.5)
    }

    @Test func `what is due and weakest comes first, and what was not judged has no drill`() {
        let take = { (question: String, score: Double?, day: Double) in
            ProgressTake(
                answer: "\(question)\(day)",
                at: Date(timeIntervalSince1970: day * 86_400),
                question: question,
                values: score.map { [.score: $0] } ?? [:]
            )
        }
        let list = DrillList(
            [take("a", 90, 0), take("a", 90, 1), take("b", 20, 0), take("c", 40, 0), take("d", nil, 0)],
            ids: ["b": "bank-b"],
            at: Date(timeIntervalSince1970: 3 * 86_400)
        )
        #expect(list.drills.map(\.question) == ["b", "c", "a"])
        #expect(list.next?.questionId == "bank-b" && list.due == 2)
    }
}
