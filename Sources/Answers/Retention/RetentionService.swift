package import Blobs
package import Core
package import Database
package import Events
import FoundationEssentials
package import Jobs
package import Logging
package import Model

/// Removes recordings that were kept long enough; results and reports stay. The rows first, then the files: a crash between the
/// two leaves a file that goes with its answer, never an answer that promises a file.
package struct RetentionService: Sendable {
    /// How long recordings are kept.
    package enum Rule: Sendable, Hashable {
        /// As long as their answers.
        case forever
        /// So many days after the answer last changed; 0 removes them as soon as it is scored.
        case days(Int)
    }

    private static let batch = 100

    private let store: RetentionStore
    private let blobs: BlobFolder
    private let rule: Rule
    private let threads: BlockingThreads
    private let clock: PipelineClock
    private let log: Logger

    /// A service for one data folder.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        rule: Rule,
        threads: BlockingThreads,
        clock: PipelineClock = .system,
        log: Logger
    ) {
        store = RetentionStore(database)
        self.blobs = blobs
        self.rule = rule
        self.threads = threads
        self.clock = clock
        self.log = log
    }

    /// Removes what is due every hour, or every five seconds when nothing is kept; nil when recordings stay as long as their
    /// answers.
    package var handler: JobHandler? {
        guard case .days(let days) = rule else { return nil }
        let schedule = JobSchedule.every(ms: days == 0 ? 5_000 : 3_600_000)
        return JobHandler(JobKind("answers.retention"), schedule: schedule) { _, _ in
            await sweep()
            return .again(afterMs: schedule.everyMs)
        }
    }

    /// Removes what is due now.
    ///
    /// - Returns: how many answers lost their recording.
    @discardableResult
    package func sweep() async -> Int {
        guard case .days(let days) = rule else { return 0 }
        var total = 0
        do {
            while true {
                let now = clock.instant
                let end = now.advanced(byMs: -days * 86_400_000)
                let (free, count) = try await store.expire(before: end, limit: Self.batch, at: now)
                let blobs = blobs
                try await threads.run { for place in free { try blobs.remove(.original, of: place) } }
                for place in free { try await blobs.unsettle(.original, of: place) }
                total += count
                guard count == Self.batch else { break }
            }
            if total > 0 { log.info("recordings removed", metadata: ["answers": "\(total)", "days": "\(days)"]) }
        } catch {
            log.warning("retention failed", metadata: ["error": "\(error)"])
        }
        return total
    }
}

/// Which recordings have been kept long enough.
package struct RetentionStore: Sendable {
    private let database: any SQLDatabase

    /// The recordings of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Writes down that the recordings of finished answers that last changed before a time are removed.
    ///
    /// - Returns: the answers whose recording is not used any more, to remove it; and how many answers were written.
    package func expire(before end: Instant, limit: Int, at now: Instant) async throws -> (free: [AnswerID], count: Int)
    {
        try await database.write { connection in
            let rows = try connection.execute(
                """
                SELECT id, place FROM answers WHERE recording_removed_at IS NULL AND updated_at < $1
                    AND status IN ('done', 'failed') ORDER BY updated_at LIMIT $2
                """,
                [.time(end), .int(limit)]
            )
            var places: Set<AnswerID> = []
            for row in rows {
                let id = try row.text("id")
                try connection.execute(
                    "UPDATE answers SET recording_removed_at = $2, sha256 = NULL WHERE id = $1",
                    [.text(id), .time(now)]
                )
                if let place = AnswerID(try row.optionalText("place") ?? id) { places.insert(place) }
            }
            let free = try places.filter { place in
                try connection.execute(
                    "SELECT id FROM answers WHERE place = $1 AND recording_removed_at IS NULL LIMIT 1",
                    [.text(place.rawValue)]
                ).isEmpty
            }
            return (free.sorted { $0.rawValue < $1.rawValue }, rows.count)
        }
    }

    /// Answers that were done or failed before a time, in that order.
    ///
    /// - Parameter last: only those that come after this one.
    package func ended(
        before end: Instant,
        after last: (ended: Instant, id: AnswerID)?,
        limit: Int
    ) async throws -> [(ended: Instant, id: AnswerID)] {
        let values: [SQLValue] = [
            .time(end), .time(last?.ended ?? Instant(milliseconds: 0)), .text(last?.id.rawValue ?? ""), .int(limit),
        ]
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT id, finished_at FROM answers WHERE finished_at < $1 AND (finished_at, id) > ($2, $3)
                ORDER BY finished_at, id LIMIT $4
                """,
                values
            ).compactMap { row in
                guard let id = AnswerID(try row.text("id")) else { return nil }
                return (try row.time("finished_at"), id)
            }
        }
    }

    /// Whether an answer's recording was removed.
    package func isRemoved(_ id: AnswerID) async throws -> Bool {
        try await database.read { connection in
            try connection.execute(
                "SELECT id FROM answers WHERE id = $1 AND recording_removed_at IS NOT NULL",
                [.text(id.rawValue)]
            ).isEmpty == false
        }
    }
}

/// Deletes answers: rows first, then files, so that a crash between the two leaves files the sweep finds, never an answer
/// without its recording.
package struct Removal: Sendable {
    private let store: AnswerStore
    private let blobs: BlobFolder
    private let threads: BlockingThreads
    private let hub: EventHub
    private let erasure: Erasure
    private let forget: @Sendable (AnswerID) async -> Void

    /// The removal of answers of a database. `forget` removes what other places know of an answer.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        threads: BlockingThreads,
        hub: EventHub,
        forget: @escaping @Sendable (AnswerID) async -> Void = { _ in }
    ) {
        erasure = Erasure(database)
        self.forget = forget
        store = AnswerStore(database)
        self.blobs = blobs
        self.threads = threads
        self.hub = hub
    }

    /// Deletes an answer with everything that belongs to it. A job that runs meanwhile loses its claim.
    ///
    /// - Returns: whether the principal sees one with this id.
    package func remove(as principal: Principal, _ id: AnswerID) async throws -> Bool {
        let (store, blobs, threads, hub, erasure, forget) = (store, blobs, threads, hub, erasure, forget)
        return try await shielded {
            guard let deleted = try await store.delete(as: principal, id) else { return false }
            await hub.end(id.rawValue)
            try await threads.run { try blobs.remove(deleted) }
            await forget(id)
            // What cannot be removed now goes with the sweep.
            try? await blobs.unsettle(deleted)
            await erasure.request()
            return true
        }
    }
}

/// Has the database make deleted rows unreadable, soon after the last of several deletions.
actor Erasure {
    private static let waitMs = 5_000
    private static let attempts = 10

    private let database: any SQLDatabase
    private var isUnderWay = false
    private var isAsked = false

    /// For one database.
    init(_ database: any SQLDatabase) { self.database = database }

    /// Something was deleted.
    func request() {
        isAsked = true
        guard !isUnderWay else { return }
        isUnderWay = true
        Task { await erase() }
    }

    private func erase() async {
        var failures = 0
        while isAsked, failures < Self.attempts {
            isAsked = false
            try? await Task.sleep(for: .milliseconds(Self.waitMs))
            do {
                try await database.erase()
            } catch {
                // Readers were in the way.
                (isAsked, failures) = (true, failures + 1)
            }
        }
        isUnderWay = false
    }
}
