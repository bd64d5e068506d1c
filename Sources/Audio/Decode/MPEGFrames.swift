/// Takes the frames out of an MP3 file: behind tags, over holes, wherever the stream starts. Lengths that the file states are
/// never believed; a frame is one when its head makes sense and another frame, a tag or the end follows.
struct MPEGFrames: ~Copyable {
    /// What stands next in the file.
    enum Piece {
        /// A whole frame; its bytes are in ``MPEGFrames/frame``.
        case frame(MPEGHeader)
        /// Bytes between two frames that make no sense: sound was lost, of unknown length.
        case hole
    }

    /// The bytes of the last frame.
    private(set) var frame: ArraySlice<UInt8> = []
    /// Whether the file ends within a frame.
    private(set) var endsInFrame = false
    /// What the search cost so far.
    var work = WorkBound()

    private var source: ByteSource
    /// Bytes from `start` of the file on; `at` is the place in them that is read next.
    private var buffer: [UInt8] = []
    private var at = 0
    private var isOver = false
    /// What the frames so far are; nil before the first.
    private var kind: UInt32?

    private static let chunk = 65_536
    /// Bytes kept in sight: two frames and the head of a third.
    private static let sight = 2 * MPEGHeader.longest + 16
    /// Garbage at the end of a file up to here may be a tag that is not known.
    private static let longestTail = 16_384
    /// The first letters of the tags: ID3, TAG and APETAGEX.
    private static let tagStarts: [UInt8] = [0x49, 0x54, 0x41]

    /// Starts at a place of the file.
    init(_ source: consuming ByteSource, from offset: Int) {
        self.source = source
        self.source.seek(to: offset)
    }

    /// The next piece; nil at the end, or when the damage is more than is worth the search.
    mutating func next() throws(AudioError) -> Piece? {
        var junk = 0
        var isPadding = true
        while true {
            try look()
            guard at < buffer.count, !work.isSpent else { break }
            let first = buffer[at]
            if Self.tagStarts.contains(first) {
                work.step()
                if let length = tag() {
                    try skip(length)
                    continue
                }
            }
            guard first == 0xFF, let header = MPEGHeader(buffer[at...]), isTrusted(header, afterJunk: junk > 0) else {
                if first == 0xFF { work.step() }
                isPadding = isPadding && first == 0
                junk += 1
                at += 1
                continue
            }
            if at + header.length > buffer.count {
                endsInFrame = true
                at = buffer.count
                break
            }
            // What stood before the first frame is the end of one that began before the file did.
            if junk > 0, !isPadding, kind != nil {
                work.damage()
                return .hole
            }
            if isTorn(header) {
                (junk, isPadding) = (junk + 1, false)
                at += 1
                continue
            }
            kind = header.kind
            frame = buffer[at..<(at + header.length)]
            at += header.length
            work.step()
            return .frame(header)
        }
        if junk > Self.longestTail, !isPadding, kind != nil, !work.isSpent {
            work.damage()
            return .hole
        }
        return nil
    }

    /// Whether a head is one: in a stream that is followed its like is enough, elsewhere others must follow.
    private func isTrusted(_ header: MPEGHeader, afterJunk: Bool) -> Bool {
        if header.kind == kind, !afterJunk { return true }
        let rest = buffer[at...]
        // The last frame of a file has none behind it; one that is cut off proves itself by its kind alone.
        if rest.count < header.length + 4 {
            return kind == nil ? at == 0 : header.kind == kind && rest.count >= header.length
        }
        if isTag(at: at + header.length) { return true }
        return MPEGHeader.isRun(of: header.kind == kind ? 2 : 3, in: rest, orEnd: true)
    }

    /// Whether the next frame starts within this one: then a piece of the file is missing from it.
    private func isTorn(_ header: MPEGHeader) -> Bool {
        let end = at + header.length
        guard end + 4 <= buffer.count, MPEGHeader(buffer[end...]) == nil, !isTag(at: end), buffer[end] != 0 else {
            return false
        }
        return buffer.indices[(at + 1)..<end].contains { place in
            buffer[place] == 0xFF && MPEGHeader(buffer[place...])?.kind == header.kind
                && MPEGHeader.isRun(of: 2, in: buffer[place...], orEnd: false)
        }
    }

    /// Whether a known tag stands at a place of the buffer.
    private func isTag(at place: Int) -> Bool {
        ["ID3", "TAG", "APETAGEX"].contains { buffer.has($0, at: place) }
    }

    /// Bytes of the tag that stands next; nil without one.
    private func tag() -> Int? {
        if let length = MPEGTag.length(buffer[at...]) { return length }
        // ID3v1 is the last 128 bytes of a file, also of one that another was joined to.
        if buffer.has("TAG", at: at), buffer.count - at >= 128 {
            let behind = buffer[(at + 128)...]
            if behind.isEmpty || MPEGHeader(behind) != nil || isTag(at: at + 128) { return 128 }
        }
        return nil
    }

    // MARK: Bytes

    /// Sees to it that ``sight`` bytes are there, or all that are left.
    private mutating func look() throws(AudioError) {
        guard !isOver, buffer.count - at < Self.sight else { return }
        buffer.removeFirst(at)
        at = 0
        while !isOver, buffer.count < Self.sight {
            let start = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
            let count = try unsafe buffer.withUnsafeMutableBufferPointer { (bytes) throws(AudioError) in
                let room = unsafe UnsafeMutableBufferPointer(rebasing: bytes[start...])
                return try unsafe source.readSome(into: UnsafeMutableRawBufferPointer(room))
            }
            buffer.removeLast(Self.chunk - count)
            work.pass(bytes: count)
            isOver = count == 0
        }
    }

    /// Steps over so many bytes, which may lie behind what is in the buffer.
    private mutating func skip(_ count: Int) throws(AudioError) {
        work.step()
        let there = buffer.count - at
        if count <= there {
            at += count
            return
        }
        buffer.removeAll(keepingCapacity: true)
        at = 0
        source.skip(count - there)
        isOver = false
    }
}

/// The tags that stand in front of MP3 frames or between them.
enum MPEGTag {
    /// Bytes of the ID3v2 or APEv2 tag that starts here; nil without one.
    static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        let start = bytes.startIndex
        if bytes.count >= 10, bytes.starts(with: "ID3".utf8), bytes[start + 3] < 0x10,
            bytes[(start + 6)...(start + 9)].allSatisfy({ $0 < 0x80 })
        {
            let size = bytes[(start + 6)...(start + 9)].reduce(0) { $0 << 7 | Int($1) }
            return 10 + size + (bytes[start + 5] & 0x10 != 0 ? 10 : 0)
        }
        if bytes.count >= 32, bytes.starts(with: "APETAGEX".utf8) {
            func number(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[start + place + $1]) << (8 * $1) } }
            // The size counts the items and the footer; only a header has items behind it.
            return number(20) & 0x2000_0000 != 0 ? 32 + number(12) : 32
        }
        return nil
    }
}

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
