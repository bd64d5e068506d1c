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
