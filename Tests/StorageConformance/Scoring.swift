import Answers
import Core
import Database
import Jobs
import Model
import Rescoring

/// A process that scores answers again, step by step.
struct Scoring {
    let jobs: JobStore
    let queue: RescoreQueue

    init(_ database: any SQLDatabase) {
        jobs = JobStore(database, kinds: [RescoreQueue.answers()])
        queue = RescoreQueue(database)
    }

    /// Claims answers that were begun.
    func claim(_ limit: Int = 64, by worker: String = "w", at now: Instant) async throws -> [RescoreItem] {
        try await jobs.claim(limit, by: worker, deadlineMs: 60_000, at: now).compactMap { RescoreItem($0.job) }
    }

    /// Begins answers of a re-scoring, and claims them.
    func begin(_ id: RescoreID, at now: Instant) async throws -> [RescoreItem] {
        _ = try await queue.feed(id, at: now)
        return try await claim(at: now)
    }

    /// Ends an answer that was scored.
    func done(
        _ item: RescoreItem,
        _ chosen: [StoredResult] = [],
        before: String? = nil,
        after: String? = nil,
        at now: Instant
    ) async throws {
        try await queue.done(item, chosen, before: before, after: after, at: now)
        _ = try await jobs.end(item.job, .completed, jitter: 0, at: now)
    }

    /// Ends one that cannot be scored.
    func fail(_ item: RescoreItem, at now: Instant) async throws {
        let failure = JobFailure(code: "evaluate.blocked", detail: "It will not.", at: now)
        _ = try await jobs.end(item.job, .failed(failure), jitter: 0, at: now)
    }
}
