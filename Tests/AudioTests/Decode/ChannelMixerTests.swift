import Foundation
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5)))
struct ChannelMixerTests {
    private func stereo(_ left: (Double) -> Double, _ right: (Double) -> Double, rate: Int = 16_000) -> [UInt8] {
        let tone = Material.tone(seconds: 1, rate: rate)
        var wave = WaveBuilder(channels: 1, rate: rate, samples: tone.flatMap { [left($0), right($0)] })
        // Built as mono of twice the length, then declared as stereo.
        wave.samples = tone.flatMap { [left($0), right($0)] }
        var bytes = wave.bytes()
        bytes[22] = 2
        bytes[32] = 4
        return bytes
    }

    private func level(_ samples: [Int16]) -> Double {
        let mean = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, samples.count))
        return (mean / (32768 * 32768)).squareRoot()
    }

    @Test func `two live channels are averaged`() throws {
        let (decoded, samples) = try Material.decode(stereo({ $0 }, { $0 * 0.5 }))
        let alone = Material.tone(seconds: 1, rate: 16_000).map { Int16(($0 * 0.75 * 32768).rounded()) }
        #expect(Material.snr(samples, alone) > 80)
        #expect(decoded.issues.isEmpty)
        #expect(!decoded.identicalChannels)
    }

    @Test(arguments: [16_000, 48_000])
    func `a dead channel is reported and does not halve the level`(rate: Int) throws {
        let (decoded, samples) = try Material.decode(stereo({ _ in 0 }, { $0 }, rate: rate))
        #expect(decoded.issues.map(\.code) == ["dead_channel"])
        #expect(decoded.issues.first?.detail.hasPrefix("Channel 1 of 2") == true)
        let expected = level(Material.tone(seconds: 1, rate: 16_000).map { Int16($0 * 32767) })
        #expect(abs(level(samples) / expected - 1) < 0.02)
    }

    @Test func `opposite phase does not cancel`() throws {
        let (decoded, samples) = try Material.decode(stereo({ $0 }, { -$0 }))
        #expect(decoded.issues.map(\.code) == ["channels_cancel"])
        #expect(level(samples) > 0.3)
    }

    @Test func `opposite phase is seen under what each microphone hears for itself`() throws {
        // 7 dB under the tone, and different on each side: a correlation of about -0.75.
        func own(_ x: Double, _ seed: Double) -> Double { x + 0.25 * sin(seed + 977 * x) }
        let (decoded, samples) = try Material.decode(stereo({ own($0, 0) * 0.6 }, { -own($0, 2) * 0.6 }))
        #expect(decoded.issues.map(\.code) == ["channels_cancel"])
        #expect(level(samples) > 0.15)
    }

    @Test func `identical channels are noted and no defect`() throws {
        let (decoded, _) = try Material.decode(stereo({ $0 }, { $0 }))
        #expect(decoded.identicalChannels)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `silence on all channels is no dead channel`() throws {
        let (decoded, samples) = try Material.decode(stereo({ _ in 0 }, { _ in 0 }))
        #expect(decoded.issues.isEmpty)
        #expect(samples.allSatisfy { $0 == 0 })
    }
}
