import Foundation

@testable import Audio
@testable import Model

/// Sounds with known answers, made without any library.
enum Signals {
    static let rate = 16_000

    /// Seconds of silence.
    static func silence(_ seconds: Double) -> [Double] {
        [Double](repeating: 0, count: Int(seconds * Double(rate)))
    }

    /// A sine; amplitude 1 is full scale.
    static func sine(_ hertz: Double, _ seconds: Double, amplitude: Double) -> [Double] {
        (0..<Int(seconds * Double(rate))).map { amplitude * sin(2 * .pi * hertz * Double($0) / Double(rate)) }
    }

    /// White noise of a given RMS from a fixed seed.
    static func noise(_ seconds: Double, rms: Double, seed: UInt64 = 1) -> [Double] {
        var state = seed
        var signal = [Double](repeating: 0, count: Int(seconds * Double(rate)))
        // A step of Knuth's MMIX generator; its upper three 16-bit words added up are near enough to Gaussian.
        let scale = rms / (0.5 * 65_536)
        for i in signal.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let sum = Int(state >> 48) + Int(state >> 32 & 0xFFFF) + Int(state >> 16 & 0xFFFF)
            signal[i] = Double(sum - 98_304) * scale
        }
        return signal
    }

    /// A vowel: glottal pulses through three resonances; F0 may glide from `hertz` to `end`.
    static func vowel(
        _ hertz: Double,
        _ seconds: Double,
        to end: Double? = nil,
        formants: [(hertz: Double, width: Double)] = [(550, 80), (1_250, 100), (2_500, 150)],
        peak: Double = 0.3
    ) -> [Double] {
        let count = Int(seconds * Double(rate))
        var signal = [Double](repeating: 0, count: count)
        var phase = 0.0
        for i in 0..<count {
            phase += (hertz + ((end ?? hertz) - hertz) * Double(i) / Double(count)) / Double(rate)
            if phase >= 1 { phase -= 1 }
            // A rising ramp with a sudden fall has the -12 dB/octave of a glottal pulse once integrated by the first resonance.
            signal[i] = phase - 0.5
        }
        for formant in formants {
            let r = exp(-.pi * formant.width / Double(rate))
            let c = 2 * r * cos(2 * .pi * formant.hertz / Double(rate))
            var (y1, y2) = (0.0, 0.0)
            for i in 0..<count {
                let y = signal[i] * (1 - c + r * r) + c * y1 - r * r * y2
                (y2, y1) = (y1, y)
                signal[i] = y
            }
        }
        let top = signal.reduce(0) { max($0, abs($1)) }
        let fade = min(320, count / 4)
        return signal.enumerated().map { i, x in
            x / max(top, 1e-9) * peak * min(1, Double(min(i, count - 1 - i)) / Double(max(1, fade)))
        }
    }

    /// Something with the rhythm of speech: short vowels of changing colour and pitch, joined by short hiss.
    static func babble(_ seconds: Double, hertz: Double = 120, seed: UInt64 = 7) -> [Double] {
        var generator = SplitMix(state: seed)
        var signal: [Double] = []
        let colours: [[(hertz: Double, width: Double)]] = [
            [(300, 60), (2_200, 100), (2_900, 150)], [(700, 90), (1_150, 100), (2_500, 150)],
            [(400, 60), (850, 90), (2_400, 150)], [(550, 80), (1_750, 100), (2_600, 150)],
        ]
        let wanted = Int(seconds * Double(rate))
        while signal.count < wanted {
            let start = hertz * Double.random(in: 0.85..<1.25, using: &generator)
            let colour = colours[Int.random(in: 0..<4, using: &generator)]
            signal += vowel(
                start,
                Double.random(in: 0.08..<0.14, using: &generator),
                to: start * 0.85,
                formants: colour
            )
            signal += noise(0.05, rms: 0.01, seed: generator.next())
        }
        return Array(signal.prefix(wanted))
    }

    /// Sums two signals; the second is repeated or cut to the first's length.
    static func mix(_ a: [Double], _ b: [Double]) -> [Double] {
        b.isEmpty ? a : a.indices.map { a[$0] + b[$0 % b.count] }
    }

    /// To 16-bit samples, clipping.
    static func samples(_ signal: [Double]) -> [Int16] {
        signal.map { Int16(clamping: Int(($0 * 32_767).rounded())) }
    }

    /// What the meter says, fed in pieces of an awkward size.
    static func measure(_ signal: [Double], piece: Int = 777) -> (acoustics: Acoustics, quality: Quality) {
        measure(samples(signal), piece: piece)
    }

    /// What the meter says, fed in pieces of an awkward size.
    static func measure(_ samples: [Int16], piece: Int = 777) -> (acoustics: Acoustics, quality: Quality) {
        var meter = AcousticMeter()
        var start = 0
        while start < samples.count {
            let end = min(start + piece, samples.count)
            meter.consume(samples.span.extracting(start..<end))
            start = end
        }
        return meter.finish(decodeIssues: [])
    }
}

/// A small seeded generator, so that every run hears the same noise.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The amplitude of a level in dB relative to full scale.
func dbToAmplitude(_ decibels: Double) -> Double { pow(10, decibels / 20) }
