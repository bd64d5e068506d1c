package import Core

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
