import Answers
import Core
import Database
import Model

/// Where the results of a re-scoring stand.
package enum RescoreStanding: String, Sendable, Hashable, Codable, CaseIterable {
    /// They count as soon as they are there.
    case live
    /// They are kept beside those that count, and nothing shows them.
    case shadow
    /// They are being made to count.
    case applying
    /// They were made to count.
    case applied
    /// They are being removed.
    case discarding
    /// They were removed.
    case discarded
    /// Those before them are being made to count again.
    case rollingBack
    /// Those before them count again.
    case rolledBack

    /// Where they stand when the move is over; nil when none is under way.
    package var end: RescoreStanding? {
        switch self {
        case .applying: .applied
        case .discarding: .discarded
        case .rollingBack: .rolledBack
        case .live, .shadow, .applied, .discarded, .rolledBack: nil
        }
    }

    /// Where they may be moved to from here.
    package var next: Set<RescoreStanding> {
        switch self {
        case .live, .applied: [.rollingBack]
        case .shadow: [.applying, .discarding]
        case .rolledBack: [.applying, .discarding]
        // Asked for again, a move goes on.
        case .applying: [.applying]
        case .discarding: [.discarding]
        case .rollingBack: [.rollingBack]
        case .discarded: []
        }
    }
}

/// The statements on the results a re-scoring made, and on those they stand for.
enum RescoreResults {
    /// Which artifact counts for a kind.
    struct Choice: Sendable, Hashable, Codable {
        var kind: Artifact.Kind
        var fingerprint: String
        var reused: Bool
    }

    /// Ends an item that was scored: its new results count from now on, all at once, or are kept beside those that do.
    ///
    /// - Parameters:
    ///   - before, after: the summaries of the scores, as JSON.
    static func done(
        _ item: RescoreItem,
        _ chosen: [StoredResult],
        before: String?,
        after: String?,
        at now: Instant,
        in connection: any SQLConnection
    ) throws {
        let rows = try connection.execute(
            "SELECT standing FROM rescores WHERE id = $1",
            [.text(item.rescore.rawValue)]
        )
        let standing: RescoreStanding = try rows.first?.choice("standing") ?? .live
        let previous = try current(item.answer, in: connection)
        if standing == .live {
            for result in chosen {
                try ArtifactRows.choose(result.artifact, reused: result.reused, in: connection)
            }
            try touch(item.answer, at: now, in: connection)
        }
        let choices = chosen.map {
            Choice(kind: $0.artifact.kind, fingerprint: $0.artifact.fingerprint, reused: $0.reused)
        }
        try connection.execute(
            """
            UPDATE rescore_items SET state = 'done', before_score = $3,
                after_score = $4, code = NULL, detail = NULL, chosen = $5, previous = $6, placed = $7
            WHERE rescore = $1 AND answer = $2
            """,
            [
                .text(item.rescore.rawValue), .text(item.answer.rawValue), .optional(before), .optional(after),
                .text(try StoredJSON.text(choices)), .text(try StoredJSON.text(previous)),
                .text(standing == .live ? "new" : "old"),
            ]
        )
        try count(item, chosen, before: before, after: after, in: connection)
    }

    private static func count(
        _ item: RescoreItem,
        _ chosen: [StoredResult],
        before: String?,
        after: String?,
        in connection: any SQLConnection
    ) throws {
        func score(_ text: String?) -> Double? {
            text.flatMap { try? StoredJSON.value(ScoreSummary.self, from: $0) }?.score
        }
        let (from, to) = (score(before), score(after))
        let change = from.flatMap { from in to.map { Int((($0 - from) * 1_000).rounded()) } }
        try connection.execute(
            """
            UPDATE rescores SET done = done + 1, unchanged = unchanged + $2, abstained = abstained + $3,
                change_sum = change_sum + $4, change_count = change_count + $5, revision = revision + 1 WHERE id = $1
            """,
            [
                .text(item.rescore.rawValue), .flag(chosen.allSatisfy(\.reused)), .flag(after != nil && to == nil),
                .int(change ?? 0), .flag(change != nil),
            ]
        )
    }

    /// Pauses a re-scoring that passed one of its thresholds.
    static func watch(_ id: RescoreID, at now: Instant, in connection: any SQLConnection) throws {
        guard let (rescore, _) = try RescoreRows.find(id, in: connection), rescore.state == .running,
            rescore.passesThreshold
        else { return }
        try connection.execute(
            "UPDATE rescores SET state = 'paused', note = $2, paused_at = $3, revision = revision + 1 WHERE id = $1",
            [.text(id.rawValue), .text(RescoreErrorCode.threshold.rawValue), .time(now)]
        )
    }

    /// Moves the results of up to `limit` items, as the re-scoring's standing says.
    ///
    /// - Returns: whether there is more to move, and the reports whose artifacts were removed.
    static func move(
        _ id: RescoreID,
        limit: Int,
        at now: Instant,
        in connection: any SQLConnection
    ) throws -> (more: Bool, removed: [(answer: AnswerID, report: String)]) {
        guard let (rescore, _) = try RescoreRows.find(id, locked: true, in: connection),
            let end = rescore.standing.end
        else { return (false, []) }
        let from = rescore.standing == .rollingBack ? "new" : "old"
        let rows = try connection.execute(
            """
            SELECT answer, chosen, previous FROM rescore_items
            WHERE rescore = $1 AND placed = '\(from)' ORDER BY answer LIMIT $2
            """,
            [.text(id.rawValue), .int(limit)]
        )
        var removed: [(answer: AnswerID, report: String)] = []
        for row in rows {
            guard let answer = AnswerID(try row.text("answer")) else { continue }
            let chosen: [Choice] = try StoredJSON.value(from: try row.text("chosen"))
            let previous: [Choice] = try StoredJSON.value(from: try row.text("previous"))
            let placed: String
            switch rescore.standing {
            case .applying:
                placed = try swap(answer, from: previous, to: chosen, at: now, in: connection) ? "new" : "skipped"
            case .rollingBack:
                placed = try swap(answer, from: chosen, to: previous, at: now, in: connection) ? "old" : "skipped"
            default:
                for report in try remove(chosen, of: answer, in: connection) { removed.append((answer, report)) }
                placed = "gone"
            }
            try connection.execute(
                "UPDATE rescore_items SET placed = $3 WHERE rescore = $1 AND answer = $2",
                [.text(id.rawValue), .text(answer.rawValue), .text(placed)]
            )
        }
        let more = rows.count == limit
        if !more {
            try connection.execute(
                "UPDATE rescores SET standing = $2, revision = revision + 1 WHERE id = $1",
                [.text(id.rawValue), .text(end.rawValue)]
            )
        } else {
            try connection.execute(
                "UPDATE rescores SET revision = revision + 1 WHERE id = $1",
                [.text(id.rawValue)]
            )
        }
        return (more, removed)
    }

    /// Makes other results count, when those that count are the ones expected and the others are still kept.
    ///
    /// - Returns: whether they count now.
    private static func swap(
        _ answer: AnswerID,
        from expected: [Choice],
        to wanted: [Choice],
        at now: Instant,
        in connection: any SQLConnection
    ) throws -> Bool {
        let now_ = try current(answer, in: connection)
        func marks(_ choices: [Choice]) -> Set<String> { Set(choices.map { "\($0.kind.rawValue) \($0.fingerprint)" }) }
        if marks(now_) == marks(wanted) { return true }
        // A correction or another re-scoring came between: its results stay.
        guard marks(now_) == marks(expected.isEmpty ? now_ : merged(expected, over: now_)) else { return false }
        let kept = Set(
            try connection.execute(
                "SELECT stage, fingerprint FROM artifacts WHERE answer = $1",
                [.text(answer.rawValue)]
            ).map { row in "\(try row.text("stage")) \(try row.text("fingerprint"))" }
        )
        guard marks(wanted).isSubset(of: kept) else { return false }
        let same = marks(now_)
        for choice in wanted where !same.contains("\(choice.kind.rawValue) \(choice.fingerprint)") {
            try ArtifactRows.choose(
                Artifact(
                    answer: answer,
                    kind: choice.kind,
                    fingerprint: choice.fingerprint,
                    payload: "",
                    durationMs: 0,
                    created: now
                ),
                reused: choice.reused,
                in: connection
            )
        }
        try touch(answer, at: now, in: connection)
        return true
    }

    /// What counts when some results were chosen over others.
    private static func merged(_ chosen: [Choice], over old: [Choice]) -> [Choice] {
        chosen + old.filter { old in !chosen.contains { $0.kind == old.kind } }
    }

    /// Removes artifacts a re-scoring made that count for nothing.
    ///
    /// - Returns: the fingerprints of the reports among them.
    private static func remove(
        _ choices: [Choice],
        of answer: AnswerID,
        in connection: any SQLConnection
    ) throws -> [String] {
        var reports: [String] = []
        for choice in choices where !choice.reused {
            let rows = try connection.execute(
                """
                DELETE FROM artifacts WHERE answer = $1 AND stage = $2 AND fingerprint = $3
                    AND NOT EXISTS (
                        SELECT 1 FROM results r WHERE r.answer = $1 AND r.stage = $2 AND r.fingerprint = $3
                    ) RETURNING stage
                """,
                [.text(answer.rawValue), .text(choice.kind.rawValue), .text(choice.fingerprint)]
            )
            if !rows.isEmpty, choice.kind == .report { reports.append(choice.fingerprint) }
        }
        return reports
    }

    /// Removes the oldest judgements and reports of an answer that do not count, so that `keep` of each are left besides those that do.
    ///
    /// - Returns: the fingerprints of the reports among them.
    static func trim(_ answer: AnswerID, keep: Int, in connection: any SQLConnection) throws -> [String] {
        var reports: [String] = []
        for kind in [Artifact.Kind.evaluate, .report] {
            let rows = try connection.execute(
                """
                SELECT fingerprint FROM artifacts a WHERE answer = $1 AND stage = $2 AND NOT EXISTS (
                    SELECT 1 FROM results r
                    WHERE r.answer = a.answer AND r.stage = a.stage AND r.fingerprint = a.fingerprint
                ) ORDER BY created_at DESC, fingerprint
                """,
                [.text(answer.rawValue), .text(kind.rawValue)]
            )
            for row in rows.dropFirst(keep) {
                let fingerprint = try row.text("fingerprint")
                try connection.execute(
                    "DELETE FROM artifacts WHERE answer = $1 AND stage = $2 AND fingerprint = $3",
                    [.text(answer.rawValue), .text(kind.rawValue), .text(fingerprint)]
                )
                if kind == .report { reports.append(fingerprint) }
            }
        }
        return reports
    }

    private static func current(_ answer: AnswerID, in connection: any SQLConnection) throws -> [Choice] {
        try connection.execute(
            "SELECT stage, fingerprint, reused FROM results WHERE answer = $1 ORDER BY stage",
            [.text(answer.rawValue)]
        ).map { row in
            Choice(
                kind: try row.choice("stage"),
                fingerprint: try row.text("fingerprint"),
                reused: try row.int("reused") == 1
            )
        }
    }

    private static func touch(_ answer: AnswerID, at now: Instant, in connection: any SQLConnection) throws {
        try connection.execute(
            "UPDATE answers SET revision = revision + 1, updated_at = $2 WHERE id = $1",
            [.text(answer.rawValue), .time(now)]
        )
    }
}
