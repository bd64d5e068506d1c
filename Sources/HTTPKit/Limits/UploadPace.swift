/// How fast a body must come at least. Only the time the service waits for its client counts, so that a slow disk is not the client's
/// fault but ours, and the first seconds are free, so that a pause is.
package struct UploadPace: Sendable, Hashable {
    /// Bytes a second at least, over all of the waiting; 0 takes any pace.
    package let leastPerSecond: Int
    /// Waiting that is free, in milliseconds.
    package let freeMs: Int
    private var waitedMs = 0
    private var bytes = 0

    /// A pace that nothing has been measured of.
    package init(leastPerSecond: Int, freeMs: Int) {
        self.leastPerSecond = leastPerSecond
        self.freeMs = freeMs
    }

    /// Bytes arrived after some waiting.
    package mutating func arrived(_ bytes: Int, afterMs ms: Int) {
        self.bytes += bytes
        waitedMs += max(0, ms)
    }

    /// Whether the client is too slow to go on with.
    package var isTooSlow: Bool {
        guard leastPerSecond > 0, waitedMs > freeMs else { return false }
        return bytes < leastPerSecond.multipliedReportingOverflow(by: waitedMs - freeMs).partialValue / 1000
    }
}
