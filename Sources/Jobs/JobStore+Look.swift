package import Core
package import Database

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
