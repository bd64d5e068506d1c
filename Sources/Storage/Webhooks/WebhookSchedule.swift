/// When a delivery that failed is tried again: exponentially later, half of each wait random, until a day is over; the last
/// attempt is at its end.
package struct WebhookSchedule: Sendable, Hashable {
    /// The waits between attempts.
    package var backoff: Backoff
    /// How long attempts go on, in milliseconds.
    package var windowMs: Int

    /// A schedule; the default makes about seventeen attempts in 24 hours.
    package init(
        backoff: Backoff = Backoff(baseMs: 5_000, maxMs: 14_400_000),
        windowMs: Int = 86_400_000
    ) {
        self.backoff = backoff
        self.windowMs = max(0, windowMs)
    }

    /// The wait after a failure, in milliseconds; nil when it was the last.
    ///
    /// - Parameters:
    ///   - failure: how many attempts failed, this one included.
    ///   - elapsedMs: time since the first could begin.
    ///   - jitter: 0…1.
    package func waitMs(failure: Int, elapsedMs: Int, jitter: Double) -> Int? {
        guard elapsedMs < windowMs else { return nil }
        return min(backoff.delayMs(failure: failure, jitter: jitter), windowMs - max(0, elapsedMs))
    }
}
