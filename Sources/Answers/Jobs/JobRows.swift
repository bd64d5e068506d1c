import Core
import Database

/// The statements on single jobs that several transactions share.
enum JobRows {
    /// Writes a new job, with its turn: one after the last waiting job of its owner, but not before the turn that is due.
    static func insert(_ job: Job, in connection: any SQLConnection) throws(StorageError) {
        var job = job
        let row = try connection.execute(
            """
            SELECT
                (SELECT MIN(turn) FROM jobs WHERE state IN ('available', 'retryable') AND priority = $1) AS due,
                (SELECT MAX(turn) FROM jobs
                    WHERE state IN ('available', 'retryable') AND owner = $2 AND priority = $1) AS last
            """,
            [.int(job.priority), .text(job.owner)]
        ).first
        let due = try row?.optionalInt("due") ?? 0
        job.turn = max(due, try row?.optionalInt("last").map { $0 &+ 1 } ?? 0)
        let values = try job.values
        let places = values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try connection.execute("INSERT INTO jobs (\(Job.columns)) VALUES (\(places))", values)
    }

    /// The job as it is stored, when `claimed` is still the claim it runs under.
    static func owned(_ claimed: Job, in connection: any SQLConnection) throws -> Job {
        let lost = ClaimLost(job: claimed.id, answer: claimed.answer)
        guard let worker = claimed.claim?.worker else { throw lost }
        let rows = try connection.execute(
            """
            SELECT \(Job.columns) FROM jobs
            WHERE id = $1 AND state = 'running' AND claimed_by = $2 AND runs = $3 \(connection.dialect.lockRow)
            """,
            [.text(claimed.id.rawValue), .text(worker), .int(claimed.runs)]
        )
        guard let row = rows.first else { throw lost }
        return try Job(row: row)
    }

    /// Writes a job that was read in the same transaction.
    static func write(_ job: Job, in connection: any SQLConnection) throws(StorageError) {
        let values = try job.values
        let places = values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try connection.execute("UPDATE jobs SET (\(Job.columns)) = (\(places)) WHERE id = $1", values)
    }
}
