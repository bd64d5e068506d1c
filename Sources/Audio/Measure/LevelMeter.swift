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
