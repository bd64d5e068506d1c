package import Answers
package import Core
package import Database
package import Jobs
import Model

/// The work of re-scorings as jobs. A job of the kind `rescore.answer` scores one answer. A re-scoring that runs has no more of them than
/// it may have answers at once, whatever process works on them; whenever one ends, the next one is written in the same transaction. A job of
/// the kind `rescore.feed` writes the first ones, those that a rate holds back, and those that come after a pause.
package struct RescoreQueue: Sendable {
    /// What feeding a re-scoring came to.
    package enum Feed: Sendable, Hashable {
        /// So many answers were begun; nothing else is to be done before `next`.
        case begun(Int, next: Instant)
        /// There is nothing any more, or not now: the re-scoring is in this state.
        case over(Rescore.State)
    }

    /// The answer is gone, or no longer waits for a score.
    package struct Gone: Error, Hashable {
        /// A missing item.
        package init() {}
    }

    /// How often a re-scoring that runs is looked at, though nothing happened to it.
    static let roundMs = 1_000
    /// How long an answer waits for a process that has what its plan names.
    static let elsewhereMs = 5_000

    /// Scoring one answer again. What a re-scoring may cost is bounded by its calls, not by how often its jobs are begun.
    package static func answers(_ policy: JobPolicy = JobPolicy()) -> JobKind {
        var policy = policy
        policy.maxRuns = .max
        policy.maxDelayMs = max(policy.maxDelayMs, elsewhereMs)
        return JobKind("rescore.answer", policy: policy, keepMs: 3_600_000, follow: RescoreRows.answered)
    }

    /// Beginning the answers of one re-scoring.
    package static let feeding = JobKind(
        "rescore.feed",
        policy: endless,
        keepMs: 3_600_000,
        follow: RescoreRows.fed
    )

    /// Moving the results of one re-scoring.
    package static let moving = JobKind("rescore.move", policy: endless, keepMs: 3_600_000, follow: RescoreRows.moved)

    /// Work that a state of the re-scoring asks for ends with an error only when another try would meet it too; ``RescoreRows/fed`` and
    /// ``RescoreRows/moved`` make the next one then.
    private static let endless = JobPolicy(
        maxAttempts: .max,
        maxRescues: .max,
        maxWaits: .max,
        maxRuns: .max,
        maxOutageWaits: .max,
        maxDelayMs: 60_000
    )

    private let database: any SQLDatabase

    /// The work of a database's re-scorings.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Begins answers, as many as the limits allow over all processes: first those that wait after a pause, then new ones. When nothing is
    /// left, the re-scoring is done.
    package func feed(_ id: RescoreID, at now: Instant) async throws -> Feed {
        let feed = try await database.write { connection in try Self.feed(id, at: now, in: connection) }
        if case .begun(1..., _) = feed { database.announceJobs() }
        return feed
    }

    /// Keeps an artifact that was just made, without making it count yet.
    ///
    /// - Throws: `ClaimLost`, ``Gone``.
    package func keep(_ artifact: Artifact, for item: RescoreItem) async throws {
        let answers = AnswerStore(database)
        let seal = try await database.sealingKey(of: try await answers.owner(of: artifact.answer) ?? "")
        try await database.write { connection in
            try Self.own(item, in: connection)
            try ArtifactRows.insert(artifact, sealed: seal, in: connection)
        }
    }

    /// Ends the work on an answer that was scored: its new results count from now on, all at once, or are kept beside those that do.
    ///
    /// - Throws: `ClaimLost`, ``Gone``.
    package func done(
        _ item: RescoreItem,
        _ chosen: [StoredResult],
        before: String?,
        after: String?,
        at now: Instant
    ) async throws {
        let feed = try await database.write { connection in
            try Self.own(item, in: connection)
            try RescoreResults.done(item, chosen, before: before, after: after, at: now, in: connection)
            try RescoreResults.watch(item.rescore, at: now, in: connection)
            return try Self.feed(item.rescore, at: now, in: connection)
        }
        if case .begun(1..., _) = feed { database.announceJobs() }
    }

    static func feed(_ id: RescoreID, at now: Instant, in connection: any SQLConnection) throws -> Feed {
        guard let (rescore, row) = try RescoreRows.find(id, locked: true, in: connection) else {
            return .over(.cancelled)
        }
        guard rescore.state == .running else { return .over(rescore.state) }
        let open = try connection.execute(
            "SELECT answer, state FROM rescore_items WHERE rescore = $1 AND state IN ('waiting', 'running')",
            [.text(id.rawValue)]
        )
        let waiting = try open.filter { row in try row.text("state") == "waiting" }
        let before = try row.time("next_at")
        var free = Pace(rescore.limits, next: before, at: now)
            .grant(rescore.limits.concurrency - (open.count - waiting.count))
        var begun = 0
        func begin(_ answer: AnswerID, isNew: Bool) throws {
            try Self.begin(answer, of: id, isNew: isNew, at: now, in: connection)
            free.use()
            begun += 1
        }
        for item in waiting where free.count > 0 {
            if let answer = AnswerID(try item.text("answer")) { try begin(answer, isNew: false) }
        }
        var isFed = try row.int("is_fed") == 1
        if !isFed, free.count > 0 {
            let place = (created: try row.time("fed_created"), answer: try row.text("fed_answer"))
            let limit = free.count
            let fresh = try RescoreRows.next(
                rescore.selection,
                after: place,
                before: rescore.created,
                limit: limit,
                in: connection
            )
            isFed = fresh.count < limit
            for (_, answer) in fresh { try begin(answer, isNew: true) }
            try connection.execute(
                "UPDATE rescores SET fed_created = $2, fed_answer = $3, is_fed = $4 WHERE id = $1",
                [
                    .text(id.rawValue), .time(fresh.last?.created ?? place.created),
                    .text(fresh.last?.answer.rawValue ?? place.answer), .flag(isFed),
                ]
            )
        }
        if begun > 0 {
            try connection.execute(
                "UPDATE rescores SET started_at = COALESCE(started_at, $2), next_at = $3 WHERE id = $1",
                [.text(id.rawValue), .time(now), .time(free.next)]
            )
        }
        guard begun == 0, open.isEmpty, isFed else {
            return .begun(begun, next: max(free.next, now.advanced(byMs: Self.roundMs)))
        }
        try connection.execute(
            "UPDATE rescores SET state = 'done', finished_at = $2, revision = revision + 1 WHERE id = $1",
            [.text(id.rawValue), .time(now)]
        )
        try connection.emit(DomainEvent("rescore.done", [.init(id: id.rawValue, owner: "")], at: now))
        return .over(.done)
    }

    private static func begin(
        _ answer: AnswerID,
        of id: RescoreID,
        isNew: Bool,
        at now: Instant,
        in connection: any SQLConnection
    ) throws {
        try connection.execute(
            isNew
                ? "INSERT INTO rescore_items (rescore, answer, state) VALUES ($1, $2, 'running')"
                : "UPDATE rescore_items SET state = 'running' WHERE rescore = $1 AND answer = $2",
            [.text(id.rawValue), .text(answer.rawValue)]
        )
        let job = Job(
            kind: answers(),
            subject: id.rawValue,
            uniqueKey: RescoreItem.key(id, answer),
            at: now
        )
        try JobRows.insert(job, in: connection)
    }

    private static func own(_ item: RescoreItem, in connection: any SQLConnection) throws {
        _ = try JobRows.owned(item.job, in: connection)
        let rows = try connection.execute(
            "SELECT answer FROM rescore_items WHERE rescore = $1 AND answer = $2 AND state = 'running'",
            [.text(item.rescore.rawValue), .text(item.answer.rawValue)]
        )
        if rows.isEmpty { throw Gone() }
    }
}

/// How many answers may begin now: as many as are free, one after the other at a limited rate.
struct Pace {
    /// How many may begin.
    private(set) var count = 0
    /// When the next one may begin.
    private(set) var next: Instant
    private let stepMs: Int

    /// A pace whose next beginning is at `next`.
    init(_ limits: RescoreLimits, next: Instant, at now: Instant) {
        stepMs = limits.perMinute.map { 60_000 / $0 } ?? 0
        // What was not used does not add up.
        self.next = stepMs > 0 ? max(next, now.advanced(byMs: -stepMs)) : next
        self.now = now
    }

    private let now: Instant

    /// Allows up to `free`.
    func grant(_ free: Int) -> Pace {
        var pace = self
        guard stepMs > 0 else {
            pace.count = max(0, free)
            return pace
        }
        let due = next > now ? 0 : Int(now.milliseconds &- next.milliseconds) / stepMs + 1
        pace.count = max(0, min(free, due))
        return pace
    }

    /// Uses one.
    mutating func use() {
        count -= 1
        if stepMs > 0 { next = next.advanced(byMs: stepMs) }
    }
}
