import COgg
import Core

/// Reads Ogg pages and packets of one logical stream with libogg.
@safe struct OggPages: ~Copyable {
    /// What stands in a page's head.
    struct Page {
        /// The logical stream it belongs to.
        var serial: Int32
        /// Whether it starts its stream.
        var isFirst: Bool
        /// Whether it says that it ends its stream.
        var isLast: Bool
        /// End of the last packet completed on it, −1 for none.
        var granule: Int
        /// Its place in its stream, counted by the writer.
        var number: Int
        /// Whether bytes in front of it were no page, and no padding either.
        var isBehindJunk: Bool
        /// Whether its last packet goes on.
        var isOpen: Bool
        /// The page's bytes, up to 64 of them: enough for an identification header.
        var head: [UInt8]
    }

    /// Whether the file ends inside a page.
    private(set) var endsInPage = false
    /// Whether bytes behind the last page were no page, and no padding either.
    private(set) var endsInJunk = false
    /// What reading cost so far.
    var work = WorkBound()

    private let sync: UnsafeMutablePointer<ogg_sync_state>
    private let stream: UnsafeMutablePointer<ogg_stream_state>
    private var page = unsafe ogg_page()
    private var source: ByteSource
    private var pending = 0
    private var isJunk = false

    private static let chunk = 16_384
    /// A packet that grows beyond this without an end is given up: memory must not follow a file's wishes.
    private static let longestPacket = 8 << 20

    /// Starts at the beginning of a file.
    init(_ source: consuming ByteSource) {
        self.source = source
        self.source.seek(to: 0)
        unsafe sync = .allocate(capacity: 1)
        unsafe stream = .allocate(capacity: 1)
        unsafe sync.initialize(to: ogg_sync_state())
        unsafe stream.initialize(to: ogg_stream_state())
        unsafe ogg_sync_init(sync)
        unsafe ogg_stream_init(stream, 0)
    }

    deinit {
        unsafe ogg_stream_clear(stream)
        unsafe ogg_sync_clear(sync)
        unsafe stream.deallocate()
        unsafe sync.deallocate()
    }

    /// The next valid page; nil at the end of the file, or when it is not worth more work.
    mutating func next() throws(AudioError) -> Page? {
        isJunk = false
        while !work.isSpent {
            let start = unsafe sync.pointee.returned
            let found = unsafe ogg_sync_pageseek(sync, &page)
            if found > 0 {
                work.step()
                return describe()
            }
            if found < 0 {
                work.step()
                if !isJunk { isJunk = !isPadding(from: start, count: -found) }
                continue
            }
            guard let buffer = unsafe ogg_sync_buffer(sync, Self.chunk) else {
                throw AudioError(.unreadable, "There is no memory to read the recording.")
            }
            let raw = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Self.chunk)
            let count = try unsafe source.readSome(into: raw)
            unsafe ogg_sync_wrote(sync, count)
            work.pass(bytes: count)
            if count == 0 {
                finish()
                return nil
            }
        }
        endsInJunk = true
        return nil
    }

    /// Looks at what is left behind the last page: the start of another, padding, or something else.
    private mutating func finish() {
        let (start, end) = unsafe (sync.pointee.returned, sync.pointee.fill)
        let rest = unsafe Self.bytes(sync.pointee, from: Int(start), count: min(4, Int(end - start)))
        endsInPage = !rest.isEmpty && "OggS".utf8.starts(with: rest)
        endsInJunk = isJunk || (!endsInPage && !isPadding(from: start, count: Int(end - start)))
    }

    /// Whether bytes that libogg steps over are all zeros, or all ones: what muxers put between pages.
    private func isPadding(from start: Int32, count: Int) -> Bool {
        guard let data = unsafe sync.pointee.data, count > 0 else { return true }
        let first = unsafe data[Int(start)]
        guard first == 0 || first == 0xFF else { return false }
        for place in 1..<max(1, count) where unsafe data[Int(start) + place] != first { return false }
        return true
    }

    private static func bytes(_ sync: ogg_sync_state, from start: Int, count: Int) -> [UInt8] {
        guard let data = unsafe sync.data, count > 0 else { return [] }
        return (0..<count).map { unsafe data[start + $0] }
    }

    /// Makes the stream of the current page the one packets come from.
    mutating func follow(_ serial: Int32) {
        unsafe ogg_stream_reset_serialno(stream, serial)
        pending = 0
    }

    /// Takes in the current page and appends every packet it completes to `bytes`. Tells where they lie, and whether
    /// anything was lost before the first of them.
    mutating func packets(into bytes: inout [UInt8]) -> (ranges: [Range<Int>], hole: Bool) {
        bytes.removeAll(keepingCapacity: true)
        var ranges: [Range<Int>] = []
        var hole = false
        unsafe ogg_stream_pagein(stream, &page)
        pending += unsafe page.body_len
        var packet = unsafe ogg_packet()
        while true {
            let found = unsafe ogg_stream_packetout(stream, &packet)
            if found == 0 { break }
            work.step()
            if found < 0 {
                hole = true
                continue
            }
            pending = 0
            let start = bytes.count
            if let data = unsafe packet.packet, unsafe packet.bytes > 0 {
                unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: packet.bytes))
            }
            ranges.append(start..<bytes.count)
        }
        if pending > Self.longestPacket {
            unsafe ogg_stream_reset(stream)
            pending = 0
            work.damage()
        }
        return (ranges, hole)
    }

    private mutating func describe() -> Page {
        let length = unsafe min(64, max(0, page.body_len))
        let head = unsafe page.body.map { unsafe Array(UnsafeBufferPointer(start: $0, count: length)) } ?? []
        let segments = unsafe page.header_len - 27
        let isOpen = unsafe segments > 0 && page.header?[26 + segments] == 255
        return unsafe Page(
            serial: ogg_page_serialno(&page),
            isFirst: ogg_page_bos(&page) != 0,
            isLast: ogg_page_eos(&page) != 0,
            granule: Int(ogg_page_granulepos(&page)),
            number: ogg_page_pageno(&page),
            isBehindJunk: isJunk,
            isOpen: isOpen,
            head: head
        )
    }
}

/// What the granule positions of an Ogg stream say, held against the sound that is there. Writers leave them zero, double them, repeat
/// them or get single ones wrong, so one position proves nothing: a jump counts only when the page behind it goes on from there.
///
/// All numbers are 48 kHz samples.
struct OggClock: Hashable {
    /// One page with sound.
    struct Page: Hashable {
        /// The position it states at its end; nil when it states none that could be.
        var granule: Int?
        /// How long its packets last.
        var samples: Int
        /// Whether pages or packets in front of it are missing for certain.
        var isBehindHole = false
    }

    /// What to do with a page.
    struct Verdict: Hashable {
        /// Samples that are missing in front of it.
        var missing = 0
        /// Samples to leave out at its end.
        var trim = 0
        /// Whether something is missing in front of it and the positions do not tell how much.
        var isUnknown = false
    }

    /// The smallest jump without a missing page that is taken for lost sound, and the largest error of a right position: 100 ms.
    static let smallestJump = 4800
    /// The most a stream's last position takes away: the longest packet, and the look-ahead of an encoder that flushes it.
    static let mostTrim = 2 * OpusVoice.longestPacket

    /// Position at the end of what was judged; nil before the first page.
    private var position: Int?
    /// Pages whose positions were borne out, less those whose were not.
    private var trust = 0

    /// Judges a page; `next` is the one behind it in the stream, nil when there is none, and `isLast` whether the page says that it
    /// ends the stream.
    mutating func judge(_ page: Page, next: Page?, isLast: Bool) -> Verdict {
        var verdict = Verdict()
        guard let start = position else {
            // A stream may start at any time; one that ends on its first page starts at zero.
            let end = next == nil && isLast ? page.samples : max(page.samples, page.granule ?? 0)
            if next == nil, isLast { verdict.trim = trim(page, end) }
            position = end
            if let next { judge(page.granule, page, next) }
            return verdict
        }
        let end = start + page.samples
        position = end
        guard let granule = page.granule else {
            verdict.isUnknown = page.isBehindHole
            return verdict
        }
        let jump = granule - end
        guard let next else {
            if jump > 0, page.isBehindHole { verdict.missing = jump }
            if jump < 0, isLast { verdict.trim = trim(page, end) }
            return verdict
        }
        if judge(granule, page, next) {
            if jump > 0, page.isBehindHole || jump >= Self.smallestJump { verdict.missing = jump }
            position = granule
            return verdict
        }
        verdict.isUnknown = page.isBehindHole && abs(jump) >= Self.smallestJump
        // A page whose position alone is wrong leaves the next one where it was awaited. One that is right nowhere counts in a way of
        // its own: that is followed, and nothing is drawn from it.
        let isBack = next.granule.map { abs($0 - end - next.samples) < Self.smallestJump } ?? true
        if !isBack { position = granule }
        return verdict
    }

    /// Whether the next page bears a position out, which counts for those to come.
    @discardableResult
    private mutating func judge(_ granule: Int?, _ page: Page, _ next: Page) -> Bool {
        let isRight = granule.map { isBorneOut($0, page, by: next) } ?? false
        trust += isRight ? 1 : -1
        return isRight
    }

    /// Whether the next page goes on from the position of this one; where pages are missing between them, later will do.
    private func isBorneOut(_ granule: Int, _ page: Page, by next: Page) -> Bool {
        guard let end = next.granule else { return page.isBehindHole }
        let rest = end - granule - next.samples
        return page.isBehindHole && next.isBehindHole ? rest > -Self.smallestJump : abs(rest) < Self.smallestJump
    }

    private func trim(_ page: Page, _ end: Int) -> Int {
        let over = end - (page.granule ?? end)
        // A page that added nothing would not have been written.
        return trust >= 0 && over > 0 && over < page.samples && over <= Self.mostTrim ? over : 0
    }
}
