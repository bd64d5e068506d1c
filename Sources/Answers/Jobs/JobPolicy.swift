package import Core

/// How often and how long one job is tried. The counters it bounds start again at every stage that gets done.
package struct JobPolicy: Sendable, Hashable {
    /// Failures at one stage before the job gives up; at least 1.
    package var maxAttempts: Int
    /// Times a job's worker may die at one stage before the job is taken to be the cause.
    package var maxRescues: Int
    /// Times an upstream may ask for patience at one stage. Such waits are not failures.
    package var maxWaits: Int
    /// Times a job may be begun in all, whatever ended its runs. It bounds what one answer can cost.
    package var maxRuns: Int
    /// The waits between attempts.
    package var backoff: Backoff
    /// The longest an upstream's own wish to wait is followed.
    package var maxWaitMs: Int
    /// Times a database or an object store out of reach is waited for at one stage.
    package var maxOutageWaits: Int

    /// A policy; the defaults give up after about 15 s of failures and 10 min of throttling.
    package init(
        maxAttempts: Int = 4,
        maxRescues: Int = 10,
        maxWaits: Int = 10,
        backoff: Backoff = Backoff(baseMs: 2_000, maxMs: 60_000),
        maxWaitMs: Int = 60_000,
        maxRuns: Int = 100,
        maxOutageWaits: Int = 10
    ) {
        self.maxOutageWaits = max(0, maxOutageWaits)
        self.maxAttempts = max(1, maxAttempts)
        self.maxRescues = max(0, maxRescues)
        self.maxWaits = max(0, maxWaits)
        self.maxRuns = max(1, maxRuns)
        self.backoff = backoff
        self.maxWaitMs = max(0, maxWaitMs)
    }

    /// Whether a failure, after `attempts` failures and `waits` waits, is the last one.
    package func isLastChance(_ failure: JobFailure, attempts: Int, waits: Int) -> Bool {
        failure.isOutage
            ? waits >= max(maxWaits, maxOutageWaits) : isLastChance(failure.retry, attempts: attempts, waits: waits)
    }

    /// Whether one more failure of this kind, after `attempts` failures and `waits` waits, would be the last one.
    package func isLastChance(_ retry: ErrorRow.Retry, attempts: Int, waits: Int) -> Bool {
        switch retry {
        case .never: true
        case .backoff: attempts + 1 >= maxAttempts
        case .later: waits >= maxWaits
        }
    }
}
