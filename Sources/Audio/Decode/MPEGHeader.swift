/// The four-byte head of an MPEG audio frame (ISO/IEC 11172-3, 13818-3), as far as telling MP3 needs it.
struct MPEGHeader: Sendable, Hashable {
    /// Bytes of the frame, head included.
    var length: Int
    /// The bits all frames of a stream share: version, layer, rate.
    var kind: UInt32
    /// Samples a second.
    var rate: Int
    /// Channels, 1 or 2.
    var channels: Int
    /// Samples of each channel in the frame: 1152, or 576 at the lower rates.
    var samples: Int
    /// Bytes between the head and the frame's sound: the side information, without a checksum in front of it.
    var sideBytes: Int

    /// The longest frame there is: 320 kbit/s at 32 kHz, and 160 kbit/s at 8 kHz, with padding.
    static let longest = 1441

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
        rate = Self.rates[rateIndex] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
        let bitrate = (version == 3 ? Self.bitrates1 : Self.bitrates2)[bitrateIndex] * 1000
        length = (version == 3 ? 144 : 72) * bitrate / rate + Int(word >> 9 & 1)
        kind = word & 0xFFFE_0C00
        channels = word >> 6 & 3 == 3 ? 1 : 2
        samples = version == 3 ? 1152 : 576
        sideBytes = version == 3 ? (channels == 1 ? 17 : 32) : (channels == 1 ? 9 : 17)
    }

    /// Whether a frame with this head needs nothing of the frames before it, as the first of a stream does: its sound starts within it.
    func isIndependent(_ frame: ArraySlice<UInt8>) -> Bool {
        guard frame.count >= 8 else { return false }
        // A checksum stands in front when the protection bit is clear.
        let place = frame.startIndex + (frame[frame.startIndex + 1] & 1 == 0 ? 6 : 4)
        return frame[place] == 0 && (samples != 1152 || frame[place + 1] & 0x80 == 0)
    }

    /// Whether so many frames of one kind stand behind each other at a place; `orEnd` when fewer will do that reach to the end of the bytes.
    static func isRun(of count: Int, in bytes: ArraySlice<UInt8>, orEnd: Bool) -> Bool {
        var place = bytes.startIndex
        var kind: UInt32?
        for _ in 0..<count {
            guard place + 4 <= bytes.endIndex else { return orEnd }
            guard let header = MPEGHeader(bytes[place...]), kind == nil || header.kind == kind else { return false }
            kind = header.kind
            place += header.length
        }
        return true
    }

    /// Whether a stream starts within so many of the bytes: at two frames in a row in the first kilobyte or one that reaches to the end, or
    /// at four in a row behind that, as in a recording of a broadcast that begins in the middle of a frame.
    static func isStream(_ bytes: ArraySlice<UInt8>, within range: Int) -> Bool {
        for start in bytes.indices.prefix(range) where bytes[start] == 0xFF {
            guard let first = MPEGHeader(bytes[start...]) else { continue }
            if start + first.length + 4 > bytes.endIndex {
                if start == bytes.startIndex { return bytes.count > 100 }
                continue
            }
            if isRun(of: start - bytes.startIndex < 1024 ? 2 : 4, in: bytes[start...], orEnd: false) { return true }
        }
        return false
    }

    private static let rates = [44_100, 48_000, 32_000]
    private static let bitrates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    private static let bitrates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}

/// What an encoder wrote about its stream into the first frame, which holds no sound: the Xing or Info tag and LAME's behind it.
///
/// Sources: "VBR headers" by Gabriel Bouvier for Xing, "MP3 Info Tag revision 1" by Gabriel Bouvier and others for LAME.
struct MPEGInfo: Hashable {
    /// Frames that follow, the one with this tag not counted; nil when it does not say, or says 0.
    var frames: Int?
    /// Bytes of the stream, this frame included; nil when it does not say, or says 0.
    var bytes: Int?
    /// Samples the encoder put in front.
    var delay: Int?
    /// Samples it put behind.
    var padding: Int?

    /// Samples that the decoder itself puts in front: 528 of the filter bank, and one.
    static let decoderDelay = 529

    /// The tag of a frame; nil when the frame holds sound.
    init?(_ frame: ArraySlice<UInt8>, _ header: MPEGHeader) {
        let start = frame.startIndex
        func name(at offset: Int, _ text: StaticString) -> Bool {
            start + offset <= frame.endIndex && frame[(start + offset)...].starts(with: "\(text)".utf8)
        }
        func number(_ place: Int, _ count: Int) -> Int? {
            guard place + count <= frame.endIndex else { return nil }
            return frame[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) }
        }
        // Fraunhofer's tag has a fixed place and a fixed shape.
        if name(at: 36, "VBRI") {
            bytes = number(start + 46, 4).flatMap { $0 > 0 ? $0 : nil }
            frames = number(start + 50, 4).flatMap { $0 > 0 ? $0 : nil }
            return
        }
        // A checksum may stand in front of the side information, and some writers forget it.
        let tag = [4 + header.sideBytes, 6 + header.sideBytes].first { name(at: $0, "Xing") || name(at: $0, "Info") }
        guard let tag, let flags = number(start + tag + 4, 4) else { return nil }
        var place = start + tag + 8
        if flags & 1 != 0 {
            frames = number(place, 4).flatMap { $0 > 0 ? $0 : nil }
            place += 4
        }
        if flags & 2 != 0 {
            bytes = number(place, 4).flatMap { $0 > 0 ? $0 : nil }
            place += 4
        }
        if flags & 4 != 0 { place += 100 }
        if flags & 8 != 0 { place += 4 }
        let encoders: [StaticString] = ["LAME", "Lavc", "Lavf", "L3.9", "GOGO"]
        guard encoders.contains(where: { name(at: place - start, $0) }), let pads = number(place + 21, 3) else {
            return
        }
        (delay, padding) = (pads >> 12, pads & 0xFFF)
    }
}
