package import Core
package import Database
import Events
package import Jobs
import Logging

/// A worker that works only when it is asked to.
package struct JobSteps: Sendable {
    private let jobs: JobStore
    private let runner: JobRunner
    private let clock: PipelineClock

    /// A worker with some handlers.
    package init(_ database: any SQLDatabase, _ handlers: [JobHandler], clock: PipelineClock = .system) {
        let registry = JobRegistry(handlers)
        jobs = JobStore(database, kinds: registry.kinds)
        runner = JobRunner(database, registry, hub: EventHub(), clock: clock)
        self.clock = clock
    }

    /// Runs the job of each kind that is due first.
    ///
    /// - Returns: whether there was one.
    package func step() async throws -> Bool {
        let claimed = try await jobs.claim(1, by: "steps", deadlineMs: 60_000, at: clock.instant)
        for change in claimed { await runner.run(change.job, log: Logger(label: "test")) }
        return !claimed.isEmpty
    }
}
