package import Core

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
    ///   - restMs: the pause the endpoint asked for; it lengthens the wait, never shortens it.
    package func waitMs(failure: Int, elapsedMs: Int, jitter: Double, restMs: Int? = nil) -> Int? {
        guard elapsedMs < windowMs else { return nil }
        let wait = max(backoff.delayMs(failure: failure, jitter: jitter), restMs.map(bounded(restMs:)) ?? 0)
        return min(wait, windowMs - max(0, elapsedMs))
    }

    /// A pause an endpoint asked for, as far as it is followed: at most the longest wait there is, in milliseconds.
    package func bounded(restMs: Int) -> Int { max(0, min(restMs, backoff.maxMs)) }
}
