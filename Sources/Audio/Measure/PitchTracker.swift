/// Fundamental frequency after Boersma, "Accurate short-term analysis of the fundamental frequency and the
/// harmonics-to-noise ratio of a sampled sound" (IFA Proceedings 17, 1993), the method behind Praat's "To Pitch (ac)": the
/// autocorrelation of a Hann-windowed frame divided by the window's own, several candidates a frame, and the cheapest path
/// through them. Constants are Praat's. Two things differ because this is one streaming pass at 8 kHz: "the loudest of the
/// whole sound" is the loudest so far, fading by 0.3 dB/s, and the path is settled at every unvoiced gap (where it is exact)
/// or after ``longestPath`` frames.
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

    private let shortestLag: Int
    private let longestLag: Int
    private let window: [Float]
    private let correction: [Float]
    private var frame = [Float](repeating: 0, count: PitchTracker.windowLength)
    private var correlation: [Float]
    private var path = PitchPath()
    private var loudest: Float = 0.01

    init() {
        shortestLag = Int(PitchTracker.rate / PitchTracker.ceiling) - 1
        longestLag = Int(PitchTracker.rate / PitchTracker.floor) + 2
        let length = PitchTracker.windowLength
        let window = (0..<length).map { i -> Float in
            Phase.hann(i, of: length)
        }
        self.window = window
        let energy = window.reduce(0) { $0 + $1 * $1 }
        correction = (0...longestLag).map { lag in
            var sum: Float = 0
            for i in 0..<length - lag { sum += window[i] * window[i + lag] }
            return energy / sum
        }
        correlation = [Float](repeating: 0, count: longestLag + 1)
    }

    /// Adds the next frame, 400 samples at 8 kHz around its middle; frames whose pitch is settled by it are written to `track`.
    mutating func push(_ samples: Span<Float>, into track: inout FrameTrack) {
        guard samples.count >= PitchTracker.windowLength else { return }
        var peak: Float = 0
        // Praat looks for the local peak in the middle period only.
        for i in PitchTracker.windowLength / 3..<2 * PitchTracker.windowLength / 3 { peak = max(peak, abs(samples[i])) }
        loudest = max(peak, loudest * 0.999_65, 0.005)
        let intensity = peak / loudest
        guard intensity > PitchTracker.silenceThreshold / 4 else {
            path.push(unvoiced: 2, voiced: [], into: &track)
            return
        }
        correlate(samples)
        let unvoiced =
            PitchTracker.voicingThreshold
            + max(0, 2 - intensity * (1 + PitchTracker.voicingThreshold) / PitchTracker.silenceThreshold)
        path.push(unvoiced: unvoiced, voiced: candidates(), into: &track)
    }

    /// Settles what is still open.
    mutating func finish(into track: inout FrameTrack) { path.settle(into: &track) }

    private mutating func correlate(_ samples: Span<Float>) {
        let length = PitchTracker.windowLength
        var mean: Float = 0
        for i in 0..<length { mean += samples[i] }
        mean /= Float(length)
        for i in 0..<length { frame[i] = (samples[i] - mean) * window[i] }
        unsafe frame.withUnsafeBufferPointer { frame in
            guard let base = frame.baseAddress else { return }
            let energy = unsafe Kernels.dot(base, base, length)
            correlation[0] = 1
            guard energy > 1e-9 else {
                for lag in 1...longestLag { correlation[lag] = 0 }
                return
            }
            for lag in shortestLag...longestLag {
                let product = unsafe Kernels.dot(base, base + lag, length - lag)
                correlation[lag] = product / energy * correction[lag]
            }
        }
    }

    /// The peaks of the autocorrelation, interpolated by a parabola.
    private func candidates() -> [PitchPath.Candidate] {
        var found: [PitchPath.Candidate] = []
        for lag in shortestLag + 1..<longestLag {
            let (a, b, c) = (correlation[lag - 1], correlation[lag], correlation[lag + 1])
            guard b > 0.5 * PitchTracker.voicingThreshold, b > a, b >= c else { continue }
            let bend = a - 2 * b + c
            let shift = bend < 0 ? 0.5 * (a - c) / bend : 0
            let hertz = PitchTracker.rate / (Float(lag) + shift)
            guard hertz >= PitchTracker.floor, hertz <= PitchTracker.ceiling else { continue }
            let top = b - 0.25 * (a - c) * shift
            let height = top > 1 ? 1 / top : top
            let bonus = PitchTracker.octaveCost * Decibels.fastLog2(hertz / PitchTracker.floor)
            found.append(PitchPath.Candidate(hertz: hertz, height: height, strength: height + bonus))
        }
        if found.count > PitchPath.width {
            found.sort { $0.strength > $1.strength }
            found.removeLast(found.count - PitchPath.width)
        }
        return found
    }
}
