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
