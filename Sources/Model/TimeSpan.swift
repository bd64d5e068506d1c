/// A stretch of the decoded recording, in whole milliseconds from its first sample.
package struct TimeSpan: Sendable, Hashable, Codable {
    /// Where it starts, inclusive.
    package var startMs: Int
    /// Where it ends, exclusive; never before `startMs`.
    package var endMs: Int

    /// A span; an `endMs` before `startMs` is raised to it.
    package init(startMs: Int, endMs: Int) {
        self.startMs = startMs
        self.endMs = max(startMs, endMs)
    }

    /// Its length in milliseconds.
    package var durationMs: Int { endMs - startMs }

    /// How many milliseconds both spans share.
    package func overlapMs(with other: TimeSpan) -> Int {
        max(0, min(endMs, other.endMs) - max(startMs, other.startMs))
    }
}
