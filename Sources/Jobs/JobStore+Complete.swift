package import Core
import Database

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
                \(connection.dialect.lockRow)
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
