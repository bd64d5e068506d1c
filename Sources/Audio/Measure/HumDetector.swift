import Model

/// Looks for the mains: lines at 50 or 60 Hz and their first multiples standing out of the background between speech.
/// Works at 1 kHz on quarter-second blocks, eight a second; memory is 16 bytes a block.
struct HumDetector {
    /// What was found.
    struct Finding {
        /// 50 or 60.
        var mainsHz: Int
        /// Level of the lines together, in dBFS.
        var levelDb: Float
    }

    private static let blockLength = 250
    private static let blockStep = 125
    /// Fewest blocks of silence a finding rests on.
    private static let fewest = 3
    /// How far a line must stand above the background, in dB.
    private static let standOutDb: Float = 15
    /// Faintest hum worth a word, in dBFS.
    private static let faintestDb: Float = -75
    private static let lines: [[Float]] = [[50, 100, 150, 200], [60, 120, 180, 240]]
    /// Frequencies no multiple of either mains comes near.
    private static let background: [Float] = [75, 110, 135, 165, 190, 220]
    private static let perMains = 4
    /// Goertzel's coefficients of all lines and then of the background, the last one repeated to a multiple of eight.
    private static let factors: [Float] = {
        let hertz = lines.flatMap { $0 } + background
        let padded = hertz + repeatElement(220, count: (8 - hertz.count % 8) % 8)
        return padded.map { Phase.goertzel($0, rate: 1_000) }
    }()
    private static let window = (0..<blockLength).map { Phase.hann($0, of: blockLength) }

    private var block: [Float] = []
    private var windowed = [Float](repeating: 0, count: HumDetector.blockLength)
    private var excess: [[Float]] = [[], []]
    private var levels: [[Float]] = [[], []]

    init() { block.reserveCapacity(HumDetector.blockLength) }

    /// Takes a frame of samples at 16 kHz, free of DC.
    mutating func consume(_ frame: Span<Float>) {
        var i = 0
        while i + 16 <= frame.count {
            var sum: Float = 0
            for k in 0..<16 { sum += frame[i + k] }
            block.append(sum / 16)
            i += 16
            if block.count == HumDetector.blockLength {
                measure()
                block.removeFirst(HumDetector.blockStep)
            }
        }
    }

    /// The mains hum of the recording, if a line stands at least ``standOutDb`` above the background in half of the blocks
    /// that lie wholly in silence.
    func finding(within silences: [TimeSpan]) -> Finding? {
        var quiet: [Int] = []
        for span in silences {
            let first = (span.startMs + HumDetector.blockStep - 1) / HumDetector.blockStep
            let end = min(excess[0].count, (span.endMs - HumDetector.blockLength) / HumDetector.blockStep + 1)
            if first < end { quiet.append(contentsOf: first..<end) }
        }
        guard quiet.count >= HumDetector.fewest else { return nil }
        var best: Finding?
        for (index, mains) in [50, 60].enumerated() {
            let stands = Statistics.median(quiet.map { excess[index][$0] })
            let level = Statistics.median(quiet.map { levels[index][$0] })
            if stands > HumDetector.standOutDb, level > best?.levelDb ?? HumDetector.faintestDb {
                best = Finding(mainsHz: mains, levelDb: level)
            }
        }
        return best
    }

    private mutating func measure() {
        for i in block.indices { windowed[i] = block[i] * HumDetector.window[i] }
        let found = powers()
        let noise = found.dropFirst(2 * HumDetector.perMains).prefix(HumDetector.background.count).sorted()
        let floor = max(noise[noise.count / 2], 1e-12)
        for index in 0..<2 {
            let lines = found[index * HumDetector.perMains..<(index + 1) * HumDetector.perMains]
            // One line is enough: a rectifier leaves 100 Hz alone.
            let strongest = lines.max() ?? 0
            excess[index].append(Decibels.power(strongest) - Decibels.power(floor))
            levels[index].append(Decibels.power(lines.reduce(0, +)))
        }
    }

    /// Mean squares of the sines at all frequencies, by Goertzel's recursion (1958), eight frequencies at a time.
    private func powers() -> [Float] {
        var found: [Float] = []
        found.reserveCapacity(HumDetector.factors.count)
        let length = Float(HumDetector.blockLength)
        for start in stride(from: 0, to: HumDetector.factors.count, by: 8) {
            let (low, high) = (HumDetector.quad(start), HumDetector.quad(start + 4))
            var (s1, s2, t1, t2) = (Lanes(), Lanes(), Lanes(), Lanes())
            for x in windowed {
                let sample = Lanes(x, x, x, x)
                (s1, s2) = (low * s1 + (sample - s2), s1)
                (t1, t2) = (high * t1 + (sample - t2), t1)
            }
            // Amplitude = 4|X|/N under a Hann window; mean square = amplitude²/2.
            let scale = 8 / (length * length)
            for power in [s1 * s1 + s2 * s2 - low * s1 * s2, t1 * t1 + t2 * t2 - high * t1 * t2] {
                found += [power.a, power.b, power.c, power.d].map { max(0, $0 * scale) }
            }
        }
        return found
    }

    /// Four neighbouring factors.
    private static func quad(_ start: Int) -> Lanes {
        Lanes(factors[start], factors[start + 1], factors[start + 2], factors[start + 3])
    }
}
