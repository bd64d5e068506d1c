import Answers
package import Core
package import Database
import FoundationEssentials
import Jobs
package import Model

/// The re-scorings of a database: asking for one, pausing, resuming, cancelling, reading. Asking for one costs the same for ten
/// answers and for a million: answers are taken up one after the other while it runs. All of it concerns the answers of every
/// owner, so every method throws `request.forbidden` for a principal without the permission `admin`.
package struct RescoreStore: Sendable {
    let database: any SQLDatabase

    /// The re-scorings of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Writes a re-scoring for the next free worker.
    ///
    /// - Parameter key: the request's own, written with it.
    /// - Returns: its id, or what an earlier request with the same key made.
    package func begin(
        as principal: Principal,
        _ selection: RescoreSelection,
        _ plan: RescorePlan,
        _ limits: RescoreLimits = RescoreLimits(),
        sample: RescoreSample? = nil,
        key: IdempotencyKey? = nil,
        at now: Instant
    ) async throws -> (id: RescoreID, earlier: EarlierRequest?) {
        try principal.require(.admin)
        // What a sample gives is a forecast: it never counts by itself.
        let isShadow = plan.shadow == true || sample != nil
        let id = RescoreID(at: now.date)
        let earlier: EarlierRequest? = try await database.write { connection in
            if let key, let earlier = try IdempotencyRows.claim(key, for: id.rawValue, at: now, in: connection) {
                return earlier
            }
            try connection.execute(
                """
                INSERT INTO rescores (id, state, note, selection, plan, limits, done, unchanged, failed, calls, revision,
                    created_at, fed_created, fed_answer, is_fed, next_at, standing, sample)
                VALUES ($1, 'running', '', $2, $3, $4, 0, 0, 0, 0, 1, $5, -1, '', 0, 0, $6, $7)
                """,
                [
                    .text(id.rawValue), .text(try StoredJSON.text(selection)), .text(try StoredJSON.text(plan)),
                    .text(try StoredJSON.text(limits)), .time(now),
                    .text((isShadow ? RescoreStanding.shadow : .live).rawValue),
                    .optional(try sample.map { try StoredJSON.text($0) }),
                ]
            )
            try RescoreRows.ask(RescoreQueue.feeding, id, at: now, in: connection)
            return nil
        }
        if earlier == nil { database.announceJobs() }
        guard let earlier else { return (id, nil) }
        guard let first = RescoreID(earlier.resource) else {
            throw StorageError(.corrupt, "A stored key belongs to no re-scoring.")
        }
        return (first, earlier)
    }

    /// One re-scoring; nil when there is none.
    package func find(as principal: Principal, _ id: RescoreID) async throws -> Rescore? {
        try principal.require(.admin)
        return try await database.read { connection in try RescoreRows.find(id, in: connection)?.rescore }
    }

    /// The newest re-scorings.
    package func list(as principal: Principal, limit: Int) async throws -> [Rescore] {
        try principal.require(.admin)
        return try await database.read { connection in
            try connection.execute(
                "SELECT \(Rescore.columns) FROM rescores ORDER BY id DESC LIMIT $1",
                [.int(max(1, min(limit, AnswerStore.maxPage)))]
            ).map { row in try Rescore(row: row) }
        }
    }

    /// How many answers a selection has now.
    package func count(as principal: Principal, _ selection: RescoreSelection, before end: Instant) async throws -> Int
    {
        try principal.require(.admin)
        return try await database.read { connection in try RescoreRows.count(selection, before: end, in: connection) }
    }

    /// Counts the answers of a re-scoring once, for its progress; beside the work, because counting takes longer the more there
    /// are.
    package func measure(as principal: Principal, _ rescore: Rescore) async throws {
        try principal.require(.admin)
        guard rescore.total == nil else { return }
        let total = try await count(as: principal, rescore.selection, before: rescore.created)
        try await database.write { connection in
            try connection.execute(
                "UPDATE rescores SET total = $2, revision = revision + 1 WHERE id = $1 AND total IS NULL",
                [.text(rescore.id.rawValue), .int(total)]
            )
        }
    }

    /// The next answers of a selection after one of its answers; from the first one on without it.
    package func answers(
        as principal: Principal,
        of selection: RescoreSelection,
        after place: (created: Instant, answer: AnswerID)?,
        before end: Instant,
        limit: Int
    ) async throws -> [(created: Instant, answer: AnswerID)] {
        try principal.require(.admin)
        let from = (place?.created ?? Instant(milliseconds: -1), place?.answer.rawValue ?? "")
        return try await database.read { connection in
            try RescoreRows.next(selection, after: from, before: end, limit: limit, in: connection)
        }
    }

    /// Pauses, resumes, or cancels.
    ///
    /// - Parameters:
    ///   - note: why, when no request asked for it.
    ///   - limits: others from now on.
    /// - Returns: whether it was in a state that allows it; nil when there is none.
    @discardableResult
    package func move(
        as principal: Principal,
        _ id: RescoreID,
        to state: Rescore.State,
        note: String = "",
        limits: RescoreLimits? = nil,
        at now: Instant
    ) async throws -> Bool? {
        try principal.require(.admin)
        let isMoved: Bool? = try await database.write { connection in
            guard let (rescore, _) = try RescoreRows.find(id, locked: true, in: connection) else { return nil }
            guard rescore.state.next.contains(state) else { return false }
            try connection.execute(
                """
                UPDATE rescores SET state = $2, note = $3, limits = $4, finished_at = $5, paused_at = $6, paused_ms = $7,
                    revision = revision + 1
                WHERE id = $1
                """,
                [
                    .text(id.rawValue), .text(state.rawValue), .text(note),
                    .text(try StoredJSON.text(Self.limits(limits, of: rescore, to: state))),
                    .time(state == .cancelled || state == .done ? now : nil), .time(state == .paused ? now : nil),
                    .int(
                        rescore.pausedMs
                            + (rescore.paused.map { max(0, Int(now.milliseconds &- $0.milliseconds)) } ?? 0)
                    ),
                ]
            )
            if state == .running { try RescoreRows.ask(RescoreQueue.feeding, id, at: now, in: connection) }
            return true
        }
        if isMoved == true { database.announceJobs() }
        return isMoved
    }

    /// The limits from now on. Resumed after a threshold, it goes on without the ones that were not set anew: they were seen.
    private static func limits(_ new: RescoreLimits?, of rescore: Rescore, to state: Rescore.State) -> RescoreLimits {
        var limits = new ?? rescore.limits
        guard state == .running, rescore.note == RescoreErrorCode.threshold.rawValue else { return limits }
        if limits.maxFailed == rescore.limits.maxFailed { limits.maxFailed = nil }
        if limits.maxAbstained == rescore.limits.maxAbstained { limits.maxAbstained = nil }
        if limits.maxDrift == rescore.limits.maxDrift { limits.maxDrift = nil }
        return limits
    }

    /// Begins to move the results of a re-scoring that nothing works on any more; whatever has time goes on with it.
    ///
    /// - Returns: whether it stands where that is allowed; nil when there is none.
    @discardableResult
    package func place(as principal: Principal, _ id: RescoreID, _ standing: RescoreStanding, at now: Instant)
        async throws -> Bool?
    {
        try principal.require(.admin)
        let isPlaced: Bool? = try await database.write { connection in
            guard let (rescore, _) = try RescoreRows.find(id, locked: true, in: connection) else { return nil }
            guard rescore.state != .running, rescore.standing.next.contains(standing) else { return false }
            try connection.execute(
                "UPDATE rescores SET standing = $2, revision = revision + 1 WHERE id = $1",
                [.text(id.rawValue), .text(standing.rawValue)]
            )
            // What was skipped is looked at again.
            try connection.execute(
                "UPDATE rescore_items SET placed = $2 WHERE rescore = $1 AND placed = 'skipped'",
                [.text(id.rawValue), .text(standing == .rollingBack ? "new" : "old")]
            )
            try RescoreRows.ask(RescoreQueue.moving, id, at: now, in: connection)
            return true
        }
        if isPlaced == true { database.announceJobs() }
        return isPlaced
    }

    /// Moves the results of up to `limit` answers, as the re-scoring's standing says; in one transaction.
    ///
    /// - Returns: whether there is more to move, and the reports whose artifacts were removed.
    package func move(as principal: Principal, resultsOf id: RescoreID, limit: Int, at now: Instant) async throws -> (
        more: Bool, removed: [(answer: AnswerID, report: String)]
    ) {
        try principal.require(.admin)
        return try await database.write { connection in
            try RescoreResults.move(id, limit: limit, at: now, in: connection)
        }
    }

    /// Judgements and reports of an answer that are kept besides those that count.
    package static let keptVersions = 20

    /// Removes the oldest versions of an answer that are more than ``keptVersions``.
    ///
    /// - Returns: the fingerprints of the reports among them, whose files are the caller's to remove.
    package func trim(as principal: Principal, _ answer: AnswerID) async throws -> [String] {
        try principal.require(.admin)
        // Most answers have few, and nothing is written for them.
        let isLong = try await database.read { connection in
            let rows = try connection.execute(
                "SELECT COUNT(*) AS number FROM artifacts WHERE answer = $1 AND stage IN ('evaluate', 'report')",
                [.text(answer.rawValue)]
            )
            return try rows.first?.int("number") ?? 0 > Self.keptVersions
        }
        guard isLong else { return [] }
        return try await database.write { connection in
            try RescoreResults.trim(answer, keep: Self.keptVersions, in: connection)
        }
    }

    /// How many answers' results stand where: `new` count, `old` do not, `skipped` changed meanwhile, `gone` were removed.
    package func places(as principal: Principal, of id: RescoreID) async throws -> [String: Int] {
        try principal.require(.admin)
        return try await database.read { connection in
            var places: [String: Int] = [:]
            let rows = try connection.execute(
                """
                SELECT placed, COUNT(*) AS number FROM rescore_items
                WHERE rescore = $1 AND placed IS NOT NULL GROUP BY placed
                """,
                [.text(id.rawValue)]
            )
            for row in rows { places[try row.text("placed")] = try row.int("number") }
            return places
        }
    }

    /// The answers that keep their old results because something failed, in the order of their ids.
    package func failures(as principal: Principal, of id: RescoreID, after: AnswerID? = nil, limit: Int) async throws
        -> [RescoreFailure]
    {
        try principal.require(.admin)
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT answer, code, detail FROM rescore_items
                WHERE rescore = $1 AND answer > $2 AND state = 'failed' ORDER BY answer LIMIT $3
                """,
                [.text(id.rawValue), .text(after?.rawValue ?? ""), .int(limit)]
            ).map { row in
                RescoreFailure(
                    answer: try row.text("answer"),
                    code: try row.text("code"),
                    detail: try row.optionalText("detail") ?? ""
                )
            }
        }
    }

    /// Books calls of services outside before they are made.
    ///
    /// - Returns: whether the re-scoring has so many left.
    package func spend(as principal: Principal, _ calls: Int, of id: RescoreID) async throws -> Bool {
        try principal.require(.admin)
        return try await database.write { connection in
            guard let (rescore, _) = try RescoreRows.find(id, locked: true, in: connection) else { return false }
            if let most = rescore.limits.maxCalls, rescore.calls + calls > most { return false }
            try connection.execute(
                "UPDATE rescores SET calls = calls + $2 WHERE id = $1",
                [.text(id.rawValue), .int(calls)]
            )
            return true
        }
    }

    /// What became of the answers so far, in the order of their ids.
    package func outcomes(as principal: Principal, of id: RescoreID, after: AnswerID? = nil, limit: Int) async throws
        -> [RescoreOutcome]
    {
        try principal.require(.admin)
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT i.answer, i.before_score, i.after_score, i.code, a.id, \(SentTexts.columns), a.language,
                    (SELECT CAST(AVG(r.score) AS BIGINT) FROM ratings r WHERE r.answer = i.answer) AS human
                FROM rescore_items i JOIN answers a ON a.id = i.answer
                WHERE i.rescore = $1 AND i.answer > $2 AND i.state IN ('done', 'failed') ORDER BY i.answer LIMIT $3
                """,
                [.text(id.rawValue), .text(after?.rawValue ?? ""), .int(limit)]
            ).map { row in
                guard let answer = AnswerID(try row.text("answer")) else {
                    throw StorageError(.corrupt, "A re-scored answer has no valid identifier.")
                }
                var outcome = RescoreOutcome(
                    answer: answer,
                    before: try row.optionalText("before_score"),
                    after: try row.optionalText("after_score"),
                    code: try row.optionalText("code")
                )
                outcome.question = try SentTexts(row: row, in: connection).question
                outcome.language = try row.optionalText("language")
                outcome.human = try row.optionalInt("human").map { Double($0) / 1_000 }
                return outcome
            }
        }
    }
}
