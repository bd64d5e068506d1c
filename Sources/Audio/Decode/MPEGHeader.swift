/// The four-byte head of an MPEG audio frame (ISO/IEC 11172-3, 13818-3), as far as telling MP3 needs it.
struct MPEGHeader: Sendable, Hashable {
    /// Bytes of the frame, head included.
    var length: Int
    /// The bits all frames of a stream share: version, layer, rate.
    var kind: UInt32

    /// Reads a head of Layer III; nil for anything else, free format included.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= 4 else { return nil }
        let word = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard word >> 21 == 0x7FF else { return nil }
        let version = Int(word >> 19 & 3)
        let layer = Int(word >> 17 & 3)
        let bitrateIndex = Int(word >> 12 & 15)
        let rateIndex = Int(word >> 10 & 3)
        guard version != 1, layer == 1, (1...14).contains(bitrateIndex), rateIndex < 3 else { return nil }
        let rate = Self.rates[rateIndex] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
        let bitrate = (version == 3 ? Self.bitrates1 : Self.bitrates2)[bitrateIndex] * 1000
        length = (version == 3 ? 144 : 72) * bitrate / rate + Int(word >> 9 & 1)
        kind = word & 0xFFFE_0C00
    }

    /// Whether the bytes start a stream: two frames in a row, or one that reaches to the end, within the first kilobyte.
    static func isStream(_ bytes: ArraySlice<UInt8>) -> Bool {
        for start in bytes.indices.prefix(1024) where bytes[start] == 0xFF {
            guard let first = MPEGHeader(bytes[start...]) else { continue }
            let next = start + first.length
            if next + 4 > bytes.endIndex { return start == bytes.startIndex && bytes.count > 100 }
            if MPEGHeader(bytes[next...])?.kind == first.kind { return true }
        }
        return false
    }

    private static let rates = [44_100, 48_000, 32_000]
    private static let bitrates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    private static let bitrates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}
