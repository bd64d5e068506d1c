package import Core
package import Database
package import Jobs
package import Model

/// The artifacts of a claimed job, in the database.
package struct JobArtifacts: ArtifactStore {
    private let ledger: JobLedger
    private let store: AnswerStore

    /// The artifacts written under a job's claim.
    package init(_ database: any SQLDatabase, for job: Job) throws(StorageError) {
        ledger = try JobLedger(database, for: job)
        store = AnswerStore(database)
    }

    package var answer: AnswerID { ledger.answer }

    package var run: String { ledger.job.id.rawValue }

    package func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact? {
        try await ledger.find(kind, fingerprint)
    }

    package func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await ledger.keep(artifact, next: next, at: now)
    }

    package func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await ledger.reuse(artifact, next: next, at: now)
    }

    package func results() async throws -> [StoredResult] {
        try await store.results(as: .system, of: answer)?.results ?? []
    }
}
