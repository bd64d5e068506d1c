/// What the decoder allows.
package struct AudioSettings: Sendable, Hashable, Codable {
    /// Longest decoded audio in milliseconds, default one hour; enforced while streaming, so that a small file cannot
    /// become hours of samples.
    package var maxDurationMs: Int
    /// Shortest usable audio in milliseconds, default a twentieth of a second.
    package var minDurationMs: Int
    /// Longest lost stretch that is filled with silence, in milliseconds, default 30 s. A larger jump of a file's clock is
    /// taken for a lie and closed up.
    package var maxGapMs: Int

    /// Limits; negative numbers count as 0.
    package init(maxDurationMs: Int = 3_600_000, minDurationMs: Int = 50, maxGapMs: Int = 30_000) {
        self.maxDurationMs = max(0, maxDurationMs)
        self.minDurationMs = max(0, minDurationMs)
        self.maxGapMs = max(0, maxGapMs)
    }
}
