import Core

/// Where 16 kHz mono samples go. Called with stretches of any length, in order.
package typealias SampleSink = (Span<Int16>) throws(AudioError) -> Void

/// Where silence stands for sound that is not in the file, in 16 kHz samples from the start. An entry is there before its silence is
/// passed on, so that the sink can tell one from the other. For one thread.
package final class GapLog {
    /// The stretches, in order, not touching.
    package private(set) var ranges: [Range<Int>] = []

    private static let most = 10_000

    /// A log without entries.
    package init() {}

    /// Notes so many samples from a place on; beyond 10,000 stretches, nothing.
    func add(_ count: Int, at start: Int) {
        guard count > 0 else { return }
        if let last = ranges.last, last.upperBound >= start {
            ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, start + count)
        } else if ranges.count < Self.most {
            ranges.append(start..<(start + count))
        }
    }
}

/// Counts the samples on their way out and stops a file that decodes to more than is allowed.
struct Outlet {
    /// Samples a second, everywhere behind this point.
    static let rate = 16_000

    /// How many samples went out.
    private(set) var count = 0
    /// How many may.
    let limit: Int
    /// Where silence is put in.
    private let gaps: GapLog?

    /// An outlet for at most so many milliseconds.
    init(maxDurationMs: Int, gaps: GapLog? = nil) {
        self.gaps = gaps
        let (product, overflow) = maxDurationMs.multipliedReportingOverflow(by: Self.rate / 1000)
        limit = overflow ? .max : product
    }

    /// Length of what went out, rounded to the nearest millisecond.
    var durationMs: Int { (count + 8) / 16 }

    /// Passes samples on, or throws `decode.too_long`.
    mutating func write(_ samples: Span<Int16>, to sink: SampleSink) throws(AudioError) {
        guard !samples.isEmpty else { return }
        try check(adding: samples.count)
        count += samples.count
        try sink(samples)
    }

    /// Counts so many frames of a rate, or throws `decode.too_long`, without passing anything on.
    mutating func count(_ frames: Int, at rate: Int) throws(AudioError) {
        let (product, overflow) = frames.multipliedReportingOverflow(by: Self.rate)
        let samples = overflow ? .max : product / max(1, rate)
        try check(adding: samples)
        count += samples
    }

    /// Tells that so many samples of silence for lost sound come next.
    func note(gap samples: Int) { gaps?.add(samples, at: count) }

    /// Passes so many zeros on for lost sound, or throws `decode.too_long` before the first.
    mutating func writeSilence(_ samples: Int, to sink: SampleSink) throws(AudioError) {
        try check(adding: samples)
        note(gap: samples)
        let zeros = [Int16](repeating: 0, count: min(max(0, samples), 4096))
        var left = samples
        while left > 0 {
            let part = min(left, zeros.count)
            count += part
            try sink(zeros.span.extracting(0..<part))
            left -= part
        }
    }

    private func check(adding samples: Int) throws(AudioError) {
        guard samples <= limit - count else {
            throw AudioError(
                .tooLong,
                "The recording is longer than the \(limit / Self.rate) s that are allowed. Send a shorter answer.",
                context: ["maxDurationMs": "\(limit / (Self.rate / 1000))"]
            )
        }
    }
}
