/// How hard a re-scoring works, over all processes together.
package struct RescoreLimits: Sendable, Hashable, Codable {
    /// Answers at the same time, 1–64.
    package var concurrency: Int
    /// Answers begun in a minute; nil for no limit.
    package var perMinute: Int?
    /// Calls of services outside, in all; when they are spent the re-scoring pauses. Nil for no limit.
    package var maxCalls: Int?

    /// Limits.
    package init(concurrency: Int = 4, perMinute: Int? = nil, maxCalls: Int? = nil) {
        self.concurrency = max(1, min(concurrency, 64))
        self.perMinute = perMinute.map { max(1, $0) }
        self.maxCalls = maxCalls.map { max(0, $0) }
    }
}
