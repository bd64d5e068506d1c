package import Core
package import Database
package import Jobs
package import Model

/// What a worker writes while it runs one claimed job. Each call is one transaction, fenced by the claim.
package struct JobLedger: Sendable {
    /// The job as it was claimed.
    package let job: Job
    /// Its answer.
    package let answer: AnswerID
    private let database: any SQLDatabase

    /// The ledger of a claim.
    ///
    /// - Throws: `storage.corrupt` when the job works on no answer.
    package init(_ database: any SQLDatabase, for job: Job) throws(StorageError) {
        guard let answer = job.answer else { throw StorageError(.corrupt, "A stored job has no valid answer.") }
        self.database = database
        self.job = job
        self.answer = answer
    }

    /// A stored artifact of this job's answer.
    package func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact? {
        let answer = answer
        return try await database.read { connection in
            try ArtifactRows.find(answer, kind, fingerprint, in: connection)
        }
    }

    /// Keeps an artifact, makes it the one that counts, and moves the answer to `next`: all of it or nothing.
    ///
    /// - Returns: what the answer's clients see; nil when they see no change.
    /// - Throws: ``ClaimLost``.
    package func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await choose(artifact, reused: false, next: next, at: now)
    }

    /// Makes a stored artifact the one that counts, and moves the answer to `next` if it is not further already.
    ///
    /// - Throws: ``ClaimLost``.
    package func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await choose(artifact, reused: true, next: next, at: now)
    }

    private func choose(_ artifact: Artifact, reused: Bool, next: Stage?, at now: Instant) async throws
        -> ProgressEvent?
    {
        let (claimed, answer) = (job, answer)
        let seal = reused ? nil : try await database.sealingKey(of: claimed.owner)
        return try await database.write { connection in
            var job = try JobRows.owned(claimed, in: connection)
            if !reused { try ArtifactRows.insert(artifact, sealed: seal, in: connection) }
            try ArtifactRows.choose(artifact, reused: reused, in: connection)
            guard let next else { return nil }
            let rows = try connection.execute(
                "SELECT stage FROM answers WHERE id = $1",
                [.text(answer.rawValue)]
            )
            guard let stage: Stage = try rows.first?.choice("stage") else {
                throw ClaimLost(claimed)
            }
            if !reused {
                job.stageDone(at: now)
                try JobRows.write(job, in: connection)
            }
            return next > stage ? try AnswerRows.move(answer, to: next, at: now, in: connection) : nil
        }
    }
}
