/// Fundamental frequency after Boersma, "Accurate short-term analysis of the fundamental frequency and the
/// harmonics-to-noise ratio of a sampled sound" (IFA Proceedings 17, 1993), the method behind Praat's "To Pitch (ac)": the
/// autocorrelation of a Hann-windowed frame divided by the window's own, several candidates a frame, and the cheapest path
/// through them. Constants are Praat's. Three things differ because this is one cheap streaming pass: the peaks are looked for
/// at 4 kHz and measured at 8 kHz; "the loudest of the whole sound" is the loudest so far, fading by 0.3 dB/s; and the path is
/// settled at every unvoiced gap (where it is exact) or after ``longestPath`` frames.
struct PitchTracker {
    /// Lowest F0 in hertz; creaky voices reach it.
    static let floor: Float = 60
    /// Highest F0 in hertz.
    static let ceiling: Float = 500
    /// Samples of a frame at 8 kHz: three periods of the lowest F0.
    static let windowLength = 400
    private static let rate: Float = 8_000
    private static let silenceThreshold: Float = 0.03
    private static let voicingThreshold: Float = 0.45
    private static let octaveCost: Float = 0.01
    /// Most frames a path may be open.
    static let longestPath = 1_000
    /// Share of the loudest under which no candidate can win: even a perfect one is so much weaker than "unvoiced" that two
    /// changes of voicing cost less.
    private static let hopeless: Float = 0.0228
    /// Least height of a peak at 4 kHz worth measuring at 8 kHz, where it must reach half the voicing threshold. What lies
    /// above 2 kHz makes peaks lower more often than higher.
    private static let promising: Float = 0.2

    private var fine = CorrelationFrame(length: windowLength, lags: 0...Int(rate / floor) + 8)
    private var coarse = CorrelationFrame(length: windowLength / 2, lags: 6...69)
    private var correlation = [Float](repeating: 0, count: 64)
    private var peaks: [Float] = []
    private var candidates: [PitchPath.Candidate] = []
    private var path = PitchPath()
    private var loudest: Float = 0.01

    /// Adds the next frame, 50 ms around its middle at 8 kHz and at 4 kHz; frames whose pitch is settled by it are written to
    /// `track`.
    mutating func push(_ samples: Span<Float>, decimated: Span<Float>, into track: inout FrameTrack) {
        guard samples.count == PitchTracker.windowLength else { return }
        // Praat looks for the local peak in the middle period only.
        let third = PitchTracker.windowLength / 3
        let middle = samples.extracting(third..<third + 132)
        let peak = unsafe middle.withUnsafeBufferPointer { middle in
            guard let base = middle.baseAddress else { return Float(0) }
            return unsafe Kernels.peak(base, middle.count)
        }
        loudest = max(peak, loudest * 0.999_65, 0.005)
        let intensity = peak / loudest
        candidates.removeAll(keepingCapacity: true)
        guard intensity > PitchTracker.hopeless else {
            path.push(unvoiced: 2, voiced: candidates, into: &track)
            return
        }
        if coarse.load(decimated) { search(samples) }
        let unvoiced =
            PitchTracker.voicingThreshold
            + max(0, 2 - intensity * (1 + PitchTracker.voicingThreshold) / PitchTracker.silenceThreshold)
        path.push(unvoiced: unvoiced, voiced: candidates, into: &track)
    }

    /// Settles what is still open.
    mutating func finish(into track: inout FrameTrack) { path.settle(into: &track) }

    /// The peaks of the autocorrelation: found at 4 kHz, measured at 8 kHz.
    private mutating func search(_ samples: Span<Float>) {
        coarse.correlate(into: &correlation)
        peaks.removeAll(keepingCapacity: true)
        for i in 1..<correlation.count - 1 {
            let (a, b, c) = (correlation[i - 1], correlation[i], correlation[i + 1])
            guard b > PitchTracker.promising, b > a, b >= c else { continue }
            peaks.append(Float(coarse.firstLag + i) + PitchTracker.shift(a, b, c))
        }
        guard !peaks.isEmpty, fine.load(samples) else { return }
        for lag in peaks { measure(2 * lag) }
        if candidates.count > PitchPath.width {
            candidates.sort { $0.height + $0.bonus > $1.height + $1.bonus }
            candidates.removeLast(candidates.count - PitchPath.width)
        }
    }

    /// Measures the peak near a lag at 8 kHz.
    private mutating func measure(_ lag: Float) {
        var first = Int(lag) - 1
        var sums = fine.correlation(from: first)
        // The peak must lie between the outer two; what was cut off above 2 kHz can have moved it a little.
        if sums.a > sums.b, sums.a > sums.c {
            first -= 2
            sums = fine.correlation(from: first)
        } else if sums.d > sums.c, sums.d > sums.b {
            first += 2
            sums = fine.correlation(from: first)
        }
        let later = sums.c > sums.b
        let (a, b, c) = later ? (sums.b, sums.c, sums.d) : (sums.a, sums.b, sums.c)
        guard b > 0.5 * PitchTracker.voicingThreshold, b >= a, b >= c else { return }
        let shift = PitchTracker.shift(a, b, c)
        let hertz = PitchTracker.rate / (Float(first + (later ? 2 : 1)) + shift)
        guard hertz >= PitchTracker.floor, hertz <= PitchTracker.ceiling else { return }
        let top = b - 0.25 * (a - c) * shift
        let octave = Decibels.fastLog2(hertz)
        candidates.append(
            PitchPath.Candidate(
                hertz: hertz,
                octave: octave,
                height: top > 1 ? 1 / top : top,
                bonus: PitchTracker.octaveCost * (octave - Decibels.fastLog2(PitchTracker.floor))
            )
        )
    }

    /// How far the top of a parabola through three neighbours lies from the middle one.
    private static func shift(_ a: Float, _ b: Float, _ c: Float) -> Float {
        let bend = a - 2 * b + c
        return bend < 0 ? 0.5 * (a - c) / bend : 0
    }
}
