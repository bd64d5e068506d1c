#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Integrated loudness after ITU-R BS.1770-4: K-weighting, 400 ms blocks every 100 ms, an absolute gate at −70 LUFS and a
/// relative one 10 LU under the mean of what passes it.
///
/// The recommendation tabulates the filter for 48 kHz only. The coefficients here follow from its analogue prototype by the
/// bilinear transform (B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES 145, 2018), which
/// reproduces the table at 48 kHz and holds at any rate.
struct LoudnessMeter {
    private var filter: BlockFilter
    private var sum: Float = 0
    private var filled = 0
    private static let step = Grid.sampleRate / 10
    /// Mean square of each 100 ms, K-weighted: 4 bytes per 100 ms.
    private var steps: [Float] = []

    /// A meter for one channel.
    init() {
        let rate = Double(Grid.sampleRate)
        filter = BlockFilter(LoudnessMeter.shelf(rate), LoudnessMeter.highPass(rate))
    }

    /// Takes the samples of a hop on a scale where 1 is full scale. A hop that is not a multiple of four long is the recording's last, and
    /// what is over ends no step.
    mutating func consume(_ samples: Span<Float>) {
        // Locals, because a stored property would be written back at every sample.
        var (filter, sum) = (filter, Lanes())
        let count = samples.count & ~3
        unsafe samples.withUnsafeBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            for i in stride(from: 0, to: count, by: 4) {
                let y = filter.step(unsafe Lanes(base + i))
                sum = sum + y * y
            }
        }
        self.filter = filter
        self.sum += sum.sum
        filled += count
        if filled >= LoudnessMeter.step {
            steps.append(self.sum / Float(LoudnessMeter.step))
            self.sum = 0
            filled = 0
        }
    }

    /// Level of each whole 100 ms in dBFS, K-weighted: what a rumble under the voice does not move.
    var levels: [Float] { steps.map { Decibels.power($0) } }

    /// Integrated loudness in LUFS so far; nil when no block passes the absolute gate or there is less than one block.
    var integrated: Double? {
        guard steps.count >= 4 else { return nil }
        let gate = LoudnessMeter.meanSquare(lufs: -70)
        guard let first = mean(above: gate) else { return nil }
        return mean(above: max(gate, first / 10)).map { -0.691 + 10 * log10($0) }
    }

    /// Mean power of the 400 ms blocks whose power is above a gate.
    private func mean(above gate: Double) -> Double? {
        var total = 0.0
        var count = 0
        for i in 3..<steps.count {
            let power = (Double(steps[i - 3]) + Double(steps[i - 2]) + Double(steps[i - 1]) + Double(steps[i])) / 4
            if power > gate {
                total += power
                count += 1
            }
        }
        return count > 0 ? total / Double(count) : nil
    }

    private static func meanSquare(lufs: Double) -> Double { pow(10, (lufs + 0.691) / 10) }

    /// Stage 1, the head's shelf: +4 dB above 1.7 kHz.
    private static func shelf(_ rate: Double) -> BiquadFilter {
        let k = tan(Double.pi * 1_681.974_450_955_533 / rate)
        let q = 0.707_175_236_955_419_6
        let vh = pow(10, 3.999_843_853_973_347 / 20)
        let vb = pow(vh, 0.499_666_774_154_541_6)
        let a0 = 1 + k / q + k * k
        return BiquadFilter(
            b0: (vh + vb * k / q + k * k) / a0,
            b1: 2 * (k * k - vh) / a0,
            b2: (vh - vb * k / q + k * k) / a0,
            a1: 2 * (k * k - 1) / a0,
            a2: (1 - k / q + k * k) / a0
        )
    }

    /// Stage 2, the revised low-frequency B curve: a high-pass at 38 Hz.
    private static func highPass(_ rate: Double) -> BiquadFilter {
        let k = tan(Double.pi * 38.135_470_876_024_44 / rate)
        let q = 0.500_327_037_323_877_3
        let a0 = 1 + k / q + k * k
        return BiquadFilter(b0: 1, b1: -2, b2: 1, a1: 2 * (k * k - 1) / a0, a2: (1 - k / q + k * k) / a0)
    }
}

/// A second-order recursive filter in transposed direct form II, in double precision. ``BlockFilter`` runs two of them.
struct BiquadFilter {
    /// Feed-forward coefficients.
    let b0, b1, b2: Double
    /// Feedback coefficients, the leading one being 1.
    let a1, a2: Double
    /// What the filter remembers.
    var s1 = 0.0
    /// What the filter remembers.
    var s2 = 0.0

    /// A filter at rest.
    init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
    }

    /// The next output.
    mutating func step(_ x: Double) -> Double {
        let y = b0 * x + s1
        s1 = b1 * x - a1 * y + s2
        s2 = b2 * x - a2 * y
        return y
    }
}

/// Two second-order filters one after the other, four samples at a time: the outputs and the next state are sums of columns, one for each
/// input and each part of the state, so that nothing waits for the sample before. A recursive filter's own form waits at every sample,
/// and the loudness filter was the dearest part of hearing.
///
/// Single precision: the columns are worked out in double precision, and what the state's rounding adds lies 70 dB below a tone of 40 Hz,
/// further below speech.
struct BlockFilter {
    /// Outputs per unit of each input.
    private let through: (Lanes, Lanes, Lanes, Lanes)
    /// Outputs per unit of each part of the state.
    private let out: (Lanes, Lanes, Lanes, Lanes)
    /// Next state per unit of each input.
    private let into: (Lanes, Lanes, Lanes, Lanes)
    /// Next state per unit of each part of the state.
    private let kept: (Lanes, Lanes, Lanes, Lanes)
    private var state = Lanes()

    /// The two filters at rest.
    init(_ first: BiquadFilter, _ second: BiquadFilter) {
        let inputs = (0..<4).map { BlockFilter.column(first, second, [0, 0, 0, 0], input: $0) }
        let states = (0..<4).map { place in
            BlockFilter.column(first, second, (0..<4).map { $0 == place ? 1 : 0 }, input: nil)
        }
        through = (inputs[0].outputs, inputs[1].outputs, inputs[2].outputs, inputs[3].outputs)
        into = (inputs[0].state, inputs[1].state, inputs[2].state, inputs[3].state)
        out = (states[0].outputs, states[1].outputs, states[2].outputs, states[3].outputs)
        kept = (states[0].state, states[1].state, states[2].state, states[3].state)
    }

    /// The next four outputs.
    @inline(__always)
    mutating func step(_ x: Lanes) -> Lanes {
        let s = state
        let fresh = (into.0 * x.a + into.1 * x.b) + (into.2 * x.c + into.3 * x.d)
        let heard = (through.0 * x.a + through.1 * x.b) + (through.2 * x.c + through.3 * x.d)
        state = fresh + ((kept.0 * s.a + kept.1 * s.b) + (kept.2 * s.c + kept.3 * s.d))
        return heard + ((out.0 * s.a + out.1 * s.b) + (out.2 * s.c + out.3 * s.d))
    }

    /// What four steps give and leave, from a state and with a one at one of the inputs.
    private static func column(_ first: BiquadFilter, _ second: BiquadFilter, _ state: [Double], input: Int?)
        -> (outputs: Lanes, state: Lanes)
    {
        var (first, second) = (first, second)
        (first.s1, first.s2, second.s1, second.s2) = (state[0], state[1], state[2], state[3])
        let y = (0..<4).map { Float(second.step(first.step($0 == input ? 1 : 0))) }
        return (
            Lanes(y[0], y[1], y[2], y[3]),
            Lanes(Float(first.s1), Float(first.s2), Float(second.s1), Float(second.s2))
        )
    }
}
