package import Core
package import Database

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

extension JobStore {
    /// One job; nil when it is gone.
    package func find(_ id: JobID) async throws -> Job? {
        try await database.read { connection in
            try connection.execute("SELECT \(Job.columns) FROM jobs WHERE id = $1", [.text(id.rawValue)]).first.map {
                row in try Job(row: row)
            }
        }
    }

    /// The jobs of this store's kinds that work on a subject, oldest first.
    package func jobs(ofSubject subject: String) async throws -> [Job] {
        let known = Set(kinds.map(\.name))
        return try await database.read { connection in
            try connection.execute(
                "SELECT \(Job.columns) FROM jobs WHERE subject = $1 ORDER BY created_at, id",
                [.text(subject)]
            ).map { row in try Job(row: row) }.filter { known.contains($0.kind) }
        }
    }

    /// How many jobs of this store's kinds wait or run, and since when the oldest due one waits; finished jobs are not looked at.
    package func backlog() async throws -> (waiting: Int, running: Int, oldest: Instant?) {
        let names = Places(kinds.map(\.name))
        return try await database.read { connection in
            let row = try connection.execute(
                """
                SELECT COUNT(*) AS waiting, MIN(run_after) AS oldest FROM jobs
                WHERE state IN ('available', 'retryable') AND kind IN \(names.text)
                """,
                names.values
            )
            let running = try connection.execute(
                "SELECT COUNT(*) AS running FROM jobs WHERE state = 'running' AND kind IN \(names.text)",
                names.values
            )
            return (
                try row.first?.int("waiting") ?? 0, try running.first?.int("running") ?? 0,
                try row.first?.optionalTime("oldest")
            )
        }
    }

    /// Removes jobs that ended long enough ago, by what their kind said when they were made.
    ///
    /// - Returns: how many went, at most `limit`.
    package static func purge(_ database: any SQLDatabase, limit: Int = 1_000, at now: Instant) async throws -> Int {
        try await database.write { connection in
            try connection.execute(
                """
                DELETE FROM jobs WHERE id IN (
                    SELECT id FROM jobs WHERE keep_ms IS NOT NULL AND finished_at IS NOT NULL AND (finished_at + keep_ms) < $1
                    LIMIT $2
                ) RETURNING id
                """,
                [.time(now), .int(limit)]
            ).count
        }
    }
}
