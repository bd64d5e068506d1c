package import Core
import Database

extension JobStore {
    /// Ends many claims at once, everything done: one transaction with a handful of statements, however many there are.
    ///
    /// - Returns: what the clients of each answer see; a job that is missing had lost its claim, and nothing was written for it.
    package func complete(_ claimed: [Job], at now: Instant) async throws -> [JobID: ProgressEvent] {
        for job in claimed {
            // The machine says whether it may; the statement below says the same for all of them.
            var job = job
            try job.complete(at: now)
        }
        return try await database.write { connection in
            let places = Places(claimed.map(\.id.rawValue))
            let rows = try connection.execute(
                """
                SELECT id, claimed_by, runs FROM jobs WHERE id IN \(places.text) AND state = 'running'
                \(connection.dialect.lockRow)
                """,
                places.values
            )
            var owners: [String: (worker: String, runs: Int)] = [:]
            for row in rows { owners[try row.text("id")] = (try row.text("claimed_by"), try row.int("runs")) }
            let owned = claimed.filter { job in
                guard let owner = owners[job.id.rawValue] else { return false }
                return owner.worker == job.claim?.worker && owner.runs == job.runs
            }
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
            let events = try AnswerRows.done(owned.map(\.answer), at: now, in: connection)
            var found: [JobID: ProgressEvent] = [:]
            for job in owned { found[job.id] = events[job.answer] }
            return found
        }
    }
}
