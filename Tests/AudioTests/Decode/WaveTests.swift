import Core
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5)))
struct WaveTests {
    @Test(arguments: [(1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64)], [1, 2, 8])
    func `every PCM layout gives the samples that went in`(kind: (Int, Int), channels: Int) throws {
        let tone = Material.tone(seconds: 0.3, rate: 16_000)
        var wave = WaveBuilder(tag: kind.0, channels: channels, bits: kind.1, samples: tone)
        for extensible in [false, true] {
            wave.extensible = extensible
            let (decoded, samples) = try Material.decode(wave.bytes())
            #expect(samples.count == tone.count)
            #expect(decoded.recording.channels == channels)
            #expect(decoded.issues.isEmpty)
            #expect(decoded.identicalChannels == (channels > 1))
            let expected = tone.map { Int16(($0 * 32768).rounded()) }
            let allowed = kind.1 == 8 ? 129 : 1
            #expect(zip(samples, expected).allSatisfy { abs(Int($0) - Int($1)) <= allowed })
        }
    }

    @Test func `16 kHz mono 16-bit passes bit for bit`() throws {
        let values: [Int16] = (0..<3200).map { Int16(truncatingIfNeeded: $0 &* 7919) } + [.min, .max, 0, -1, 1]
        let wave = WaveBuilder(samples: values.map { Double($0) / 32768 })
        #expect(try Material.decode(wave.bytes()).1 == values)
    }

    @Test func `companded samples have the values of G.711`() {
        // Table values of the recommendation: ends, zeros, and one in the middle.
        for (code, value) in [(0x00, -32124), (0x7F, 0), (0xFF, 0), (0x80, 32124), (0xF0, 120)] {
            #expect(Companding.muLaw[code] == Float(value) / 32768)
        }
        for (code, value) in [(0xD5, 8), (0x55, -8), (0xAA, 32256), (0x2A, -32256)] {
            #expect(Companding.aLaw[code] == Float(value) / 32768)
        }
    }

    @Test(arguments: [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
    func `every rate gives the right length and level`(rate: Int) throws {
        let wave = WaveBuilder(rate: rate, samples: Material.tone(seconds: 1, rate: rate))
        let samples = try Material.decode(wave.bytes()).1
        #expect(abs(samples.count - 16_000) <= 1)
        let expected = Material.tone(seconds: 1, rate: 16_000).map { Int16(($0 * 32768).rounded()) }
        // Away from the ends, where a filter sees silence.
        #expect(Material.snr(Array(samples[800..<15_200]), Array(expected[800..<15_200])) > 70)
    }

    @Test func `what lies above 8 kHz does not come back as something else`() throws {
        let wave = WaveBuilder(
            rate: 48_000,
            samples: Material.tone(seconds: 1, rate: 48_000, hertz: 9_000).map { $0 * 0.9 }
        )
        let samples = try Material.decode(wave.bytes()).1
        #expect(samples[800..<15_200].allSatisfy { abs(Int($0)) <= 1 })
    }

    @Test func `odd chunks are padded and unknown ones passed`() throws {
        var wave = WaveBuilder(samples: Material.tone(seconds: 0.2, rate: 16_000))
        wave.leading = [("LIST", [1, 2, 3]), ("bext", [UInt8](repeating: 7, count: 601)), ("junk", [])]
        #expect(try Material.decode(wave.bytes()).1.count == 3200)
    }

    @Test func `RF64 takes its size from ds64`() throws {
        let wave = WaveBuilder(samples: Material.tone(seconds: 0.2, rate: 16_000), declaredData: .max, riff: "RF64")
        let (decoded, samples) = try Material.decode(wave.bytes() + [UInt8](repeating: 9, count: 64))
        #expect(samples.count == 3200)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `a stream of unstated size runs to the end of the file`() throws {
        let wave = WaveBuilder(samples: Material.tone(seconds: 0.2, rate: 16_000), declaredData: .max)
        let (decoded, samples) = try Material.decode(wave.bytes())
        #expect(samples.count == 3200)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `a file cut in the middle decodes what is there and says so`() throws {
        let whole = WaveBuilder(samples: Material.tone(seconds: 1, rate: 16_000)).bytes()
        let (decoded, samples) = try Material.decode(Array(whole.prefix(44 + 16_001)))
        #expect(samples.count == 8000)
        #expect(decoded.issues.map(\.code) == ["truncated"])
    }

    @Test(arguments: [0, 2, 0x11, 0x31, 0x50, 0x55, 0x161, 0xFF, 0xF1AC, 0xABCD])
    func `codec tags that are not on the list are refused`(tag: Int) {
        let wave = WaveBuilder(tag: tag, bits: 16, samples: [])
        #expect(Material.refusal(wave.bytes())?.kind == .unsupportedCodec)
    }

    @Test func `numbers that are none do no harm`() throws {
        for rate in [16_000, 48_000] {
            let wild: [Double] = [.nan, .infinity, -.infinity, 1e38, -1e38]
            let tone = Material.tone(seconds: 0.2, rate: rate)
            let samples = try Material.decode(
                WaveBuilder(tag: 3, rate: rate, bits: 32, samples: tone + wild + tone).bytes()
            ).1
            #expect(samples.suffix(1000).contains { $0 > 5000 })
        }
    }

    @Test func `too long, too short and empty are told apart`() {
        let second = WaveBuilder(samples: Material.tone(seconds: 1, rate: 16_000)).bytes()
        #expect(Material.refusal(second, settings: AudioSettings(maxDurationMs: 999))?.kind == .tooLong)
        #expect(Material.refusal(second, settings: AudioSettings(maxDurationMs: 1000)) == nil)
        #expect(Material.refusal(Array(second.prefix(44 + 200)))?.kind == .tooShort)
        #expect(Material.refusal(Array(second.prefix(44)))?.kind == .empty)
        #expect(Material.refusal([])?.kind == .empty)
    }
}
