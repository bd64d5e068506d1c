import Core
import Database
package import Model

/// Adds the outcomes of a re-scoring up, one at a time, whatever their number: means and spread by Welford's method
/// (Technometrics 4, 1962).
package struct DriftTally: Sendable {
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

    private var score = Moments(title: "Score")
    private var parts: [String: Moments] = [:]
    private var (answers, failed, gained, lost) = (0, 0, 0, 0)
    private var judges: [[String: Int]] = [[:], [:]]
    private var movers: [DriftTable.Mover] = []

    /// Nothing yet.
    package init() {}

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
        switch (before?.score, after?.score) {
        case (let from?, let to?):
            score.add(from, to)
            move(DriftTable.Mover(answer: outcome.answer.rawValue, before: from, after: to))
        case (nil, _?): gained += 1
        case (_?, nil): lost += 1
        case (nil, nil): break
        }
        guard let before, let after else { return }
        for (id, part) in after.parts {
            guard let old = before.parts[id] else { continue }
            parts[id, default: Moments()].title = part.title
            parts[id, default: Moments()].add(old.score, part.score)
        }
    }

    /// The table so far.
    package func table(of rescore: Rescore) -> DriftTable {
        DriftTable(
            id: rescore.id.rawValue,
            date: rescore.created.date,
            answers: answers,
            failed: failed,
            gained: gained,
            lost: lost,
            before: Self.sorted(judges[0]),
            after: Self.sorted(judges[1]),
            rows: [score.row("score")] + parts.sorted { $0.key < $1.key }.map { $0.value.row($0.key) },
            movers: movers
        )
    }

    private mutating func move(_ mover: DriftTable.Mover) {
        guard abs(mover.change) > 0.005 else { return }
        let place = movers.firstIndex { abs($0.change) < abs(mover.change) } ?? movers.count
        guard place < DriftTable.maxMovers else { return }
        movers.insert(mover, at: place)
        if movers.count > DriftTable.maxMovers { movers.removeLast() }
    }

    private static func sorted(_ counts: [String: Int]) -> [DriftTable.Judge] {
        counts.map { DriftTable.Judge(name: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}
