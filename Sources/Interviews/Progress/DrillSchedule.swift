package import FoundationEssentials

/// When a question is due again: SM-2 (Wozniak, Optimization of repetition spacing in the practice of learning, 1990) over the scores of
/// one's own takes. It is computed from the takes each time, so that nothing has to be kept and a corrected score moves the date.
package struct DrillSchedule: Sendable, Hashable {
    /// How easy the question is, from 1.3.
    package private(set) var easiness = 2.5
    /// Successful takes in a row.
    package private(set) var repetitions = 0
    /// Days from the last take to the next.
    package private(set) var intervalDays = 0.0
    /// When it is due; nil before the first take.
    package private(set) var due: Date?
    /// The last score.
    package private(set) var lastScore: Double?

    /// The schedule of a question that was never answered.
    package init() {}

    /// The grade of SM-2, 0–5, for a score of 0–100. From 3 on the take was a success.
    static func grade(_ score: Double) -> Double { min(5, max(0, score / 20)) }

    /// Takes a score into account.
    package mutating func add(_ score: Double, at date: Date) {
        let grade = Self.grade(score)
        if grade < 3 {
            (repetitions, intervalDays) = (0, 1)
        } else {
            repetitions += 1
            intervalDays = repetitions == 1 ? 1 : repetitions == 2 ? 6 : (intervalDays * easiness).rounded(.up)
        }
        easiness = max(1.3, easiness + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02))
        lastScore = score
        due = date.addingTimeInterval(intervalDays * 86_400)
    }
}

/// A question to practise again.
package struct Drill: Sendable, Hashable, Encodable {
    /// The question.
    package var question: String
    /// The id of the question, where it is one of the bank or an own one.
    package var questionId: String?
    /// When it is due.
    package var dueAt: Date
    /// Whether that has come.
    package var isDue: Bool
    /// The score of its last take.
    package var lastScore: Double
    /// How many of its takes were judged.
    package var takes: Int
    /// Days from the last take to the next.
    package var intervalDays: Double
    /// Its last answer.
    package var lastAnswer: String
}

/// Questions to practise again, those due first and the weakest of them foremost.
package struct DrillList: Sendable, Hashable, Encodable {
    /// How many are due.
    package var due: Int
    /// The one to practise now; nil when none is due.
    package var next: Drill?
    /// All of them.
    package var drills: [Drill]
    /// The name of the schedule.
    package var schedule = "SM-2"

    /// Most drills of a list.
    package static let most = 100

    /// The drills of takes in any order. Only judged takes count: without a score there is no way to tell what is weak.
    ///
    /// - Parameter ids: ids of questions by their text.
    package init(_ all: [ProgressTake], ids: [String: String], at now: Date) {
        var schedules: [String: (schedule: DrillSchedule, takes: Int, last: String)] = [:]
        for take in all.sorted(by: { ($0.at, $0.answer) < ($1.at, $1.answer) }) where !take.question.isEmpty {
            guard let score = take.values[.score] else { continue }
            var entry = schedules[take.question] ?? (DrillSchedule(), 0, "")
            entry.schedule.add(score, at: take.at)
            schedules[take.question] = (entry.schedule, entry.takes + 1, take.answer)
        }
        let found = schedules.compactMap { question, entry -> Drill? in
            guard let dueAt = entry.schedule.due, let score = entry.schedule.lastScore else { return nil }
            return Drill(
                question: question,
                questionId: ids[question],
                dueAt: dueAt,
                isDue: dueAt <= now,
                lastScore: score,
                takes: entry.takes,
                intervalDays: entry.schedule.intervalDays,
                lastAnswer: entry.last
            )
        }
        let sorted = found.sorted { a, b in
            if a.isDue != b.isDue { return a.isDue }
            return a.isDue
                ? (a.lastScore, a.question) < (b.lastScore, b.question) : (a.dueAt, a.question) < (b.dueAt, b.question)
        }
        due = sorted.count { $0.isDue }
        next = sorted.first { $0.isDue }
        drills = Array(sorted.prefix(Self.most))
    }
}
