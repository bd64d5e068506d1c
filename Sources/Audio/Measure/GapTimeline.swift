import Model

/// Leaves the silence that stands for lost sound out of what is measured.
struct GapFilter {
    private var position = 0
    private var gap = 0

    /// Hands on what of the next samples is no filled gap.
    mutating func pass(_ samples: Span<Int16>, without gaps: GapLog, to meter: (Span<Int16>) -> Void) {
        let (start, end) = (position, position + samples.count)
        var at = start
        while at < end {
            while gap < gaps.ranges.count, gaps.ranges[gap].upperBound <= at { gap += 1 }
            let next = gap < gaps.ranges.count ? gaps.ranges[gap] : end..<end
            let heard = min(end, max(at, next.lowerBound))
            if heard > at { meter(samples.extracting((at - start)..<(heard - start))) }
            at = max(heard, min(end, next.upperBound))
        }
        position = end
    }
}

/// Brings what was measured without the gaps of a recording back to the recording's own time. All in milliseconds.
struct GapTimeline {
    private let gaps: [TimeSpan]
    /// For each gap, where it is in the time without gaps.
    private let places: [Int]

    /// The timeline of a recording with these gaps, in order, not touching.
    init(_ gaps: [TimeSpan]) {
        self.gaps = gaps
        var lost = 0
        places = gaps.map { gap in
            defer { lost += gap.durationMs }
            return gap.startMs - lost
        }
    }

    /// Where a moment is; at a gap, what starts there lies behind it and what ends there before it.
    func place(_ ms: Int, isEnd: Bool = false) -> Int {
        var time = ms
        for (gap, place) in zip(gaps, places) where isEnd ? place < ms : place <= ms { time += gap.durationMs }
        return time
    }

    /// Where a stretch is: in several parts when gaps lie within.
    func parts(_ span: TimeSpan) -> [TimeSpan] {
        let inner = places.filter { span.startMs < $0 && $0 < span.endMs }
        let bounds = [span.startMs] + inner + [span.endMs]
        return zip(bounds, bounds.dropFirst()).map { TimeSpan(startMs: place($0), endMs: place($1, isEnd: true)) }
    }

    /// Brings all times of measurements over.
    func place(_ acoustics: inout Acoustics, waveformStepMs: Int) {
        let heardMs = acoustics.durationMs
        acoustics.durationMs = heardMs + gaps.reduce(0) { $0 + $1.durationMs }
        acoustics.gaps = gaps
        acoustics.speech = acoustics.speech.flatMap(parts)
        acoustics.silences = acoustics.silences.flatMap(parts)
        acoustics.sonorants = acoustics.sonorants.map { $0.flatMap(parts) }
        acoustics.syllableNucleiMs = acoustics.syllableNucleiMs.map { place($0) }
        // A sound across a gap is the longer of its parts.
        acoustics.filledPauses = acoustics.filledPauses.map { pause in
            var pause = pause
            pause.span = parts(pause.span).max { $0.durationMs < $1.durationMs } ?? pause.span
            return pause
        }
        acoustics.levelsDb = spread(
            acoustics.levelsDb,
            every: acoustics.curveStepMs,
            to: acoustics.durationMs,
            filler: -100
        )
        if let curve = acoustics.pitch?.curveHz {
            acoustics.pitch?.curveHz = spread(curve, every: acoustics.curveStepMs, to: acoustics.durationMs, filler: 0)
        }
        var bins = spread(acoustics.waveform, every: waveformStepMs, to: acoustics.durationMs, filler: 0)
        while bins.count > WaveformPeaks.limit {
            bins = stride(from: 0, to: bins.count, by: 2).map { max(bins[$0], $0 + 1 < bins.count ? bins[$0 + 1] : 0) }
        }
        acoustics.waveform = bins
    }

    /// Brings the place of a defect over.
    func place(_ issue: inout Quality.Issue) {
        issue.startMs = issue.startMs.map { place($0) }
        issue.endMs = issue.endMs.map { place($0, isEnd: true) }
        if let start = issue.startMs, let end = issue.endMs, end < start { issue.endMs = start }
    }

    /// A curve over all of the recording: the filler in the gaps, and elsewhere the value that was measured.
    private func spread<Value>(_ values: [Value], every stepMs: Int, to durationMs: Int, filler: Value) -> [Value] {
        guard stepMs > 0, !values.isEmpty else { return values }
        var (index, lost) = (0, 0)
        return (0..<((durationMs + stepMs - 1) / stepMs)).map { step in
            let middle = min(step * stepMs + stepMs / 2, durationMs - 1)
            while index < gaps.count, gaps[index].endMs <= middle {
                lost += gaps[index].durationMs
                index += 1
            }
            if index < gaps.count, gaps[index].startMs <= middle { return filler }
            return values[min(values.count - 1, (middle - lost) / stepMs)]
        }
    }
}
