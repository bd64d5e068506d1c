import Model

/// Where to cut a recording that is longer than an engine takes.
enum AudioSplit {
    /// Stretches that follow one another without a gap, each at most `longestMs`, cut in the middle of the longest silence in
    /// the second half of what fits; where there is none, at the limit.
    static func plan(durationMs: Int, speech: [TimeSpan], longestMs: Int) -> [TimeSpan] {
        guard durationMs > longestMs, longestMs > 1 else { return [TimeSpan(startMs: 0, endMs: max(0, durationMs))] }
        let silences = gaps(speech, durationMs: durationMs)
        var parts: [TimeSpan] = []
        var start = 0
        while durationMs - start > longestMs {
            let window = TimeSpan(startMs: start + longestMs / 2, endMs: start + longestMs)
            let best = silences.map { clip($0, to: window) }.max { $0.durationMs < $1.durationMs }
            var cut = window.endMs
            if let best, best.durationMs > 0 { cut = best.startMs + best.durationMs / 2 }
            parts.append(TimeSpan(startMs: start, endMs: cut))
            start = cut
        }
        return parts + [TimeSpan(startMs: start, endMs: durationMs)]
    }

    private static func gaps(_ speech: [TimeSpan], durationMs: Int) -> [TimeSpan] {
        var gaps: [TimeSpan] = []
        var end = 0
        for span in speech.sorted(by: { $0.startMs < $1.startMs }) {
            if span.startMs > end { gaps.append(TimeSpan(startMs: end, endMs: span.startMs)) }
            end = max(end, span.endMs)
        }
        if durationMs > end { gaps.append(TimeSpan(startMs: end, endMs: durationMs)) }
        return gaps
    }

    private static func clip(_ span: TimeSpan, to window: TimeSpan) -> TimeSpan {
        TimeSpan(startMs: max(span.startMs, window.startMs), endMs: min(span.endMs, window.endMs))
    }
}
