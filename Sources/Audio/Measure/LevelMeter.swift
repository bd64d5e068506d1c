import Model

/// Peak, DC offset and the RMS curve; on the way it turns integers into floats and takes the DC away.
struct LevelMeter {
    /// Frames seen.
    private(set) var frames = 0
    private var sum = 0
    private var samples = 0
    /// State of the DC blocker, a one-pole high-pass at 13 Hz: y = x − x₁ + 0.995 y₁.
    private static let decay: Float = 0.995
    private static let decays = Lanes(decay, decay * decay, decay * decay * decay, decay * decay * decay * decay)
    private var lastIn: Float = 0
    private var lastOut: Float = 0
    private var energy: Float = 0
    private var counted = 0
    private var levels: [Float] = []
    /// Mean of the samples of each 100 ms, 1 being full scale.
    private var means: [Float] = []
    private var stepSum = 0

    /// Takes a frame of at most 160 samples; writes it to `raw` and, free of DC, to `clean`, both on a scale where 1 is full
    /// scale and padded with zeros. Returns the peak magnitude.
    mutating func consume(_ frame: Span<Int16>, raw: inout [Float], clean: inout [Float]) -> UInt16 {
        var peak: UInt16 = 0
        var total: Int32 = 0
        let count = min(frame.count, raw.count, clean.count)
        // Pointers, because a checked index would keep the loop from being vectorised; `count` bounds all three.
        unsafe frame.withUnsafeBufferPointer { frame in
            unsafe raw.withUnsafeMutableBufferPointer { raw in
                for i in 0..<count {
                    let sample = unsafe frame[i]
                    let magnitude = sample.magnitude
                    peak = magnitude > peak ? magnitude : peak
                    total &+= Int32(sample)
                    unsafe raw[i] = Float(sample) * (1 / 32_768)
                }
            }
        }
        if samples == 0, count > 0 { lastIn = raw[0] }
        // Locals, because a stored property would be written back at every sample.
        var (before, output, power) = (lastIn, lastOut, energy)
        let whole = count & ~3
        var squares = Lanes()
        unsafe raw.withUnsafeBufferPointer { raw in
            unsafe clean.withUnsafeMutableBufferPointer { clean in
                guard let source = raw.baseAddress, let target = clean.baseAddress else { return }
                for i in stride(from: 0, to: whole, by: 4) {
                    // Four at a time: each output is a sum over the steps so far, so that the loop waits once for all four.
                    let x = unsafe Lanes(source + i)
                    let step = x - Lanes(before, x.a, x.b, x.c)
                    let two = step + Lanes(0, step.a, step.b, step.c) * LevelMeter.decay
                    let four = two + Lanes(0, 0, two.a, two.b) * (LevelMeter.decay * LevelMeter.decay)
                    let y = four + LevelMeter.decays * output
                    (before, output) = (x.d, y.d)
                    unsafe y.store(target + i)
                    squares = squares + y * y
                }
            }
        }
        power += squares.sum
        for i in whole..<count {
            output = raw[i] - before + LevelMeter.decay * output
            before = raw[i]
            clean[i] = output
            power += output * output
        }
        (lastIn, lastOut, energy) = (before, output, power)
        for i in count..<max(count, raw.count) { raw[i] = 0 }
        for i in count..<max(count, clean.count) { clean[i] = 0 }
        sum &+= Int(total)
        stepSum &+= Int(total)
        samples += frame.count
        counted += frame.count
        frames += 1
        if frames % Grid.framesPerCurveStep == 0 { closeStep() }
        return peak
    }

    /// Mean of all samples on a scale where 1 is full scale.
    var offset: Double { samples > 0 ? Double(sum) / Double(samples) / 32_768 : 0 }

    /// Mean of the samples in the silences, where no voice swings to one side more than to the other; of all where there are none.
    func offset(within silences: [TimeSpan]) -> Double {
        var inside: [Float] = []
        for span in silences {
            let first = (span.startMs + Grid.curveStepMs - 1) / Grid.curveStepMs
            let end = min(means.count, span.endMs / Grid.curveStepMs)
            if first < end { inside.append(contentsOf: means[first..<end]) }
        }
        return inside.isEmpty ? offset : Double(Statistics.median(inside))
    }

    /// RMS level per 100 ms in dBFS, the last step possibly shorter.
    var curve: [Float] { counted > 0 ? levels + [Decibels.power(energy / Float(counted))] : levels }

    private mutating func closeStep() {
        levels.append(Decibels.power(energy / Float(max(1, counted))))
        means.append(Float(stepSum) / Float(max(1, counted)) / 32_768)
        energy = 0
        counted = 0
        stepSum = 0
    }

    /// Standard deviation in dB of the curve's steps that lie wholly within speech; nil with under 3 s of them.
    static func spread(of curve: [Float], within speech: [TimeSpan]) -> Double? {
        var inside: [Float] = []
        for span in speech {
            let first = (span.startMs + Grid.curveStepMs - 1) / Grid.curveStepMs
            let end = min(curve.count, span.endMs / Grid.curveStepMs)
            if first < end { inside.append(contentsOf: curve[first..<end]) }
        }
        guard inside.count * Grid.curveStepMs >= 3_000 else { return nil }
        return (Double(Statistics.deviation(inside)) * 10).rounded() / 10
    }
}

/// A sliding count of byte-sized levels that answers quantiles in 256 steps at most.
struct LevelHistogram {
    private var counts = [Int32](repeating: 0, count: 256)
    private var total: Int32 = 0

    /// Adds a level.
    mutating func add(_ level: UInt8) {
        counts[Int(level)] += 1
        total += 1
    }

    /// Takes back a level that was added before.
    mutating func remove(_ level: UInt8) {
        counts[Int(level)] -= 1
        total -= 1
    }

    /// The level below which a share 0–1 of what was added lies; 0 when empty.
    func quantile(_ share: Float) -> UInt8 {
        let wanted = Int32((share * Float(max(0, total - 1))).rounded(.down))
        var seen: Int32 = 0
        for level in 0..<256 {
            seen += counts[level]
            if seen > wanted { return UInt8(level) }
        }
        return 0
    }
}

/// Counts where the signal sits at full scale: two or more neighbouring samples within 0.1 dB of it. A single sample there is
/// a peak that just fits.
struct ClippingMeter {
    /// Magnitude from which a sample is at full scale: −0.1 dBFS.
    static let fullScale: UInt16 = 32_392

    /// Milliseconds with clipping so far.
    private(set) var clippedMs = 0
    /// Where it was first and last seen, in milliseconds.
    private(set) var span: (firstMs: Int, lastMs: Int)?
    private var wasFull = false

    /// Looks at a frame's samples; `startMs` is when it begins. Call only for frames whose peak reaches ``fullScale``,
    /// ``skip()`` for the others.
    mutating func consume(_ samples: Span<Int16>, startMs: Int) {
        let perMs = Grid.sampleRate / 1_000
        var start = 0
        while start < samples.count {
            let end = min(start + perMs, samples.count)
            var found = false
            for i in start..<end {
                let isFull = samples[i].magnitude >= ClippingMeter.fullScale
                found = found || (isFull && wasFull)
                wasFull = isFull
            }
            if found {
                clippedMs += 1
                let now = startMs + start / perMs
                span = (span?.firstMs ?? now, now + 1)
            }
            start = end
        }
    }

    /// Passes over a frame that cannot clip.
    mutating func skip() { wasFull = false }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Level arithmetic, in one place so that every figure rounds and floors the same way.
enum Decibels {
    /// The level of nothing, in dB relative to full scale.
    static let floor: Float = -100

    /// A mean square (1 = full scale squared) in dBFS, never below ``floor``.
    static func power(_ meanSquare: Float) -> Float {
        meanSquare > 1e-10 ? 10 * log10f(meanSquare) : floor
    }

    /// A mean square (1 = full scale squared) in dBFS, never below ``floor``.
    static func power(_ meanSquare: Double) -> Double {
        meanSquare > 1e-10 ? 10 * log10(meanSquare) : Double(floor)
    }

    /// The mean square of a level in dBFS.
    static func meanSquare(_ decibels: Float) -> Float {
        powf(10, decibels / 10)
    }

    /// A ratio of two frequencies in semitones.
    static func semitones(_ hertz: Float, over reference: Float) -> Float {
        hertz > 0 && reference > 0 ? 12 * log2f(hertz / reference) : 0
    }

    /// A binary logarithm good to 1.2e-4 without a call: exponent bits plus a polynomial in the mantissa. For spectra, where 300 000
    /// logarithms a minute would otherwise be a third of the whole cost.
    @inline(__always)
    static func fastLog2(_ x: Float) -> Float {
        let bits = max(x, 1e-30).bitPattern
        let exponent = Float(Int32(bitPattern: bits >> 23) &- 127)
        let m = Float(bitPattern: (bits & 0x007F_FFFF) | 0x3F80_0000) - 1
        // Least-squares fit of log2(1 + m) - m with both ends exact, so that the curve is continuous across octaves.
        return exponent + m + m * (1 - m) * (0.438_722_86 - m * (0.239_046_81 - m * 0.082_121_31))
    }

    /// A power in dB from ``fastLog2(_:)``, floor −115.
    @inline(__always)
    static func fastPower(_ power: Float) -> Float {
        max(-115, 3.010_299_957 * fastLog2(power))
    }
}

/// Order statistics and spread of short lists.
enum Statistics {
    /// The middle value; 0 of an empty list.
    static func median(_ values: [Float]) -> Float { quantile(values, 0.5) }

    /// The value below which a share 0–1 of the list lies; 0 of an empty list.
    static func quantile(_ values: [Float], _ share: Float) -> Float {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let index = Int((share * Float(sorted.count - 1)).rounded())
        return sorted[min(sorted.count - 1, max(0, index))]
    }

    /// Population standard deviation around the mean; 0 for fewer than two values.
    static func deviation(_ values: [Float]) -> Float {
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Float(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot()
    }
}
