package import Core
package import Database
package import Model

/// The jobs of a database: claiming, heartbeats, ends and rescue. What a job may do is decided by ``Job``; every write of a
/// running job is fenced by its claim, so a worker that was taken for dead cannot write over its successor.
package struct JobStore: Sendable {
    let database: any SQLDatabase
    let policy: JobPolicy

    /// The jobs of a database under a policy.
    package init(_ database: any SQLDatabase, policy: JobPolicy = JobPolicy()) {
        self.database = database
        self.policy = policy
    }

    /// Gives a stored answer a new job, which takes from its artifacts whatever still fits.
    ///
    /// - Returns: whether it did; not when the answer is gone or has an unfinished job.
    package func add(_ answer: AnswerID, priority: Int = 0, at now: Instant) async throws -> Bool {
        let added = try await database.write { connection in
            let rows = try connection.execute(
                """
                UPDATE answers SET status = 'queued', stage = 'upload', problem_code = NULL, problem_detail = NULL,
                    revision = revision + 1, updated_at = $2
                WHERE id = $1 AND status IN ('done', 'failed') RETURNING owner
                """,
                [.text(answer.rawValue), .time(now)]
            )
            guard let row = rows.first else { return false }
            let owner = try row.text("owner")
            let job = Job(id: JobID(at: now.date), answer: answer, owner: owner, priority: priority, at: now)
            try JobRows.insert(job, in: connection)
            return true
        }
        if added { database.announceJobs() }
        return added
    }

    /// Takes up to `limit` jobs that are due, by priority, then by turn. One that seems to be due later than any wait is long
    /// was written before the clock went back, and is due.
    ///
    /// - Returns: the jobs, running now, each with what its answer's clients see.
    package func claim(
        _ limit: Int,
        by worker: String,
        deadlineMs: Int,
        at now: Instant
    ) async throws -> [(job: Job, progress: ProgressEvent)] {
        let longest = 2 * max(policy.maxWaitMs, policy.backoff.maxMs) + 1_000
        return try await database.write { connection in
            let rows = try connection.execute(
                """
                WITH due AS MATERIALIZED (
                    SELECT id FROM jobs
                    WHERE state IN ('available', 'retryable') AND (run_after <= $2 OR run_after > $5)
                    ORDER BY priority, turn, id LIMIT $4 \(connection.dialect.skipLocked)
                )
                UPDATE jobs SET state = 'running', claimed_by = $1, heartbeat_at = $2, deadline_at = $3,
                    runs = runs + 1, updated_at = $2
                WHERE id IN (SELECT id FROM due)
                RETURNING \(Job.columns)
                """,
                [
                    .text(worker), .time(now), .time(now.advanced(byMs: deadlineMs)), .int(max(0, limit)),
                    .time(now.advanced(byMs: longest)),
                ]
            )
            guard !rows.isEmpty else { return [] }
            let jobs = try rows.map { row in try Job(row: row) }
            let events = try AnswerRows.started(jobs.map(\.answer), at: now, in: connection)
            return jobs.sorted {
                ($0.priority, $0.turn, $0.id.rawValue) < ($1.priority, $1.turn, $1.id.rawValue)
            }
            .compactMap { job in events[job.answer].map { (job, $0) } }
        }
    }

    /// Says that a worker is alive.
    ///
    /// - Returns: the jobs it still owns, by their number of runs.
    package func beat(_ worker: String, at now: Instant) async throws -> [JobID: Int] {
        try await database.write { connection in
            let rows = try connection.execute(
                """
                UPDATE jobs SET heartbeat_at = $1 WHERE state = 'running' AND claimed_by = $2 RETURNING id, runs
                """,
                [.time(now), .text(worker)]
            )
            var owned: [JobID: Int] = [:]
            for row in rows {
                if let id = JobID(try row.text("id")) { owned[id] = try row.int("runs") }
            }
            return owned
        }
    }

    /// Ends a claim: the job completes, fails, or is handed back, and its answer with it.
    ///
    /// - Returns: the job as it stands now, and what its answer's clients see.
    /// - Throws: ``ClaimLost``.
    package func end(
        _ claimed: Job,
        _ ending: JobEnding,
        jitter: Double,
        at now: Instant
    ) async throws -> (job: Job, progress: ProgressEvent) {
        let policy = policy
        let result = try await database.write { connection in
            var job = try JobRows.owned(claimed, in: connection)
            switch ending {
            case .completed: try job.complete(at: now)
            case .failed(let failure): try job.fail(failure, policy: policy, jitter: jitter, at: now)
            case .handedBack: try job.handBack(policy: policy, at: now)
            }
            try JobRows.write(job, in: connection)
            return (job, try AnswerRows.follow(job, at: now, in: connection))
        }
        if !result.0.state.isFinished { database.announceJobs() }
        return result
    }

    /// The jobs that run now, of all workers but one.
    package func running(except worker: String) async throws -> [Job] {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(Job.columns) FROM jobs WHERE state = 'running' AND claimed_by <> $1",
                [.text(worker)]
            ).map { row in try Job(row: row) }
        }
    }

    /// Frees the jobs of dead workers: all of those named, and those of the silent that are still as they were seen: in the same
    /// run, with the same heartbeat.
    package func rescue(
        deadWorkers: Set<String> = [],
        silent: Set<HeartbeatWatch.Sign> = [],
        jitter: Double,
        at now: Instant
    ) async throws -> [(job: Job, progress: ProgressEvent)] {
        guard !deadWorkers.isEmpty || !silent.isEmpty else { return [] }
        let policy = policy
        let rescued = try await database.write { connection in
            let select = "SELECT \(Job.columns) FROM jobs WHERE state = 'running' AND"
            let lock = connection.dialect.skipLocked
            var rows: [SQLRow] = []
            for sign in silent {
                rows += try connection.execute(
                    "\(select) id = $1 AND runs = $2 AND heartbeat_at = $3 \(lock)",
                    [.text(sign.id), .int(sign.runs), .time(sign.mark)]
                )
            }
            for worker in deadWorkers {
                rows += try connection.execute("\(select) claimed_by = $1 \(lock)", [.text(worker)])
            }
            var seen: Set<JobID> = []
            return try rows.map { row in try Job(row: row) }.filter { seen.insert($0.id).inserted }.map { running in
                var job = running
                try job.rescue(policy: policy, jitter: jitter, at: now)
                try JobRows.write(job, in: connection)
                return (job, try AnswerRows.follow(job, at: now, in: connection))
            }
        }
        if !rescued.isEmpty { database.announceJobs() }
        return rescued
    }

    /// Calls off the unfinished job of an answer, its worker can write nothing more. The answer fails with
    /// `job.cancelled`.
    ///
    /// - Returns: what the answer's clients see; nil when it has no unfinished job, or the principal does not see it.
    package func cancel(as principal: Principal, _ answer: AnswerID, at now: Instant) async throws -> ProgressEvent? {
        try await database.write { connection in
            let owner = OwnerCondition(principal, after: 1)
            let rows = try connection.execute(
                """
                SELECT \(Job.columns) FROM jobs
                WHERE answer = $1 AND state IN ('available', 'retryable', 'running')\(owner.text)
                \(connection.dialect.lockRow)
                """,
                [.text(answer.rawValue)] + owner.values
            )
            guard let row = rows.first else { return nil }
            var job = try Job(row: row)
            try job.cancel(at: now)
            try JobRows.write(job, in: connection)
            return try AnswerRows.follow(job, at: now, in: connection)
        }
    }

    /// One job; nil when it is gone.
    package func find(_ id: JobID) async throws -> Job? {
        try await database.read { connection in
            try connection.execute("SELECT \(Job.columns) FROM jobs WHERE id = $1", [.text(id.rawValue)]).first.map {
                row in try Job(row: row)
            }
        }
    }

    /// The jobs of an answer, oldest first.
    package func jobs(of answer: AnswerID) async throws -> [Job] {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(Job.columns) FROM jobs WHERE answer = $1 ORDER BY created_at, id",
                [.text(answer.rawValue)]
            ).map { row in try Job(row: row) }
        }
    }

    /// How many jobs wait or run, and since when the oldest due one waits; finished jobs are not looked at.
    package func backlog() async throws -> (waiting: Int, running: Int, oldest: Instant?) {
        try await database.read { connection in
            let row = try connection.execute(
                """
                SELECT COUNT(*) AS waiting, MIN(run_after) AS oldest FROM jobs WHERE state IN ('available', 'retryable')
                """
            )
            let running = try connection.execute("SELECT COUNT(*) AS running FROM jobs WHERE state = 'running'")
            return (
                try row.first?.int("waiting") ?? 0, try running.first?.int("running") ?? 0,
                try row.first?.optionalTime("oldest")
            )
        }
    }
}
