package import Core
package import Database

/// One piece of work that must not be lost, and the state machine it goes through. Pure: the store writes down what these
/// functions decide.
///
/// `available` → `running` → `completed`; a failure leads to `retryable` and back, or to `discarded`; `cancelled` ends
/// whatever is not finished. Only a running job has an owner.
package struct Job: Sendable, Hashable {
    /// Where a job stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Waiting for a worker.
        case available
        /// A worker has it.
        case running
        /// It failed, or has to wait; it is due again at ``Job/runAfter``.
        case retryable
        /// Done.
        case completed
        /// Given up; its errors are kept.
        case discarded
        /// Cancelled before its end.
        case cancelled

        /// Whether nothing more happens.
        package var isFinished: Bool { self == .completed || self == .discarded || self == .cancelled }

        /// The states that may follow.
        package var next: Set<State> {
            switch self {
            case .available, .retryable: [.running, .cancelled]
            case .running: [.available, .retryable, .completed, .discarded, .cancelled]
            case .completed, .discarded, .cancelled: []
            }
        }
    }

    /// Who has it, and until when.
    package struct Claim: Sendable, Hashable {
        /// The worker's name.
        package var worker: String
        /// When the worker last said that it is alive.
        package var heartbeat: Instant
        /// When the worker must be done.
        package var deadline: Instant

        /// A claim.
        package init(worker: String, heartbeat: Instant, deadline: Instant) {
            self.worker = worker
            self.heartbeat = heartbeat
            self.deadline = deadline
        }
    }

    /// A step the state machine does not know.
    package struct IllegalTransition: Error, Hashable {
        /// Where the job stood.
        package let from: State
        /// Where it was to go.
        package let to: State
    }

    /// How many errors are kept, the newest.
    package static let keptErrors = 20

    /// Its identifier.
    package let id: JobID
    /// What is to be done: the name of its ``JobKind``.
    package let kind: String
    /// What it works on, e.g. an answer's id; the feature that made it removes it with that. May be empty.
    package let subject: String
    /// What else its handler needs, as JSON.
    package let payload: String
    /// Of the unfinished jobs of one kind only one has it; nil when there may be many.
    package let uniqueKey: String?
    /// Whose it is; owners take turns. Empty for jobs of the service itself.
    package let owner: String
    /// How long it stays after its end, in milliseconds; as long as its subject when nil.
    package let keepMs: Int?
    /// When it was made.
    package let created: Instant
    /// Where it stands.
    package internal(set) var state: State = .available
    /// Lower goes first.
    package internal(set) var priority: Int
    /// Its place among the waiting jobs of its priority: lower goes first. Each job of one owner comes a turn after the one
    /// before it, so that a hundred jobs of one owner do not stand before the first of another.
    package internal(set) var turn = 0
    /// Failures at the present stage.
    package internal(set) var attempts = 0
    /// Times its worker died at the present stage.
    package internal(set) var rescues = 0
    /// Times an upstream asked for patience at the present stage.
    package internal(set) var waits = 0
    /// Times it was claimed in all. Together with the worker's name it tells one claim from every other.
    package internal(set) var runs = 0
    /// Not to be claimed before this.
    package internal(set) var runAfter: Instant
    /// Its owner; present exactly while it runs.
    package internal(set) var claim: Claim?
    /// What went wrong so far, oldest first.
    package internal(set) var errors: [JobFailure] = []
    /// When it last changed.
    package internal(set) var updated: Instant
    /// When it ended.
    package internal(set) var finished: Instant?

    /// A new job.
    ///
    /// - Parameter delayMs: how long it waits before it may start, in milliseconds.
    package init(
        id: JobID? = nil,
        kind: JobKind,
        subject: String = "",
        payload: String = "{}",
        uniqueKey: String? = nil,
        owner: String = "",
        priority: Int = 0,
        delayMs: Int = 0,
        at now: Instant
    ) {
        self.init(
            id: id ?? JobID(at: now.date),
            named: kind.name,
            subject: subject,
            payload: payload,
            uniqueKey: uniqueKey,
            owner: owner,
            keepMs: kind.keepMs,
            priority: priority,
            at: now
        )
        runAfter = now.advanced(byMs: max(0, min(delayMs, kind.policy.maxDelayMs)))
    }

    init(
        id: JobID,
        named kind: String,
        subject: String,
        payload: String,
        uniqueKey: String?,
        owner: String,
        keepMs: Int?,
        priority: Int,
        at now: Instant
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.payload = payload
        self.uniqueKey = uniqueKey
        self.owner = owner
        self.keepMs = keepMs
        self.priority = priority
        created = now
        runAfter = now
        updated = now
    }
}

extension Job {
    /// A worker takes it.
    package mutating func start(by worker: String, at now: Instant, deadlineMs: Int) throws(IllegalTransition) {
        try move(to: .running, at: now)
        claim = Claim(worker: worker, heartbeat: now, deadline: now.advanced(byMs: deadlineMs))
        runs += 1
    }

    /// Its worker says that it is alive.
    package mutating func beat(at now: Instant) { claim?.heartbeat = now }

    /// A step got done: what went wrong before it no longer counts.
    package mutating func stageDone(at now: Instant) {
        attempts = 0
        rescues = 0
        waits = 0
        updated = now
    }

    /// Everything got done.
    package mutating func complete(at now: Instant) throws(IllegalTransition) {
        try move(to: .completed, at: now)
    }

    /// It went wrong: it waits for another try, or is given up.
    package mutating func fail(
        _ failure: JobFailure,
        policy: JobPolicy,
        jitter: Double,
        at now: Instant
    ) throws(IllegalTransition) {
        let retry = failure.retry
        if runs >= policy.maxRuns || policy.isLastChance(failure, attempts: attempts, waits: waits) {
            try move(to: .discarded, at: now)
            attempts += 1
        } else if retry == .later {
            try move(to: .retryable, at: now)
            waits += 1
            let asked = failure.retryAfterMs ?? policy.backoff.delayMs(failure: waits, jitter: jitter)
            runAfter = now.advanced(byMs: max(0, min(asked, policy.maxWaitMs)))
        } else {
            try move(to: .retryable, at: now)
            attempts += 1
            runAfter = now.advanced(byMs: policy.backoff.delayMs(failure: attempts, jitter: jitter))
        }
        note(failure)
    }

    /// Its worker stops and gives it back untouched: not a failure, but a job that was begun too often ends here.
    package mutating func handBack(policy: JobPolicy = JobPolicy(), at now: Instant) throws(IllegalTransition) {
        if try endsForRuns(policy, at: now) { return }
        try move(to: .available, at: now)
        runAfter = now
    }

    /// It is done for now and due again later; only the number of its runs goes on counting.
    package mutating func again(afterMs: Int, policy: JobPolicy, at now: Instant) throws(IllegalTransition) {
        try move(to: .available, at: now)
        (attempts, rescues, waits) = (0, 0, 0)
        runAfter = now.advanced(byMs: max(0, min(afterMs, policy.maxDelayMs)))
    }

    /// Gives up a job that was begun as often as one may be: whatever interrupts it, it is not paid for without end.
    private mutating func endsForRuns(_ policy: JobPolicy, at now: Instant) throws(IllegalTransition) -> Bool {
        guard runs >= policy.maxRuns else { return false }
        try move(to: .discarded, at: now)
        note(
            JobFailure(
                code: "job.runs",
                detail: "Work on this was begun \(runs) times and never came to an end.",
                at: now
            )
        )
        return true
    }

    /// Its worker died. The first death costs nothing; later ones back off, in case the job is the cause, and too many end it.
    package mutating func rescue(policy: JobPolicy, jitter: Double, at now: Instant) throws(IllegalTransition) {
        rescues += 1
        if try endsForRuns(policy, at: now) { return }
        if rescues > policy.maxRescues {
            try move(to: .discarded, at: now)
            note(
                JobFailure(
                    code: "job.attempts",
                    detail: "The process working on this died \(rescues) times at the same step.",
                    at: now
                )
            )
        } else {
            try move(to: .retryable, at: now)
            let delay = rescues == 1 ? 0 : policy.backoff.delayMs(failure: rescues - 1, jitter: jitter)
            runAfter = now.advanced(byMs: delay)
        }
    }

    /// A request cancels it.
    package mutating func cancel(at now: Instant) throws(IllegalTransition) {
        try move(to: .cancelled, at: now)
    }

    private mutating func move(to next: State, at now: Instant) throws(IllegalTransition) {
        guard state.next.contains(next) else { throw IllegalTransition(from: state, to: next) }
        state = next
        updated = now
        if next != .running { claim = nil }
        if next.isFinished { finished = now }
    }

    private mutating func note(_ failure: JobFailure) {
        errors.append(failure)
        if errors.count > Self.keptErrors { errors.removeFirst(errors.count - Self.keptErrors) }
    }
}

/// The kind of a job's identifier.
package enum JobIDKind: IdentifierKind {
    package static let prefix = "job"
}

/// The identifier of a job, `job_…`.
package typealias JobID = Identifier<JobIDKind>

extension Job {
    /// The columns of ``init(row:)``, in the order of ``values``.
    static let columns = """
        id, kind, subject, payload, unique_key, keep_ms, state, priority, attempts, rescues, waits, runs, run_after, claimed_by, heartbeat_at, deadline_at, \
        last_error, errors, created_at, updated_at, finished_at, owner, turn
        """

    /// A job as stored.
    init(row: SQLRow) throws(StorageError) {
        guard let id = JobID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored job has no valid identifier.")
        }
        self.init(
            id: id,
            named: try row.text("kind"),
            subject: try row.text("subject"),
            payload: try row.text("payload"),
            uniqueKey: try row.optionalText("unique_key"),
            owner: try row.text("owner"),
            keepMs: try row.optionalInt("keep_ms"),
            priority: try row.int("priority"),
            at: try row.time("created_at")
        )
        turn = try row.int("turn")
        state = try row.choice("state")
        attempts = try row.int("attempts")
        rescues = try row.int("rescues")
        waits = try row.int("waits")
        runs = try row.int("runs")
        runAfter = try row.time("run_after")
        if let worker = try row.optionalText("claimed_by") {
            claim = Claim(
                worker: worker,
                heartbeat: try row.time("heartbeat_at"),
                deadline: try row.time("deadline_at")
            )
        }
        errors = try StoredJSON.value(from: try row.text("errors"))
        updated = try row.time("updated_at")
        finished = try row.optionalTime("finished_at")
    }

    /// The values of ``columns``.
    var values: [SQLValue] {
        get throws(StorageError) {
            [
                .text(id.rawValue), .text(kind), .text(subject), .text(payload), .optional(uniqueKey),
                keepMs.map { .int($0) } ?? .null, .text(state.rawValue), .int(priority), .int(attempts), .int(rescues),
                .int(waits), .int(runs), .time(runAfter), .optional(claim?.worker),
                .time(claim?.heartbeat), .time(claim?.deadline), .optional(errors.last?.code),
                .text(try StoredJSON.text(errors)), .time(created), .time(updated), .time(finished),
                .text(owner), .int(turn),
            ]
        }
    }
}

extension JobRegistry {
    /// Adds the hourly removal of jobs that ended long enough ago.
    package mutating func registerPurge(of database: any SQLDatabase, clock: PipelineClock = .system) {
        register(kind: "jobs.purge", schedule: .every(ms: 3_600_000)) { _, _ in
            while try await JobStore.purge(database, at: clock.instant) == 1_000 {}
        }
    }
}
