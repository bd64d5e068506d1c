/// How hard a re-scoring works, over all processes together.
package struct RescoreLimits: Sendable, Hashable, Codable {
    /// Answers at the same time, 1–64.
    package var concurrency: Int
    /// Answers begun in a minute; nil for no limit.
    package var perMinute: Int?
    /// Calls of services outside, in all; when they are spent the re-scoring pauses. Nil for no limit.
    package var maxCalls: Int?
    /// The largest share of answers that may fail, 0–1; more pauses it. Nil for any.
    package var maxFailed: Double?
    /// The largest share of answers whose judge may abstain, 0–1.
    package var maxAbstained: Double?
    /// The largest mean change of the score, up or down, in points.
    package var maxDrift: Double?

    /// Limits.
    package init(
        concurrency: Int = 4,
        perMinute: Int? = nil,
        maxCalls: Int? = nil,
        maxFailed: Double? = nil,
        maxAbstained: Double? = nil,
        maxDrift: Double? = nil
    ) {
        self.maxFailed = maxFailed
        self.maxAbstained = maxAbstained
        self.maxDrift = maxDrift
        self.concurrency = max(1, min(concurrency, 64))
        self.perMinute = perMinute.map { max(1, $0) }
        self.maxCalls = maxCalls.map { max(0, $0) }
    }
}
