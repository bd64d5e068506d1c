import FoundationEssentials

/// A recording of ten seconds: bursts of a tone with pauses between them.
enum SeedTone {
    /// WAV, 16 kHz mono 16-bit.
    static var wav: Data {
        let samples = (0..<160_000).map { index -> Int16 in
            let isOn = index / 4_000 % 4 != 3
            return isOn ? Int16((8_000 * triangle(index % 80)).rounded()) : 0
        }
        var bytes = [UInt8]("RIFF".utf8) + little(UInt32(36 + samples.count * 2)) + [UInt8]("WAVEfmt ".utf8)
        bytes += little(UInt32(16)) + [1, 0, 1, 0] + little(UInt32(16_000)) + little(UInt32(32_000)) + [2, 0, 16, 0]
        bytes += [UInt8]("data".utf8) + little(UInt32(samples.count * 2))
        for sample in samples { bytes += [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)] }
        return Data(bytes)
    }

    private static func triangle(_ phase: Int) -> Double { 1 - abs(Double(phase) / 20 - 2) }

    private static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
