package import Core
package import Database

/// The jobs of a database: claiming, heartbeats, ends and rescue. What a job may do is decided by ``Job``; every write of a
/// running job is fenced by its claim, so a worker that was taken for dead cannot write over its successor.
package struct JobStore: Sendable {
    let database: any SQLDatabase
    /// The kinds this store knows; it leaves jobs of others alone.
    package let kinds: [JobKind]

    /// The jobs of some kinds in a database.
    package init(_ database: any SQLDatabase, kinds: [JobKind]) {
        self.database = database
        self.kinds = kinds
    }

    /// Writes a job of its own and wakes the workers.
    ///
    /// - Returns: whether it was written; not when an unfinished job of the kind has its unique key.
    package func add(_ job: Job) async throws -> Bool {
        let added = try await database.write { connection in try JobRows.insert(job, in: connection) }
        if added { database.announceJobs() }
        return added
    }

    /// Makes the one job of a schedule when there is none, or brings it forward when it is due later than the schedule says.
    package func ensure(_ kind: JobKind, _ schedule: JobSchedule, at now: Instant) async throws {
        let latest = now.advanced(byMs: schedule.everyMs)
        let waits: Instant?? = try await database.read { connection in
            try connection.execute(
                """
                SELECT CASE WHEN state = 'running' THEN NULL ELSE run_after END AS due FROM jobs
                WHERE kind = $1 AND unique_key = $1 AND state IN ('available', 'retryable', 'running')
                """,
                [.text(kind.name)]
            ).first.map { row in try row.optionalTime("due") }
        }
        switch waits {
        case nil: _ = try await add(Job(kind: kind, uniqueKey: kind.name, at: now))
        case .some(let due?) where due > latest:
            try await database.write { connection in
                try connection.execute(
                    """
                    UPDATE jobs SET run_after = $2
                    WHERE kind = $1 AND unique_key = $1 AND state IN ('available', 'retryable')
                    """,
                    [.text(kind.name), .time(latest)]
                )
            }
        default: break
        }
    }

    /// Takes up to `limit` jobs of each kind that are due.
    package func claim(_ limit: Int, by worker: String, deadlineMs: Int, at now: Instant) async throws -> [JobChange] {
        try await claim(kinds.map { JobRoom($0, limit) }, by: worker, deadlineMs: deadlineMs, at: now)
    }

    /// Takes as many jobs that are due as there is room for of each kind, by priority, then by turn. One that seems to be due later than
    /// any wait is long was written before the clock went back, and is due.
    ///
    /// - Returns: the jobs, running now.
    package func claim(
        _ rooms: [JobRoom],
        by worker: String,
        deadlineMs: Int,
        at now: Instant
    ) async throws -> [JobChange] {
        try await database.write { connection in
            var changes: [JobChange] = []
            let due = try Self.due(rooms, now, in: connection)
            for room in rooms where room.free > 0 && due.contains(room.kind.name) {
                var taken: [Job] = []
                func take(_ limit: Int, _ which: String = "") throws {
                    guard limit > 0 else { return }
                    let deadline = now.advanced(byMs: deadlineMs)
                    taken += try Self.take(limit, which, of: room.kind, by: worker, deadline, now, in: connection)
                }
                if let later = room.later {
                    // First what may not take all of the room: it has no more than its part, and the rest is left to the others.
                    try take(later, "AND priority > 0")
                    try take(room.free - taken.count, "AND priority <= 0")
                } else {
                    try take(room.free)
                }
                guard !taken.isEmpty else { continue }
                let events = try room.kind.follow(taken, now, connection)
                changes += taken.map { JobChange(job: $0, event: events[$0.id]) }
            }
            return changes
        }
    }

    /// The kinds that have a job that is due, asked for all of them at once: most have none, most of the time.
    private static func due(_ rooms: [JobRoom], _ now: Instant, in connection: any SQLConnection) throws -> Set<String>
    {
        let rooms = rooms.filter { $0.free > 0 }
        guard rooms.count > 1 else { return Set(rooms.map(\.kind.name)) }
        var values: [SQLValue] = [.time(now)]
        let questions = rooms.map { room in
            values += [.text(room.kind.name), .time(now.advanced(byMs: room.kind.policy.longestMs))]
            let (kind, late) = ("$\(values.count - 1)", "$\(values.count)")
            // With the order of the index: where many jobs waited when the table was analysed, PostgreSQL would take any one it meets first
            // in the whole table, and read all of it once none waits any more.
            return """
                SELECT kind FROM (SELECT kind FROM jobs WHERE state IN ('available', 'retryable') AND kind = \(kind)
                    AND (run_after <= $1 OR run_after > \(late)) ORDER BY priority, turn, id LIMIT 1) AS found
                """
        }
        return Set(
            try connection.execute(questions.joined(separator: "\nUNION ALL "), values).map { try $0.text("kind") }
        )
    }

    private static func take(
        _ limit: Int,
        _ which: String,
        of kind: JobKind,
        by worker: String,
        _ deadline: Instant,
        _ now: Instant,
        in connection: any SQLConnection
    ) throws -> [Job] {
        let rows = try connection.execute(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM jobs
                WHERE state IN ('available', 'retryable') AND kind = $6 AND (run_after <= $2 OR run_after > $5) \(which)
                ORDER BY priority, turn, id LIMIT $4 \(connection.dialect.skipLocked)
            )
            UPDATE jobs SET state = 'running', claimed_by = $1, heartbeat_at = $2, deadline_at = $3,
                runs = runs + 1, updated_at = $2
            WHERE id IN (SELECT id FROM due)
            RETURNING \(Job.columns)
            """,
            [
                .text(worker), .time(now), .time(deadline), .int(limit),
                .time(now.advanced(byMs: kind.policy.longestMs)), .text(kind.name),
            ]
        )
        return try rows.map { row in try Job(row: row) }.sorted {
            ($0.priority, $0.turn, $0.id.rawValue) < ($1.priority, $1.turn, $1.id.rawValue)
        }
    }

    /// Says that a worker is alive.
    ///
    /// - Returns: the jobs it still owns, by their number of runs.
    package func beat(_ worker: String, at now: Instant) async throws -> [JobID: Int] {
        try await database.write { connection in
            // A row that another transaction has is left for the next beat: a job counts as stale after several, so one that is missed
            // costs nothing, and waiting could meet a transaction that has locked jobs in another order.
            try connection.execute(
                """
                UPDATE jobs SET heartbeat_at = $1 WHERE id IN (
                    SELECT id FROM jobs WHERE state = 'running' AND claimed_by = $2 ORDER BY id \(connection.dialect.skipLocked)
                )
                """,
                [.time(now), .text(worker)]
            )
            let rows = try connection.execute(
                "SELECT id, runs FROM jobs WHERE state = 'running' AND claimed_by = $1",
                [.text(worker)]
            )
            var owned: [JobID: Int] = [:]
            for row in rows {
                if let id = JobID(try row.text("id")) { owned[id] = try row.int("runs") }
            }
            return owned
        }
    }

    /// Ends a claim: the job completes, fails, is handed back, is cancelled or is due again later, and its subject follows.
    ///
    /// - Returns: the job as it stands now.
    /// - Throws: ``ClaimLost``.
    package func end(
        _ claimed: Job,
        _ ending: JobEnding,
        jitter: Double,
        at now: Instant
    ) async throws -> JobChange {
        let kind = kind(of: claimed)
        let change = try await database.write { connection in
            var job = try JobRows.owned(claimed, in: connection)
            switch ending {
            case .completed: try job.complete(at: now)
            case .failed(let failure): try job.fail(failure, policy: kind.policy, jitter: jitter, at: now)
            case .handedBack: try job.handBack(policy: kind.policy, at: now)
            case .again(let afterMs):
                try job.again(afterMs: afterMs, policy: kind.policy, at: now)
                // Others of its kind come first now.
                job.turn = try JobRows.turn(for: job, in: connection)
            case .cancelled: try job.cancel(at: now)
            }
            return try Self.write(job, kind, at: now, in: connection)
        }
        if !change.job.state.isFinished, change.job.runAfter <= now { database.announceJobs() }
        return change
    }

    /// The jobs of this store's kinds that run now, of all workers but one.
    package func running(except worker: String) async throws -> [Job] {
        let known = Set(kinds.map(\.name))
        return try await database.read { connection in
            try connection.execute(
                "SELECT \(Job.columns) FROM jobs WHERE state = 'running' AND claimed_by <> $1",
                [.text(worker)]
            ).map { row in try Job(row: row) }.filter { known.contains($0.kind) }
        }
    }

    /// Frees the jobs of dead workers: all of those named, and those of the silent that are still as they were seen: in the same
    /// run, with the same heartbeat.
    package func rescue(
        deadWorkers: Set<String> = [],
        silent: Set<HeartbeatWatch.Sign> = [],
        jitter: Double,
        at now: Instant
    ) async throws -> [JobChange] {
        guard !deadWorkers.isEmpty || !silent.isEmpty else { return [] }
        let kinds = Dictionary(kinds.map { ($0.name, $0) }) { $1 }
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
            var changes: [JobChange] = []
            for var job in try rows.map({ row in try Job(row: row) }) where seen.insert(job.id).inserted {
                guard let kind = kinds[job.kind] else { continue }
                try job.rescue(policy: kind.policy, jitter: jitter, at: now)
                changes.append(try Self.write(job, kind, at: now, in: connection))
            }
            return changes
        }
        if !rescued.isEmpty { database.announceJobs() }
        return rescued
    }

    /// Cancels the unfinished jobs of a subject, whichever worker has them: it can write nothing more.
    ///
    /// - Returns: the jobs; none when it has no unfinished one, or the principal does not see them.
    package func cancel(as principal: Principal, _ subject: String, at now: Instant) async throws -> [JobChange] {
        let kinds = Dictionary(kinds.map { ($0.name, $0) }) { $1 }
        return try await database.write { connection in
            let owner = OwnerCondition(principal, after: 1)
            let rows = try connection.execute(
                """
                SELECT \(Job.columns) FROM jobs
                WHERE subject = $1 AND state IN ('available', 'retryable', 'running')\(owner.text)
                ORDER BY id \(connection.dialect.lockRow)
                """,
                [.text(subject)] + owner.values
            )
            var changes: [JobChange] = []
            for var job in try rows.map({ row in try Job(row: row) }) {
                guard let kind = kinds[job.kind] else { continue }
                try job.cancel(at: now)
                changes.append(try Self.write(job, kind, at: now, in: connection))
            }
            return changes
        }
    }

    func kind(of job: Job) -> JobKind { kinds.first { $0.name == job.kind } ?? JobKind(job.kind) }

    private static func write(
        _ job: Job,
        _ kind: JobKind,
        at now: Instant,
        in connection: any SQLConnection
    ) throws -> JobChange {
        try JobRows.write(job, in: connection)
        return JobChange(job: job, event: try kind.follow([job], now, connection)[job.id])
    }
}

extension JobStore {
    /// Ends many claims at once, everything done: one transaction with a handful of statements, however many there are.
    ///
    /// - Returns: the jobs that are completed now; one that is missing had lost its claim, and nothing was written for it.
    package func complete(_ claimed: [Job], at now: Instant) async throws -> [JobID: JobChange] {
        // The machine says whether each may; the statement below says the same for all of them.
        let completed = try claimed.map { job in
            var job = job
            try job.complete(at: now)
            return job
        }
        return try await database.write { connection in
            let places = Places(claimed.map(\.id.rawValue))
            let rows = try connection.execute(
                """
                SELECT id, claimed_by, runs FROM jobs WHERE id IN \(places.text) AND state = 'running'
                ORDER BY id \(connection.dialect.lockRow)
                """,
                places.values
            )
            var owners: [String: (worker: String, runs: Int)] = [:]
            for row in rows { owners[try row.text("id")] = (try row.text("claimed_by"), try row.int("runs")) }
            let owned = zip(claimed, completed).filter { job, _ in
                guard let owner = owners[job.id.rawValue] else { return false }
                return owner.worker == job.claim?.worker && owner.runs == job.runs
            }.map(\.1)
            guard !owned.isEmpty else { return [:] }
            let mine = Places(owned.map(\.id.rawValue), after: 1)
            try connection.execute(
                """
                UPDATE jobs SET state = 'completed', claimed_by = NULL, heartbeat_at = NULL, deadline_at = NULL,
                    updated_at = $1, finished_at = $1
                WHERE id IN \(mine.text)
                """,
                [.time(now)] + mine.values
            )
            var changes: [JobID: JobChange] = [:]
            for (name, jobs) in Dictionary(grouping: owned, by: \.kind) {
                let kind = kinds.first { $0.name == name } ?? JobKind(name)
                let events = try kind.follow(jobs, now, connection)
                for job in jobs { changes[job.id] = JobChange(job: job, event: events[job.id]) }
            }
            return changes
        }
    }
}
