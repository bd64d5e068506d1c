/// The generic cell rate algorithm: a quota of `quota` per minute that refills evenly, spent at any pace, of which one number per
/// client is remembered: the moment at which its quota is whole again.
package struct GCRA: Sendable, Hashable {
    /// What becomes of a request.
    package struct Decision: Sendable, Hashable {
        /// Whether it may pass.
        package var isAllowed: Bool
        /// How many more may pass at once after it.
        package var remaining: Int
        /// Milliseconds until the quota is whole again.
        package var wholeInMs: Int
        /// Milliseconds until one may pass; 0 when it did.
        package var retryInMs: Int
        /// What to remember.
        package var wholeAt: Int64
    }

    /// The window of the quota, in milliseconds.
    package static let windowMs = 60_000

    /// Requests a minute, and at once.
    package let quota: Int
    // Microseconds: a quota of 7 a minute does not divide a minute into milliseconds.
    private let interval: Int64

    /// A quota of at least 1.
    package init(quota: Int) {
        self.quota = max(1, quota)
        interval = Int64(Self.windowMs) * 1000 / Int64(self.quota)
    }

    /// Decides about a request.
    ///
    /// - Parameters:
    ///   - wholeAt: what was remembered of the client, in microseconds; nil for a new one.
    ///   - now: the time, in microseconds of the same clock.
    package func decide(wholeAt: Int64?, now: Int64) -> Decision {
        let window = interval * Int64(quota)
        // A debt is at most one window, whatever the clock did.
        let before = min(max(wholeAt ?? now, now), now + window)
        let after = before + interval
        let isAllowed = after - now <= window
        let end = isAllowed ? after : before
        return Decision(
            isAllowed: isAllowed,
            remaining: Int((window - (end - now)) / interval),
            wholeInMs: Int((end - now + 999) / 1000),
            retryInMs: isAllowed ? 0 : Int((after - now - window + 999) / 1000),
            wholeAt: end
        )
    }
}
