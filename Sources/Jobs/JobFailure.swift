package import Core
package import Database

/// The kind of a job's identifier.
package enum JobIDKind: IdentifierKind {
    package static let prefix = "job"
}

/// The identifier of a job, `job_…`.
package typealias JobID = Identifier<JobIDKind>

/// Why a job did not get done this time.
package struct JobFailure: Sendable, Hashable, Codable {
    /// A code of ``ErrorTable``.
    package var code: String
    /// One sentence for the owner.
    package var detail: String
    /// The step of the work it happened at, by the words of the job's feature.
    package var stage: String?
    /// When.
    package var at: Instant
    /// How long the upstream asked to wait.
    package var retryAfterMs: Int?
    /// Whether a breaker kept a call from being made: waiting costs nothing, so no attempt is spent. Nil means no.
    package var isHeldBack: Bool?

    /// A failure.
    package init(code: String, detail: String, stage: String? = nil, at: Instant, retryAfterMs: Int? = nil) {
        self.code = code
        self.detail = detail
        self.stage = stage
        self.at = at
        self.retryAfterMs = retryAfterMs
    }

    /// An error as the job records it: a coded one with its code and message, any other one as `internal`.
    package init(_ error: any Error, at now: Instant) {
        let coded = error as? any CodedError
        self.init(
            code: coded?.code ?? "internal",
            detail: coded?.message ?? "Something went wrong on our side.",
            at: now,
            retryAfterMs: coded?.context["retryAfterMs"].flatMap { Int($0) }
        )
        isHeldBack = coded?.context["breaker"] == "open" ? true : nil
    }

    /// What to do about it, by the table.
    package var retry: ErrorRow.Retry { isHeldBack == true || isOutage ? .later : ErrorTable.row(code).retry }

    /// Whether the database or the object store is out of reach: nothing can stand in for them, so they are waited for.
    package var isOutage: Bool { Self.outages.contains(code) }

    private static let outages: Set<String> = [
        "storage.unavailable", "storage.full", "blob.unavailable", "blob.timeout", "blob.throttled",
    ]
}

/// How a worker's claim on a job ends.
package enum JobEnding: Sendable, Hashable {
    /// Everything got done.
    case completed
    /// Something went wrong; the state machine decides whether it is tried again.
    case failed(JobFailure)
    /// The worker stops and gives the job back untouched.
    case handedBack
    /// Done for now, and due again after so many milliseconds: a schedule, or work that is not ripe yet. Every counter but the number
    /// of runs starts again.
    case again(afterMs: Int)
    /// What it works on is gone.
    case cancelled
}

/// The claim a worker writes under is no longer its own: the job was rescued, cancelled, or deleted with its subject. The worker
/// drops what it has; nothing was written.
package struct ClaimLost: Error, Hashable {
    /// The job.
    package let job: JobID
    /// What it works on.
    package let subject: String

    /// A lost claim.
    package init(_ job: Job) {
        self.job = job.id
        subject = job.subject
    }
}

/// One job after a change, and what the listeners of its subject hear.
package struct JobChange: Sendable, Hashable {
    /// The job as it stands now.
    package var job: Job
    /// The change of its subject; nil when the kind has no events, or the subject is gone.
    package var event: Event?

    /// A change.
    package init(job: Job, event: Event?) {
        self.job = job
        self.event = event
    }
}
