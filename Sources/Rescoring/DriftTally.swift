import Core
import Database
package import Model

/// Adds the outcomes of a re-scoring up, one at a time: means and spread by Welford's method (Technometrics 4, 1962). The pairs of scores
/// for the rank correlation and those with a human score are kept, the first ``mostPairs`` of them.
package struct DriftTally: Sendable {
    /// The score whose crossings are counted when nothing else is asked for.
    package static let usualThreshold = 60.0
    /// Pairs of scores that are kept.
    package static let mostPairs = 200_000

    private struct Moments {
        var title = ""
        var count = 0
        var before = 0.0
        var after = 0.0
        var change = 0.0
        var squares = 0.0
        var up = 0
        var down = 0

        mutating func add(_ from: Double, _ to: Double) {
            count += 1
            let delta = to - from
            before += (from - before) / Double(count)
            after += (to - after) / Double(count)
            let old = delta - change
            change += old / Double(count)
            squares += old * (delta - change)
            // Less than half a hundredth is rounding, not a change.
            if delta > 0.005 { up += 1 }
            if delta < -0.005 { down += 1 }
        }

        func row(_ id: String) -> DriftTable.Row {
            DriftTable.Row(
                id: id,
                title: title,
                count: count,
                meanBefore: before,
                meanAfter: after,
                meanChange: change,
                spread: count > 1 ? (squares / Double(count - 1)).squareRoot() : 0,
                up: up,
                down: down
            )
        }
    }

    /// A criterion that one version has and the other has not.
    private struct LoneMoments {
        var title = ""
        var count = 0
        var mean = 0.0

        mutating func add(_ part: ScoreSummary.Part) {
            title = part.title
            count += 1
            mean += (part.score - mean) / Double(count)
        }
    }

    private var score = Moments(title: "Score")
    private var parts: [String: Moments] = [:]
    private var lone: [String: [String: LoneMoments]] = ["before": [:], "after": [:]]
    private var groups: [String: [String: Moments]] = ["role": [:], "language": [:], "engine": [:]]
    private var (answers, failed, gained, lost) = (0, 0, 0, 0)
    private var judges: [[String: Int]] = [[:], [:]]
    private var movers: [DriftTable.Mover] = []
    private var pairs: [(Double, Double)] = []
    private var human: (before: [(Double, Double)], after: [(Double, Double)]) = ([], [])
    private var bands = (0..<10).map { DriftTable.Band(from: $0 * 10, before: 0, after: 0) }
    private var crossing: DriftTable.Crossing
    private let sample: RescoreSample?
    private var changes: [Int: [Double]] = [:]

    /// Nothing yet.
    ///
    /// - Parameters:
    ///   - threshold: the score whose crossings are counted.
    ///   - sample: how the answers were chosen.
    package init(threshold: Double = DriftTally.usualThreshold, sample: RescoreSample? = nil) {
        crossing = DriftTable.Crossing(score: threshold)
        self.sample = sample
    }

    /// Adds one answer.
    package mutating func add(_ outcome: RescoreOutcome) {
        guard outcome.code == nil else {
            failed += 1
            return
        }
        answers += 1
        let before = outcome.before.flatMap { try? StoredJSON.value(ScoreSummary.self, from: $0) }
        let after = outcome.after.flatMap { try? StoredJSON.value(ScoreSummary.self, from: $0) }
        for (index, summary) in [before, after].enumerated() {
            if let summary { judges[index][summary.judge, default: 0] += 1 }
        }
        count(before?.score, after?.score)
        rate(before?.score, after?.score, outcome.human)
        switch (before?.score, after?.score) {
        case (let from?, let to?):
            score.add(from, to)
            if pairs.count < Self.mostPairs { pairs.append((from, to)) }
            changes[sample?.members[outcome.answer.rawValue] ?? 0, default: []].append(to - from)
            group(outcome, before, from, to)
            move(
                DriftTable.Mover(
                    answer: outcome.answer.rawValue,
                    before: from,
                    after: to,
                    question: outcome.question.flatMap { $0.text.isEmpty ? nil : String($0.text.prefix(200)) },
                    reason: Self.reason(before, after),
                    url: "/answers/\(outcome.answer)"
                )
            )
        case (nil, _?): gained += 1
        case (_?, nil): lost += 1
        case (nil, nil): break
        }
        guard let before, let after else { return }
        compare(before, after)
    }

    private mutating func compare(_ before: ScoreSummary, _ after: ScoreSummary) {
        for (id, part) in after.parts {
            guard let old = before.parts[id] else {
                lone["after", default: [:]][id, default: LoneMoments()].add(part)
                continue
            }
            parts[id, default: Moments()].title = part.title
            parts[id, default: Moments()].add(old.score, part.score)
        }
        for (id, part) in before.parts where after.parts[id] == nil {
            lone["before", default: [:]][id, default: LoneMoments()].add(part)
        }
    }

    private mutating func count(_ from: Double?, _ to: Double?) {
        if let from {
            bands[Self.band(from)].before += 1
            if from >= crossing.score { crossing.passedBefore += 1 }
        }
        if let to {
            bands[Self.band(to)].after += 1
            if to >= crossing.score { crossing.passedAfter += 1 }
        }
        guard let from, let to else { return }
        if from < crossing.score, to >= crossing.score { crossing.up += 1 }
        if from >= crossing.score, to < crossing.score { crossing.down += 1 }
    }

    private mutating func rate(_ from: Double?, _ to: Double?, _ people: Double?) {
        guard let people, human.before.count < Self.mostPairs else { return }
        if let from { human.before.append((people, from)) }
        if let to { human.after.append((people, to)) }
    }

    private mutating func group(_ outcome: RescoreOutcome, _ before: ScoreSummary?, _ from: Double, _ to: Double) {
        let engine = before?.judge.split(separator: " ").first.map(String.init) ?? "none"
        let words = [
            "role": outcome.question?.role ?? "no role", "language": outcome.language ?? "unknown", "engine": engine,
        ]
        for (by, word) in words {
            // A property with as many words as answers says nothing: what comes after the first thousand is counted together.
            let known = groups[by, default: [:]]
            let key = known[word] != nil || known.count < 1_000 ? word : "others"
            groups[by, default: [:]][key, default: Moments(title: key)].add(from, to)
        }
    }

    /// The table so far.
    package func table(of rescore: Rescore) -> DriftTable {
        let strata = changes.map { (values: $0.value, total: sample?.strata[$0.key] ?? $0.value.count) }
        return DriftTable(
            id: rescore.id.rawValue,
            date: rescore.created.date,
            answers: answers,
            failed: failed,
            gained: gained,
            lost: lost,
            before: Self.sorted(judges[0]),
            after: Self.sorted(judges[1]),
            rows: [score.row("score")] + parts.sorted { $0.key < $1.key }.map { $0.value.row($0.key) },
            movers: movers,
            expected: Agreement.mean(strata),
            sampledFrom: sample?.total,
            correlation: Agreement.spearman(pairs),
            distribution: bands,
            crossing: crossing,
            groups: ["role", "language", "engine"].map { by in
                let rows = groups[by, default: [:]].map { $0.value.row($0.key) }
                    .sorted { ($1.count, $0.id) < ($0.count, $1.id) }
                return DriftTable.Group(by: by, rows: Array(rows.prefix(DriftTable.maxGroups)))
            },
            lone: ["before", "after"].flatMap { when in
                lone[when, default: [:]].sorted { $0.key < $1.key }.map { id, found in
                    DriftTable.Lone(id: id, title: found.title, when: when, count: found.count, mean: found.mean)
                }
            },
            nearness: [Self.nearness("before", human.before), Self.nearness("after", human.after)].compactMap { $0 }
        )
    }

    private static func nearness(_ when: String, _ pairs: [(Double, Double)]) -> DriftTable.Nearness? {
        guard !pairs.isEmpty else { return nil }
        let differences = pairs.map { $0.1 - $0.0 }
        let count = Double(pairs.count)
        return DriftTable.Nearness(
            when: when,
            count: pairs.count,
            kappa: Agreement.kappa(pairs),
            icc: Agreement.icc(pairs),
            meanDifference: differences.reduce(0, +) / count,
            meanDistance: differences.reduce(0) { $0 + abs($1) } / count
        )
    }

    private mutating func move(_ mover: DriftTable.Mover) {
        guard abs(mover.change) > 0.005 else { return }
        let place = movers.firstIndex { abs($0.change) < abs(mover.change) } ?? movers.count
        guard place < DriftTable.maxMovers else { return }
        movers.insert(mover, at: place)
        if movers.count > DriftTable.maxMovers { movers.removeLast() }
    }

    /// The criterion that moved most, in words.
    private static func reason(_ before: ScoreSummary?, _ after: ScoreSummary?) -> String? {
        guard let before, let after else { return nil }
        func whole(_ score: Double) -> Int { Int(max(0, min(100, score)).rounded()) }
        let moved = after.parts.compactMap { id, part in
            before.parts[id].map { (id: id, title: part.title, from: $0.score, to: part.score) }
        }.filter { abs($0.to - $0.from) > 0.5 }
        let most = moved.max { (abs($0.to - $0.from), $1.id) < (abs($1.to - $1.from), $0.id) }
        return most.map { "\($0.title): \(whole($0.from)) → \(whole($0.to))" }
    }

    private static func band(_ score: Double) -> Int { max(0, min(9, Int(score / 10))) }

    private static func sorted(_ counts: [String: Int]) -> [DriftTable.Judge] {
        counts.map { DriftTable.Judge(name: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}
