package import Core
package import Database

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

extension JobRegistry {
    /// Adds the hourly removal of jobs that ended long enough ago.
    package mutating func registerPurge(of database: any SQLDatabase, clock: PipelineClock = .system) {
        register(kind: "jobs.purge", schedule: .every(ms: 3_600_000)) { _, _ in
            while try await JobStore.purge(database, at: clock.instant) == 1_000 {}
        }
    }
}
