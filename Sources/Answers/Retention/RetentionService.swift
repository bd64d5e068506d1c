package import Blobs
package import Core
package import Database
import FoundationEssentials
package import Jobs
package import Logging

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
