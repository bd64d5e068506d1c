import Core

/// Takes the frames of one audio track out of a WebM or Matroska file, in memory that does not grow with it.
///
/// Written for what browsers really send: Segments and Clusters of unknown size, no duration, no index, pieces lost in the
/// middle, a block cut in two. Elements are read in one flat pass: a Cluster needs no end, since the next identifier tells
/// where it was. A file may hold several recordings, each with a head and tracks of its own. After damage the demuxer looks for the next Cluster or for two blocks in a row that make sense.
struct WebMDemuxer: ~Copyable {
    /// One block of the track.
    struct Packet {
        /// Time in nanoseconds; nil when it is beyond all sense.
        var time: Int?
        /// The block's bytes; only the first ones belong to this block.
        var bytes: [UInt8]
        /// Where its frames lie.
        var frames: [Range<Int>]
        /// Nanoseconds to drop: at the end when positive, at the start when negative.
        var discard: Int
        /// Which of the file's recordings it belongs to, from 0.
        var part: Int
    }

    /// The chosen track of the recording that is being read; nil until its track list has been read, and when none can be decoded.
    private(set) var track: WebMTrack?
    /// Audio tracks of the first recording that can be decoded.
    private(set) var choices = 0
    /// Whether a later recording was left out because no track of it can be decoded.
    private(set) var leftOut = false
    /// Whether the file ends before an element does.
    var truncated = false
    /// Blocks and stretches left out because they made no sense.
    private(set) var damaged = 0
    /// What reading cost so far.
    var work = WorkBound()

    var source: ByteSource
    var scale = 1_000_000
    var clusterTicks = 0
    var looks = 0
    private var segmentEnd: Int?
    private let number: Int
    var part = 0
    /// Whether a Cluster came since the last track list.
    private var hasMedia = false
    var spare: [UInt8] = []

    /// Content of Info and Tracks beyond this is taken for damage.
    static let longestHead = 1 << 20
    /// An audio block beyond this is taken for damage: 100 ms of 8 channels of float at 192 kHz take 0.6 MB.
    static let longestBlock = 1 << 20
    /// Far looks for a block that search may take in all; after that only a Cluster is found again.
    static let mostLooks = 20_000
    /// An unknown element is only stepped over up to this size.
    static let longestUnknown = 1 << 16

    /// Starts at the beginning of a file and reads up to and including the track list; `number` is that of the audio track among those that
    /// can be decoded.
    init(_ source: consuming ByteSource, choosing number: Int = 0) throws(AudioError) {
        self.source = source
        self.number = number
        self.source.seek(to: 0)
        guard let head = try EBML.element(&self.source), head.id == WebMID.ebml, let size = head.size, size <= 4096,
            self.source.reaches(size, behind: head.content)
        else { throw AudioError(.malformed, "The WebM header is broken or cut off. Record again.") }
        let end = head.content + size
        _ = try self.source.read(size, into: &spare)
        let fields = EBML.children(spare[0..<size])
        let docType = fields.first { $0.id == WebMID.docType }.map { EBML.text($0.content) } ?? "matroska"
        guard docType == "webm" || docType == "matroska" else {
            throw AudioError(
                .unsupportedContainer,
                "This is an EBML file of type \(docType), not WebM. \(AudioError.advice)"
            )
        }
        self.source.seek(to: end)
        while track == nil {
            guard let element = try nextElement() else {
                throw AudioError(
                    .malformed,
                    "The WebM file ends before its track list. Send the whole recording, from its first piece on."
                )
            }
            try readHead(element)
        }
    }

    /// The next block of the track; nil at the end.
    mutating func next() throws(AudioError) -> Packet? {
        while let element = try nextElement() {
            work.step()
            work.reach(byte: element.content)
            switch element.id {
            case WebMID.timestamp:
                clusterTicks = try content(element, atMost: 8).flatMap { EBML.unsigned($0[...]) } ?? clusterTicks
            case WebMID.simpleBlock:
                if let packet = try block(element, discard: 0, outerEnd: element.content + (element.size ?? 0)) {
                    return packet
                }
            case WebMID.blockGroup:
                if let packet = try group(element) { return packet }
            default:
                try readHead(element)
            }
        }
        if let segmentEnd, segmentEnd > source.size { truncated = true }
        return nil
    }

    /// Counts a block or a stretch that is left out.
    mutating func damage() {
        damaged += 1
        work.damage()
    }

    /// Hands the buffer of a packet that is done with back for the next one.
    mutating func recycle(_ bytes: consuming [UInt8]) {
        spare = bytes
    }

    // MARK: Elements

    /// The start of the next element that may stand here; the position is at its content. Steps over damage.
    private mutating func nextElement() throws(AudioError) -> EBML.Element? {
        while source.reaches(1, behind: source.position) {
            let start = source.position
            if !work.isSpent {
                if let element = try EBML.element(&source), try isPlausible(element) { return element }
                damage()
                if !work.isSpent, try resync(from: start + 1) { continue }
            }
            source.seek(to: source.size)
            truncated = true
            return nil
        }
        return nil
    }

    /// Whether an element can stand at this place of a Segment or Cluster and lies within the file.
    private mutating func isPlausible(_ element: EBML.Element) throws(AudioError) -> Bool {
        guard let size = element.size else { return element.id == WebMID.segment || element.id == WebMID.cluster }
        if element.id == WebMID.segment || element.id == WebMID.cluster { return true }
        if WebMID.follows(element.id) {
            // What runs past the end was cut off, if it is of a size that is ever written.
            guard source.reaches(size, behind: element.content) else { return false }
            return element.id == WebMID.timestamp ? size <= 8 : true
        }
        guard size <= Self.longestUnknown, source.reaches(size, behind: element.content) else { return false }
        return try follower(at: element.content + size)
    }

    /// Whether a known element, or the end of the file, stands at a place. Keeps the position.
    mutating func follower(at place: Int) throws(AudioError) -> Bool {
        let back = source.position
        defer { source.seek(to: back) }
        // The longest head of an element takes 12 bytes: one that is cut off by the end of the file proves nothing.
        guard source.reaches(12, behind: place) else { return true }
        source.seek(to: place)
        guard let next = try EBML.element(&source) else { return false }
        return WebMID.follows(next.id)
    }

    /// Steps into or over an element that is not a block.
    private mutating func readHead(_ element: EBML.Element) throws(AudioError) {
        switch element.id {
        case WebMID.ebml where track != nil || hasMedia:
            // Another recording: its tracks, clock and codec are its own.
            begin()
            source.seek(to: element.content + (element.size ?? 0))
        case WebMID.segment:
            segmentEnd = element.size.map { element.content &+ $0 }
        case WebMID.cluster:
            clusterTicks = 0
            hasMedia = true
        case WebMID.info:
            guard let bytes = try content(element, atMost: Self.longestHead) else { return }
            for child in EBML.children(bytes[...]) where child.id == WebMID.timestampScale {
                let value = EBML.unsigned(child.content) ?? 0
                if value > 0 { scale = value }
            }
        case WebMID.tracks:
            guard let bytes = try content(element, atMost: Self.longestHead), track == nil || hasMedia else { return }
            // A browser may go on in the old Segment.
            if track != nil { begin() }
            try choose(from: WebMTrack.list(bytes))
        default:
            source.seek(to: element.content + (element.size ?? 0))
        }
    }

    /// Forgets what belonged to the recording before.
    private mutating func begin() {
        track = nil
        hasMedia = false
        (clusterTicks, scale) = (0, 1_000_000)
    }

    private mutating func choose(from list: [WebMTrack]) throws(AudioError) {
        do throws(AudioError) {
            let decodable = try WebMTrack.decodable(of: list)
            if choices == 0 {
                choices = decodable.count
            } else {
                part += 1
            }
            track = decodable[min(max(0, number), decodable.count - 1)]
        } catch {
            // Only the first recording decides about the file.
            guard choices > 0 else { throw error }
            leftOut = true
        }
    }

    /// An element's whole content; nil, and stepped over, when it is too long.
    private mutating func content(_ element: EBML.Element, atMost limit: Int) throws(AudioError) -> [UInt8]? {
        let size = element.size ?? 0
        source.seek(to: element.content)
        guard size <= limit else {
            source.skip(size)
            return nil
        }
        var bytes: [UInt8] = []
        let count = try source.read(size, into: &bytes)
        return count == size ? bytes : nil
    }
}

extension WebMDemuxer {
    /// Reads a BlockGroup: its block and its DiscardPadding.
    mutating func group(_ element: EBML.Element) throws(AudioError) -> Packet? {
        let end = element.content + (element.size ?? 0)
        source.seek(to: element.content)
        var found: EBML.Element?
        var discard = 0
        var children = 0
        while source.position < end, children < 64 {
            children += 1
            guard let child = try EBML.element(&source), let size = child.size, size <= end - child.content else {
                break
            }
            if child.id == WebMID.block { found = child }
            if child.id == WebMID.discardPadding, size <= 8 {
                var bytes: [UInt8] = []
                let count = try source.read(size, into: &bytes)
                discard = EBML.signed(bytes[0..<count])
            }
            source.seek(to: child.content + size)
        }
        guard let found else {
            source.seek(to: end)
            return nil
        }
        return try block(found, discard: discard, outerEnd: end)
    }

    /// Reads a block when it belongs to the track, and leaves the position behind the element around it. A block whose
    /// end is no place where an element starts was cut in two by a lost piece: it is dropped, and reading goes on inside it,
    /// since it has swallowed the start of what came after.
    mutating func block(_ element: EBML.Element, discard: Int, outerEnd: Int) throws(AudioError) -> Packet? {
        let size = element.size ?? 0
        source.seek(to: element.content)
        guard let first = try source.next() else { return nil }
        // Track numbers beyond 127 are refused with the track list, so one byte tells a block of ours.
        guard let number = track?.number, first == UInt8(truncatingIfNeeded: number | 0x80) else {
            source.seek(to: outerEnd)
            return nil
        }
        guard size <= Self.longestBlock, try follower(at: outerEnd) else {
            damage()
            let found = work.isSpent ? false : try resync(from: element.content)
            if !found {
                source.seek(to: source.size)
                truncated = true
            }
            return nil
        }
        source.seek(to: element.content)
        var bytes: [UInt8] = []
        swap(&bytes, &spare)
        let count = try source.read(size, into: &bytes)
        source.seek(to: outerEnd)
        guard count == size, let lacing = BlockLacing(bytes, count: count) else {
            damage()
            spare = bytes
            return nil
        }
        let ticks = clusterTicks.addingReportingOverflow(lacing.ticks)
        let time = ticks.partialValue.multipliedReportingOverflow(by: scale)
        return Packet(
            time: ticks.overflow || time.overflow ? nil : time.partialValue,
            bytes: bytes,
            frames: lacing.frames,
            discard: discard,
            part: part
        )
    }

    /// Moves to the next Cluster, or block of the track with a known element behind it, from a place on; false when there is
    /// none. Every call goes on behind what the last one found, so a file is searched once at most.
    mutating func resync(from place: Int) throws(AudioError) -> Bool {
        var at = place
        source.seek(to: at)
        while !work.isSpent, let byte = try source.next() {
            if byte == 0x1F || byte == 0xA3 || byte == 0xA0 || byte == 0x1A {
                source.seek(to: at)
                work.step()
                work.reach(byte: at)
                if let element = try EBML.element(&source), try isAnchor(element) {
                    source.seek(to: at)
                    return true
                }
                source.seek(to: at + 1)
            }
            at += 1
        }
        return false
    }

    private mutating func isAnchor(_ element: EBML.Element) throws(AudioError) -> Bool {
        switch element.id {
        case WebMID.cluster:
            return try follower(at: element.content)
        case WebMID.ebml:
            // The head of another recording, and its Segment behind it.
            guard let size = element.size, size <= 4096, source.reaches(size + 4, behind: element.content) else {
                return false
            }
            source.seek(to: element.content + size)
            return try EBML.element(&source)?.id == WebMID.segment
        case WebMID.simpleBlock, WebMID.blockGroup:
            guard looks < Self.mostLooks, let size = element.size, size >= 4, size <= Self.longestUnknown,
                source.reaches(size, behind: element.content), let number = track?.number
            else { return false }
            let first = try source.next()
            let expected = element.id == WebMID.simpleBlock ? UInt8(truncatingIfNeeded: number | 0x80) : 0xA1
            guard first == expected else { return false }
            looks += 1
            guard source.reaches(size + 1, behind: element.content) else { return false }
            return try follower(at: element.content + size)
        default:
            return false
        }
    }
}
