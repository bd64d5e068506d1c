package import Core

/// How often and how long one job of a kind is tried. The counters it bounds start again at every step that gets done.
package struct JobPolicy: Sendable, Hashable {
    /// Failures at one step before the job gives up; at least 1.
    package var maxAttempts: Int
    /// Times a job's worker may die at one step before the job is taken to be the cause.
    package var maxRescues: Int
    /// Times an upstream may ask for patience at one step. Such waits are not failures.
    package var maxWaits: Int
    /// Times a job may be begun in all, whatever ended its runs. It bounds what one job can cost.
    package var maxRuns: Int
    /// The waits between attempts.
    package var backoff: Backoff
    /// The longest an upstream's own wish to wait is followed.
    package var maxWaitMs: Int
    /// Times a database or an object store out of reach is waited for at one step.
    package var maxOutageWaits: Int
    /// The longest a job of this kind is put off by its maker, its schedule or ``JobEnding/again(afterMs:)``. What seems to be due
    /// later than any wait is long was written before the clock went back, and is due.
    package var maxDelayMs: Int

    /// A policy; the defaults give up after about 15 s of failures and 10 min of throttling.
    package init(
        maxAttempts: Int = 4,
        maxRescues: Int = 10,
        maxWaits: Int = 10,
        backoff: Backoff = Backoff(baseMs: 2_000, maxMs: 60_000),
        maxWaitMs: Int = 60_000,
        maxRuns: Int = 100,
        maxOutageWaits: Int = 10,
        maxDelayMs: Int = 0
    ) {
        self.maxOutageWaits = max(0, maxOutageWaits)
        self.maxAttempts = max(1, maxAttempts)
        self.maxRescues = max(0, maxRescues)
        self.maxWaits = max(0, maxWaits)
        self.maxRuns = max(1, maxRuns)
        self.backoff = backoff
        self.maxWaitMs = max(0, maxWaitMs)
        self.maxDelayMs = max(0, maxDelayMs)
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

    /// Longer than any wait there is.
    var longestMs: Int {
        let longest = max(maxWaitMs, backoff.maxMs, maxDelayMs)
        return longest > Int.max / 4 ? Int.max / 4 : 2 * longest + 1_000
    }
}
