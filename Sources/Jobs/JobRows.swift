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
