/// One box of an MP4 file (ISO/IEC 14496-12 §4.2): its kind, and where it and its content lie.
struct MP4Box: Hashable {
    /// Four characters, the first in the highest byte.
    var kind: UInt32
    /// First byte of the header.
    var start: Int
    /// First byte behind the header.
    var content: Int
    /// First byte behind the box, held within the file or the box around it.
    var end: Int
    /// Whether the box says it goes on behind that.
    var isCut: Bool

    /// Four ASCII characters as a box's kind.
    static func kind(_ name: StaticString) -> UInt32 {
        name.description.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The kind as text, with `?` for what cannot be printed.
    static func name(_ kind: UInt32) -> String {
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: kind >> $0) }
        return String(decoding: bytes.map { (32..<127).contains($0) ? $0 : 63 }, as: UTF8.self)
    }

    /// Reads the header at the source's position; nil at `end`, or for a header that is cut or impossible.
    ///
    /// - Parameter end: end of the box around it; nil for the file's.
    static func read(_ source: inout ByteSource, before end: Int? = nil) throws(AudioError) -> MP4Box? {
        let start = source.position
        func fits(_ count: Int, in source: inout ByteSource) -> Bool {
            end.map { $0 - start >= count } ?? source.reaches(count, behind: start)
        }
        guard fits(8, in: &source), let short = try source.bigEndian(4), let kind = try source.bigEndian(4) else {
            return nil
        }
        var size = Int(short)
        var content = start + 8
        if size == 1 {
            guard fits(16, in: &source), let long = try source.bigEndian(8), long < 1 << 62 else { return nil }
            size = Int(long)
            content = start + 16
        } else if size == 0 {
            // The last box may leave its end to the file's.
            size = (end ?? source.size) - start
        }
        guard size >= content - start else { return nil }
        let isCut = !fits(size, in: &source)
        return MP4Box(
            kind: UInt32(kind),
            start: start,
            content: content,
            end: isCut ? end ?? source.size : start + size,
            isCut: isCut
        )
    }

    /// Calls `body` for each box within this one, from `skipping` bytes behind its header on. At most ``mostChildren``.
    func forEachChild(
        _ source: inout ByteSource,
        skipping: Int = 0,
        _ body: (inout ByteSource, MP4Box) throws(AudioError) -> Void
    ) throws(AudioError) {
        var place = content + skipping
        for _ in 0..<Self.mostChildren {
            guard place < end else { return }
            source.seek(to: place)
            guard let child = try MP4Box.read(&source, before: end) else { return }
            try body(&source, child)
            place = child.end
        }
    }

    /// More boxes than this in one are taken for damage.
    static let mostChildren = 4096
}
