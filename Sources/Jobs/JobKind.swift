package import Core
package import Database
package import Logging

/// What every process of a database knows about one kind of job, whether it works on such jobs or only makes and cancels them.
package struct JobKind: Sendable {
    /// Called in each transaction that moved jobs of the kind to another state, with the jobs as they stand now.
    ///
    /// It writes what follows for their subjects and returns what the subjects' listeners hear, by job. A job without an event is
    /// allowed: its subject may be gone. What it throws rolls the transaction back.
    package typealias Follow = @Sendable ([Job], Instant, any SQLConnection) throws -> [JobID: Event]

    /// The name in the table, e.g. `answer` or `mail.send`. A name that was released is never reused.
    package let name: String
    /// How patient it is with one job.
    package var policy: JobPolicy
    /// How long a job stays in the table after its end, in milliseconds; nil when its feature deletes it with its subject.
    package var keepMs: Int?
    /// Writes what a change of jobs means for their subjects.
    package var follow: Follow

    /// A kind of job.
    ///
    /// - Parameter keepMs: a week by default.
    package init(
        _ name: String,
        policy: JobPolicy = JobPolicy(),
        keepMs: Int? = 604_800_000,
        follow: @escaping Follow = { _, _, _ in [:] }
    ) {
        self.name = name
        self.policy = policy
        self.keepMs = keepMs
        self.follow = follow
    }
}

/// When jobs of a kind are made by themselves: one job that is never over, and due again some time after each of its runs, however
/// many processes there are. A run that fails is logged; the next one comes at its time.
package struct JobSchedule: Sendable, Hashable {
    /// The time from the end of a run to the next one, in milliseconds; at least 1.
    package var everyMs: Int

    /// A schedule.
    package static func every(ms: Int) -> JobSchedule { JobSchedule(everyMs: max(1, ms)) }
}

/// What works on one kind of job in this process.
package struct JobHandler: Sendable {
    /// The kind.
    package let kind: JobKind
    /// Jobs of the kind at once in this process, at least 1. Kinds never take each other's room.
    package var concurrency: Int
    /// How many of these are kept for jobs of the priority 0 and below: what comes behind them never takes all.
    package var reserved: Int
    /// When a job of the kind makes itself; nil when others make them.
    package var schedule: JobSchedule?
    /// Works on a claimed job. It returns ``JobEnding/completed`` or another end; what it throws becomes a failure, a
    /// `CancellationError` hands the job back, and ``ClaimLost`` drops it. It may run twice for one job when its process dies: what it
    /// does must be safe to do again. It is cancelled when the claim is lost or the process stops.
    package var run: @Sendable (Job, Logger) async throws -> JobEnding
    /// An error as the job records it.
    package var failure: @Sendable (any Error, Instant) -> JobFailure
    /// Called after the end of a run was written, with the job as it stands now.
    package var ended: @Sendable (Job) async -> Void
    /// Called when the claim was lost while the job ran.
    package var lost: @Sendable (Job) async -> Void

    /// A handler.
    package init(
        _ kind: JobKind,
        concurrency: Int = 1,
        reserved: Int = 0,
        schedule: JobSchedule? = nil,
        failure: @escaping @Sendable (any Error, Instant) -> JobFailure = { JobFailure($0, at: $1) },
        ended: @escaping @Sendable (Job) async -> Void = { _ in },
        lost: @escaping @Sendable (Job) async -> Void = { _ in },
        run: @escaping @Sendable (Job, Logger) async throws -> JobEnding
    ) {
        var kind = kind
        if let schedule {
            kind.policy.maxDelayMs = max(kind.policy.maxDelayMs, schedule.everyMs)
            // It is one job for ever.
            kind.policy.maxRuns = .max
        }
        self.kind = kind
        self.concurrency = max(1, concurrency)
        self.reserved = max(0, min(reserved, self.concurrency - 1))
        self.schedule = schedule
        self.failure = failure
        self.ended = ended
        self.lost = lost
        guard let schedule else {
            self.run = run
            return
        }
        self.run = { job, log in
            do {
                return try await run(job, log)
            } catch let error where !(error is ClaimLost || error is CancellationError) {
                log.warning("a scheduled job failed", metadata: ["kind": "\(job.kind)", "error": "\(error)"])
                return .again(afterMs: schedule.everyMs)
            }
        }
    }
}

/// How many jobs of one kind there is room for.
package struct JobRoom: Sendable {
    /// The kind.
    package var kind: JobKind
    /// Places that are free.
    package var free: Int
    /// How many of them jobs behind the priority 0 may take; nil when they have no part of their own.
    package var later: Int?

    /// Room for so many jobs; all of it for jobs of any priority when `later` is nil.
    package init(_ kind: JobKind, _ free: Int, later: Int? = nil) {
        self.kind = kind
        self.free = max(0, free)
        self.later = later.map { max(0, min(free, $0)) }
    }
}

/// The handlers of a process, by kind.
package struct JobRegistry: Sendable {
    /// Every handler, in the order of registration.
    package private(set) var handlers: [JobHandler] = []

    /// A registry with some handlers.
    package init(_ handlers: [JobHandler] = []) { for handler in handlers { register(handler) } }

    /// Adds a handler; one of the same kind is replaced.
    package mutating func register(_ handler: JobHandler) {
        handlers.removeAll { $0.kind.name == handler.kind.name }
        handlers.append(handler)
    }

    /// Adds a handler for a kind that writes nothing about its subjects.
    ///
    /// - Parameters:
    ///   - kind: the name of the kind.
    ///   - policy: how patient it is with one job.
    ///   - schedule: when such a job makes itself; nil when others make them.
    ///   - concurrency: jobs of the kind at once in this process.
    ///   - handler: the work; returning completes the job, or sets it for its next time when it has a schedule.
    package mutating func register(
        kind: String,
        policy: JobPolicy = JobPolicy(),
        schedule: JobSchedule? = nil,
        concurrency: Int = 1,
        handler: @escaping @Sendable (Job, Logger) async throws -> Void
    ) {
        register(
            JobHandler(JobKind(kind, policy: policy), concurrency: concurrency, schedule: schedule) { job, log in
                try await handler(job, log)
                return schedule.map { .again(afterMs: $0.everyMs) } ?? .completed
            }
        )
    }

    /// The kinds.
    package var kinds: [JobKind] { handlers.map(\.kind) }

    subscript(kind: String) -> JobHandler? { handlers.first { $0.kind.name == kind } }
}

/// How often and how long one job of a kind is tried. The counters it bounds start again at every step that gets done.
package struct JobPolicy: Sendable, Hashable {
    /// Failures at one step before the job gives up; at least 1.
    package var maxAttempts: Int
    /// Times a job's worker may die at one step before the job is taken to be the cause.
    package var maxRescues: Int
    /// Times an upstream may ask for patience at one step. Such waits are not failures.
    package var maxWaits: Int
    /// Times a job may be begun in all, whatever ended its runs. It bounds what one job can cost.
    package var maxRuns: Int
    /// The waits between attempts.
    package var backoff: Backoff
    /// The longest an upstream's own wish to wait is followed.
    package var maxWaitMs: Int
    /// Times a database or an object store out of reach is waited for at one step.
    package var maxOutageWaits: Int
    /// The longest a job of this kind is put off by its maker, its schedule or ``JobEnding/again(afterMs:)``. What seems to be due
    /// later than any wait is long was written before the clock went back, and is due.
    package var maxDelayMs: Int

    /// A policy; the defaults give up after about 15 s of failures and 10 min of throttling.
    package init(
        maxAttempts: Int = 4,
        maxRescues: Int = 10,
        maxWaits: Int = 10,
        backoff: Backoff = Backoff(baseMs: 2_000, maxMs: 60_000),
        maxWaitMs: Int = 60_000,
        maxRuns: Int = 100,
        maxOutageWaits: Int = 10,
        maxDelayMs: Int = 0
    ) {
        self.maxOutageWaits = max(0, maxOutageWaits)
        self.maxAttempts = max(1, maxAttempts)
        self.maxRescues = max(0, maxRescues)
        self.maxWaits = max(0, maxWaits)
        self.maxRuns = max(1, maxRuns)
        self.backoff = backoff
        self.maxWaitMs = max(0, maxWaitMs)
        self.maxDelayMs = max(0, maxDelayMs)
    }

    /// Whether a failure, after `attempts` failures and `waits` waits, is the last one.
    package func isLastChance(_ failure: JobFailure, attempts: Int, waits: Int) -> Bool {
        failure.isOutage
            ? waits >= max(maxWaits, maxOutageWaits) : isLastChance(failure.retry, attempts: attempts, waits: waits)
    }

    /// Whether one more failure of this kind, after `attempts` failures and `waits` waits, would be the last one.
    package func isLastChance(_ retry: ErrorRow.Retry, attempts: Int, waits: Int) -> Bool {
        switch retry {
        case .never: true
        case .backoff: attempts + 1 >= maxAttempts
        case .later: waits >= maxWaits
        }
    }

    /// Longer than any wait there is.
    var longestMs: Int {
        let longest = max(maxWaitMs, backoff.maxMs, maxDelayMs)
        return longest > Int.max / 4 ? Int.max / 4 : 2 * longest + 1_000
    }
}

/// The statements on single jobs that several transactions share. A feature writes its jobs in the transaction of what they work on,
/// and calls `announceJobs()` of the database afterwards.
package enum JobRows {
    /// Writes a new job, with its turn: one after the last waiting job of its owner and kind, but not before the turn that is due.
    ///
    /// - Returns: whether it was written; not when an unfinished job of the kind has its unique key.
    @discardableResult
    package static func insert(_ job: Job, in connection: any SQLConnection) throws(StorageError) -> Bool {
        var job = job
        job.turn = try turn(for: job, in: connection)
        let values = try job.values
        let places = values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return try !connection.execute(
            """
            INSERT INTO jobs (\(Job.columns)) VALUES (\(places))
            ON CONFLICT (kind, unique_key) WHERE state IN ('available', 'retryable', 'running') DO NOTHING
            RETURNING id
            """,
            values
        ).isEmpty
    }

    /// The turn of a job that begins to wait.
    static func turn(for job: Job, in connection: any SQLConnection) throws(StorageError) -> Int {
        let row = try connection.execute(
            """
            SELECT
                (SELECT MIN(turn) FROM jobs WHERE state IN ('available', 'retryable') AND kind = $1 AND priority = $2) AS due,
                (SELECT MAX(turn) FROM jobs
                    WHERE state IN ('available', 'retryable') AND kind = $1 AND owner = $3 AND priority = $2) AS last
            """,
            [.text(job.kind), .int(job.priority), .text(job.owner)]
        ).first
        let due = try row?.optionalInt("due") ?? 0
        return max(due, try row?.optionalInt("last").map { $0 &+ 1 } ?? 0)
    }

    /// Makes sure that there is an unfinished job with the kind and the unique key of this one, due no later than this one: one that is
    /// there is brought forward, else this one is written. Its row stays locked until the transaction ends, so that a worker that ends it
    /// meanwhile waits, and the ``JobKind/follow`` of its kind sees what this transaction wrote.
    package static func ask(_ job: Job, in connection: any SQLConnection) throws(StorageError) {
        guard let key = job.uniqueKey else {
            _ = try insert(job, in: connection)
            return
        }
        // Another transaction may write one meanwhile, and a worker may end it before it is brought forward.
        while try !hasten(job.kind, key, to: job.runAfter, in: connection) {
            if try insert(job, in: connection) { return }
        }
    }

    /// Brings the unfinished job of a kind with a unique key forward, if it is due later than a time, and locks its row.
    ///
    /// - Parameter priority: its new priority; nil leaves that as it is.
    /// - Returns: whether there is one.
    @discardableResult
    package static func hasten(
        _ kind: String,
        _ key: String,
        to time: Instant,
        priority: Int? = nil,
        in connection: any SQLConnection
    ) throws(StorageError) -> Bool {
        try !connection.execute(
            """
            UPDATE jobs SET run_after = CASE WHEN run_after > $3 THEN $3 ELSE run_after END, priority = COALESCE($4, priority)
            WHERE kind = $1 AND unique_key = $2 AND state IN ('available', 'retryable', 'running') RETURNING id
            """,
            [.text(kind), .text(key), .time(time), priority.map { .int($0) } ?? .null]
        ).isEmpty
    }

    /// Removes the jobs of a subject that is deleted; a worker that has one can write nothing more.
    package static func forget(_ kind: JobKind, of subject: String, in connection: any SQLConnection)
        throws(StorageError)
    {
        try connection.execute(
            "DELETE FROM jobs WHERE subject = $1 AND kind = $2",
            [.text(subject), .text(kind.name)]
        )
    }

    /// The job as it is stored, its row locked, when `claimed` is still the claim it runs under. What a handler writes in a transaction
    /// that began with this is written under its claim or not at all.
    ///
    /// - Throws: ``ClaimLost``.
    package static func owned(_ claimed: Job, in connection: any SQLConnection) throws -> Job {
        guard let worker = claimed.claim?.worker else { throw ClaimLost(claimed) }
        let rows = try connection.execute(
            """
            SELECT \(Job.columns) FROM jobs
            WHERE id = $1 AND state = 'running' AND claimed_by = $2 AND runs = $3 \(connection.dialect.lockRow)
            """,
            [.text(claimed.id.rawValue), .text(worker), .int(claimed.runs)]
        )
        guard let row = rows.first else { throw ClaimLost(claimed) }
        return try Job(row: row)
    }

    /// Writes a job that was read in the same transaction.
    package static func write(_ job: Job, in connection: any SQLConnection) throws(StorageError) {
        let values = try job.values
        let places = values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try connection.execute("UPDATE jobs SET (\(Job.columns)) = (\(places)) WHERE id = $1", values)
    }
}
