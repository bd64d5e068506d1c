import Model

/// Time that is the speaker's own: without the silence that was put in for lost sound, or for a time in which the recorder was paused.
struct OwnTime {
    private let gaps: [TimeSpan]

    /// The time of one recording.
    init(_ acoustics: Acoustics) {
        gaps = (acoustics.gaps ?? []).filter { $0.durationMs > 0 }.sorted { $0.startMs < $1.startMs }
    }

    /// Whether all of it is the speaker's.
    var isWhole: Bool { gaps.isEmpty }

    /// How much of a stretch is the speaker's, in milliseconds.
    func durationMs(of span: TimeSpan) -> Int {
        var (own, end) = (span.durationMs, span.startMs)
        for gap in gaps where gap.startMs < span.endMs && gap.endMs > span.startMs {
            let from = max(gap.startMs, end)
            let to = min(gap.endMs, span.endMs)
            if to > from { own -= to - from }
            end = max(end, to)
        }
        return max(0, own)
    }

    /// A silence as long as the speaker was silent in it, from its start on.
    func own(_ silence: TimeSpan) -> TimeSpan {
        TimeSpan(startMs: silence.startMs, endMs: silence.startMs + durationMs(of: silence))
    }
}
