/// How a worker goes about its jobs. All times in milliseconds.
package struct WorkerSettings: Sendable, Hashable {
    /// Jobs at once, at least 1.
    package var concurrency = 2
    /// How often waiting jobs are looked for without an announcement; also how exactly retries keep their time.
    package var pollMs = 500
    /// How often the worker says that it is alive.
    package var heartbeatMs = 5_000
    /// How old a heartbeat may be before its worker counts as dead; several times ``heartbeatMs``.
    package var staleMs = 30_000
    /// How often dead workers are looked for.
    package var rescueMs = 10_000
    /// How long running jobs may go on after a stop was asked for; then they are handed back.
    package var graceMs = 20_000
    /// How long one run of a job may take.
    package var jobDeadlineMs = 10_800_000
    /// How often unfinished uploads and files without an answer are swept; also how long after the start for the first time.
    package var sweepMs = 3_600_000
    /// How old they must be.
    package var sweepAgeMs = 86_400_000
    /// How long what was swept stays in the trash.
    package var trashMs = 604_800_000

    /// The defaults.
    package init() {}
}
