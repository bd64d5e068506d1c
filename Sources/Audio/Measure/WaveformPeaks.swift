/// The outline of a recording of unknown length in at most 1,000 bins: when they run out, neighbours are joined and every
/// bin covers twice the time.
struct WaveformPeaks {
    /// Most bins ever held.
    static let limit = 1_000

    private var peaks: [UInt16] = []
    /// Hops in a bin.
    private(set) var width = 1
    private var pending: UInt16 = 0
    private var filled = 0

    init() {
        peaks.reserveCapacity(WaveformPeaks.limit + 1)
    }

    /// Adds the peak magnitude of one frame.
    mutating func append(_ magnitude: UInt16) {
        pending = max(pending, magnitude)
        filled += 1
        guard filled == width else { return }
        if peaks.count == WaveformPeaks.limit { halve() }
        // After halving, what is pending is half a bin and waits for its other half.
        if filled == width {
            peaks.append(pending)
            pending = 0
            filled = 0
        }
    }

    /// Peaks 0–100 in order; the last bin may cover less time than the others.
    var percentages: [Int] {
        let all = filled > 0 && peaks.count < WaveformPeaks.limit ? peaks + [pending] : peaks
        return all.map { min(100, (Int($0) * 100 + 16_384) / 32_768) }
    }

    private mutating func halve() {
        for i in 0..<peaks.count / 2 { peaks[i] = max(peaks[2 * i], peaks[2 * i + 1]) }
        peaks.removeLast(peaks.count - peaks.count / 2)
        width *= 2
    }
}
