package import FoundationEssentials

/// One finished answer as progress sees it.
package struct ProgressTake: Sendable, Hashable {
    /// The answer.
    package var answer: String
    /// When it was given.
    package var at: Date
    /// The question; takes with the same text are takes of one question.
    package var question: String
    /// What was measured or judged, by the name of the measure.
    package var values: [ProgressMeasure: Double]

    /// A take.
    package init(answer: String, at: Date, question: String, values: [ProgressMeasure: Double]) {
        self.answer = answer
        self.at = at
        self.question = question
        self.values = values
    }
}

/// What is followed over time.
package enum ProgressMeasure: String, Sendable, Hashable, Codable, CaseIterable {
    /// Score, 0–100.
    case score
    /// Words a minute; neither more nor less is better.
    case wordsPerMinute
    /// Fillers a minute, where they were counted.
    case fillersPerMinute
    /// Long pauses in an answer.
    case longPauses
    /// Fluency, 0–100.
    case fluency
    /// Confidence of delivery, 0–100.
    case confidence

    /// Which way is better: 1 up, −1 down, 0 neither.
    var direction: Double {
        switch self {
        case .score, .fluency, .confidence: 1
        case .fillersPerMinute, .longPauses: -1
        case .wordsPerMinute: 0
        }
    }

    /// What people read.
    package var title: String {
        switch self {
        case .score: "Score"
        case .wordsPerMinute: "Words a minute"
        case .fillersPerMinute: "Fillers a minute"
        case .longPauses: "Long pauses"
        case .fluency: "Fluency"
        case .confidence: "Steadiness"
        }
    }
}

/// What changed over time, and what did not. A change is named only when its interval leaves zero out.
package struct ProgressReport: Sendable, Hashable, Encodable {
    /// What a comparison says.
    package enum Verdict: String, Sendable, Codable, CaseIterable {
        case better, worse, changed
        /// The interval has zero in it.
        case none
        /// There are fewer than five to compare.
        case tooFew
    }

    /// One comparison.
    package struct Comparison: Sendable, Hashable, Encodable {
        /// What it says.
        package var verdict: Verdict
        /// The mean change; nil when there are too few.
        package var change: Double?
        /// The lower end of its interval.
        package var low: Double?
        /// The upper end of its interval.
        package var high: Double?
        /// How many pairs or takes it rests on.
        package var count: Int
        /// One sentence for people.
        package var sentence: String
    }

    /// One take of a measure.
    package struct Point: Sendable, Hashable, Encodable {
        /// The answer.
        package var answer: String
        /// When it was given.
        package var at: Date
        /// Its value.
        package var value: Double
    }

    /// One measure over time.
    package struct Series: Sendable, Hashable, Encodable {
        /// What it is.
        package var measure: ProgressMeasure
        /// What people read.
        package var title: String
        /// Its values, oldest first.
        package var points: [Point]
        /// The mean of one's own first takes, at most ten of them and at most half; nil below five takes.
        package var baseline: Double?
        /// The first against the last take of the same question.
        package var pairs: Comparison
        /// The last ten takes against those before, whatever the questions.
        package var recent: Comparison
    }

    /// How many takes were looked at.
    package var takes: Int
    /// On how many days.
    package var days: Int
    /// The measures that have values.
    package var series: [Series]
    /// How to read it.
    package var notes: [String]

    /// The share left out at each end of an interval. One end decides whether something is better, so that a change that is none is
    /// called better in at most one of twenty cases; the simulation of the tests measures it.
    package static let tail = 0.04

    /// A report over takes in any order.
    package init(_ all: [ProgressTake]) {
        let all = all.sorted { ($0.at, $0.answer) < ($1.at, $1.answer) }
        takes = all.count
        days = Set(all.map { Int($0.at.timeIntervalSince1970 / 86_400) }).count
        series = ProgressMeasure.allCases.compactMap { Self.series($0, all) }
        notes = [
            "Intervals are studentized bootstrap intervals of a mean change; \(Int(100 - 200 * Self.tail)) % of them hold the true one.",
            "Compare takes of the same question first: different questions differ for many reasons.",
        ]
    }

    private static func series(_ measure: ProgressMeasure, _ all: [ProgressTake]) -> Series? {
        let known = all.compactMap { take in take.values[measure].map { (take: take, value: $0) } }
            .filter { $0.value.isFinite }
        guard !known.isEmpty else { return nil }
        let values = known.map(\.value)
        let first = values.prefix(min(10, values.count / 2))
        return Series(
            measure: measure,
            title: measure.title,
            points: known.map { Point(answer: $0.take.answer, at: $0.take.at, value: $0.value) },
            baseline: values.count < Bootstrap.least ? nil : first.reduce(0, +) / Double(max(1, first.count)),
            pairs: pairs(measure, known.map { ($0.take.question, $0.value) }),
            recent: recent(measure, values)
        )
    }

    /// The last take of each question against its first one.
    private static func pairs(_ measure: ProgressMeasure, _ known: [(question: String, value: Double)]) -> Comparison {
        var ends: [String: (first: Double, last: Double, count: Int)] = [:]
        for (question, value) in known where !question.isEmpty {
            let end = ends[question]
            ends[question] = (end?.first ?? value, value, (end?.count ?? 0) + 1)
        }
        let changes = ends.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map {
            $0.value.last - $0.value.first
        }
        return comparison(measure, changes, of: "questions you answered more than once")
    }

    /// The last ten takes, each against the mean of those before. The spread of that mean is small against theirs and is added by
    /// scaling the deviations (Welch's variance of a difference of means).
    private static func recent(_ measure: ProgressMeasure, _ values: [Double]) -> Comparison {
        let late = Array(values.suffix(min(10, values.count / 2)))
        let early = values.dropLast(late.count)
        guard late.count >= Bootstrap.least, early.count >= Bootstrap.least else {
            return comparison(measure, [], of: "takes")
        }
        let before = early.reduce(0, +) / Double(early.count)
        let mean = late.reduce(0, +) / Double(late.count)
        let spread = (1 + Double(late.count) / Double(early.count)).squareRoot()
        return comparison(measure, late.map { mean - before + ($0 - mean) * spread }, of: "takes")
    }

    /// What some changes say together.
    static func comparison(_ measure: ProgressMeasure, _ changes: [Double], of what: String) -> Comparison {
        guard let interval = Bootstrap(changes, tail: tail) else {
            return Comparison(
                verdict: .tooFew,
                count: changes.count,
                sentence: "Too few \(what) to tell: \(changes.count) of at least \(Bootstrap.least)."
            )
        }
        let isSure = interval.low > 0 || interval.high < 0
        let sign = interval.mean > 0 ? 1.0 : -1
        let verdict: Verdict =
            !isSure ? .none : measure.direction == 0 ? .changed : sign == measure.direction ? .better : .worse
        func text(_ value: Double) -> String { (value > 0 ? "+" : "") + "\((value * 10).rounded() / 10)" }
        let range = "\(text(interval.mean)), between \(text(interval.low)) and \(text(interval.high))"
        let sentence =
            switch verdict {
            case .better: "\(measure.title) got better over \(changes.count) \(what): \(range)."
            case .worse: "\(measure.title) got worse over \(changes.count) \(what): \(range)."
            case .changed: "\(measure.title) changed over \(changes.count) \(what): \(range)."
            case .none, .tooFew: "No detectable change in \(measure.title.lowercased()) over \(changes.count) \(what)."
            }
        return Comparison(
            verdict: verdict,
            change: interval.mean,
            low: interval.low,
            high: interval.high,
            count: changes.count,
            sentence: sentence
        )
    }
}
