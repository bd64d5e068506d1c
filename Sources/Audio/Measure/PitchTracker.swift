import Model

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

/// The cheapest way through the pitch candidates (Viterbi), with Praat's costs: an octave's jump 0.35, a change between voiced
/// and unvoiced 0.14, per 10 ms.
struct PitchPath {
    /// A peak of the autocorrelation.
    struct Candidate {
        /// Frequency; 0 for unvoiced.
        var hertz: Float
        /// Binary logarithm of the frequency.
        var octave: Float
        /// Height of the peak, 0–1.
        var height: Float
        /// What the preference for higher octaves adds to it.
        var bonus: Float
    }

    /// Most voiced candidates of a frame.
    static let width = 6
    private static let states = width + 1
    private static let octaveJumpCost: Float = 0.35
    private static let voicingChangeCost: Float = 0.14

    /// The open frames' states one after the other, the unvoiced one first.
    private var open: [Candidate] = []
    /// Which state of the frame before each comes from.
    private var back: [UInt8] = []
    /// Where each open frame's states begin.
    private var starts: [Int] = []
    /// Best score of each state of the last frame, and room for the next frame's.
    private var scores = [Float](repeating: 0, count: states)
    private var fresh = [Float](repeating: 0, count: states)
    private var settled = 0
    /// Where the settled path ended, which the next frame continues.
    private var last: Candidate?

    /// Adds a frame with its unvoiced strength and its voiced candidates, at most ``width``.
    mutating func push(unvoiced: Float, voiced: [Candidate], into track: inout FrameTrack) {
        // Silence after silence needs no search.
        if voiced.isEmpty, starts.isEmpty, last.map({ $0.hertz == 0 }) ?? true {
            last = Candidate(hertz: 0, octave: 0, height: 0, bonus: 0)
            settled += 1
            return
        }
        let height = voiced.reduce(0) { max($0, $1.height) }
        let before = starts.last ?? 0
        let start = open.count
        add(Candidate(hertz: 0, octave: 0, height: height, bonus: 0), strength: unvoiced, from: before..<start)
        for candidate in voiced {
            add(candidate, strength: candidate.height + candidate.bonus, from: before..<start)
        }
        starts.append(start)
        swap(&scores, &fresh)
        if voiced.isEmpty || starts.count >= PitchTracker.longestPath { settle(into: &track) }
    }

    /// Adds a state and finds where it comes from.
    private mutating func add(_ state: Candidate, strength: Float, from before: Range<Int>) {
        let index = open.count - before.upperBound
        guard index < PitchPath.states else { return }
        var best = -Float.infinity
        var choice = 0
        if before.isEmpty {
            best = last.map { -PitchPath.cost($0, state) } ?? 0
        } else {
            for i in before {
                let score = scores[i - before.lowerBound] - PitchPath.cost(open[i], state)
                if score > best { (best, choice) = (score, i - before.lowerBound) }
            }
        }
        fresh[index] = best + strength
        open.append(state)
        back.append(UInt8(choice))
    }

    /// Writes the best path through the open frames to `track`.
    mutating func settle(into track: inout FrameTrack) {
        guard let start = starts.last else { return }
        var state = (0..<open.count - start).max { scores[$0] < scores[$1] } ?? 0
        last = open[start + state]
        for (i, start) in starts.enumerated().reversed() {
            let index = settled + i
            let candidate = open[start + state]
            if index < track.count {
                track[index].hertz = candidate.hertz
                track[index].periodicity = UInt8(clamping: Int(max(0, candidate.height) * 200))
            }
            state = Int(back[start + state])
        }
        settled += starts.count
        open.removeAll(keepingCapacity: true)
        back.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    private static func cost(_ a: Candidate, _ b: Candidate) -> Float {
        if a.hertz == 0 || b.hertz == 0 { return a.hertz == b.hertz ? 0 : voicingChangeCost }
        return octaveJumpCost * abs(a.octave - b.octave)
    }
}

/// What a reader is told about pitch, from the tracker's frames.
enum PitchSummary {
    /// Voiced speech under which nothing is said.
    static let leastVoicedMs = 1_000
    /// Values further than this from the median are taken for octave errors and left out of the spread.
    static let widestSemitones: Float = 12

    /// Median, spread and curve over the voiced frames within speech; nil with under ``leastVoicedMs`` of them. Hertz are
    /// whole, semitones have one decimal: more would be noise.
    static func pitch(_ track: FrameTrack, within speech: [TimeSpan]) -> Acoustics.Pitch? {
        var voiced: [Float] = []
        var curve = [Double](
            repeating: 0,
            count: (track.count + Grid.framesPerCurveStep - 1) / Grid.framesPerCurveStep
        )
        var step: [Float] = []
        var current = -1
        func close() {
            if current >= 0, step.count >= 3 { curve[current] = Double(Statistics.median(step).rounded()) }
            step.removeAll(keepingCapacity: true)
        }
        for span in speech {
            for i in span.startMs / Grid.hopMs..<min(track.count, span.endMs / Grid.hopMs) where track[i].isVoiced {
                if i / Grid.framesPerCurveStep != current {
                    close()
                    current = i / Grid.framesPerCurveStep
                }
                step.append(track[i].hertz)
                voiced.append(track[i].hertz)
            }
        }
        close()
        guard voiced.count * Grid.hopMs >= leastVoicedMs else { return nil }
        let median = Statistics.median(voiced)
        let distances = voiced.map { Decibels.semitones($0, over: median) }.filter { abs($0) <= widestSemitones }
        let meanSquare = distances.reduce(0) { $0 + $1 * $1 } / Float(max(1, distances.count))
        return Acoustics.Pitch(
            medianHz: Double(median.rounded()),
            spreadSemitones: (Double(meanSquare.squareRoot()) * 10).rounded() / 10,
            voicedMs: voiced.count * Grid.hopMs,
            curveHz: curve
        )
    }
}

/// A Hann-windowed frame whose autocorrelation is asked for at some lags, divided by the window's own (Boersma 1993).
struct CorrelationFrame {
    /// Zeros behind the frame, as ``Kernels`` wants them.
    private static let padding = 20

    /// The shortest lag ``correlate(into:)`` gives.
    let firstLag: Int
    private let length: Int
    private let window: [Float]
    /// What makes a periodic sound's autocorrelation 1, per lag from 0 on.
    private let correction: [Float]
    private var frame: [Float]
    private var energy: Float = 0

    /// A frame of `length` samples, a multiple of four, for lags in samples.
    init(length: Int, lags: ClosedRange<Int>) {
        self.length = length
        firstLag = lags.lowerBound
        let window = (0..<length).map { Phase.hann($0, of: length) }
        self.window = window
        let own = window.reduce(0) { $0 + $1 * $1 }
        correction = (0...lags.upperBound).map { lag in
            var sum: Float = 0
            for i in 0..<length - lag { sum += window[i] * window[i + lag] }
            return own / sum
        }
        frame = [Float](repeating: 0, count: length + CorrelationFrame.padding)
    }

    /// Takes the samples, their mean away; false when there is nothing in them.
    mutating func load(_ samples: Span<Float>) -> Bool {
        guard samples.count == length else { return false }
        let length = length
        // Pointers here and below: frame and window are `length` long, and the sums are the hottest loops of the meter.
        energy = unsafe samples.withUnsafeBufferPointer { samples in
            unsafe window.withUnsafeBufferPointer { window in
                unsafe frame.withUnsafeMutableBufferPointer { frame in
                    guard let source = samples.baseAddress, let window = window.baseAddress,
                        let target = frame.baseAddress
                    else { return 0 }
                    let mean = unsafe Kernels.sum(source, length) / Float(length)
                    let means = Lanes(mean, mean, mean, mean)
                    for i in stride(from: 0, to: length, by: 4) {
                        unsafe ((Lanes(source + i) - means) * Lanes(window + i)).store(target + i)
                    }
                    return unsafe Kernels.dot(target, target, length)
                }
            }
        }
        return energy > 1e-9
    }

    /// Writes the autocorrelation at lags from ``firstLag`` on, as many as `sums` has, a multiple of 16.
    func correlate(into sums: inout [Float]) {
        let count = sums.count
        guard count % 16 == 0, firstLag + count <= correction.count else { return }
        unsafe frame.withUnsafeBufferPointer { frame in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                guard let base = frame.baseAddress, let sums = sums.baseAddress else { return }
                for i in stride(from: 0, to: count, by: 16) {
                    unsafe Kernels.correlate16(base, length, lag: firstLag + i, into: sums + i)
                }
            }
        }
        let scale = 1 / energy
        for i in 0..<count { sums[i] *= scale * correction[firstLag + i] }
    }

    /// The autocorrelation at four lags; zero where they are not among the lags asked for.
    func correlation(from lag: Int) -> Lanes {
        guard lag >= 0, lag + 3 < correction.count else { return Lanes() }
        let sums = unsafe frame.withUnsafeBufferPointer { frame in
            guard let base = frame.baseAddress else { return Lanes() }
            return unsafe Kernels.correlate4(base, length, lag: lag)
        }
        let factors = Lanes(correction[lag], correction[lag + 1], correction[lag + 2], correction[lag + 3])
        return sums * factors * (1 / energy)
    }
}
