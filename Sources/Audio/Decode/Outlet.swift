/// Where 16 kHz mono samples go. Called with stretches of any length, in order.
package typealias SampleSink = (Span<Int16>) throws(AudioError) -> Void

/// Counts the samples on their way out and stops a file that decodes to more than is allowed.
struct Outlet {
    /// Samples a second, everywhere behind this point.
    static let rate = 16_000

    /// How many samples went out.
    private(set) var count = 0
    /// How many may.
    let limit: Int

    /// An outlet for at most so many milliseconds.
    init(maxDurationMs: Int) {
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

    /// Passes so many zeros on, or throws `decode.too_long` before the first.
    mutating func writeSilence(_ samples: Int, to sink: SampleSink) throws(AudioError) {
        try check(adding: samples)
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
