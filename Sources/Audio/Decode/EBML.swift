/// Reading EBML (RFC 8794), the notation of WebM and Matroska.
enum EBML {
    /// The start of an element: what it is and how long its content is.
    struct Element: Sendable, Hashable {
        /// Identifier with its length marker, as the specifications print it.
        var id: UInt32
        /// Bytes of content; nil for "unknown", which live recordings use for Segment and Cluster.
        var size: Int?
        /// Where the element starts.
        var start: Int
        /// Where its content starts.
        var content: Int
    }

    /// Reads the start of an element at the source's position; nil when the bytes are none or the file ends.
    static func element(_ source: inout ByteSource) throws(AudioError) -> Element? {
        let start = source.position
        guard let first = try source.next(), first >= 0x10 else { return nil }
        let idLength = first.leadingZeroBitCount + 1
        var id = UInt32(first)
        for _ in 1..<idLength {
            guard let byte = try source.next() else { return nil }
            id = id << 8 | UInt32(byte)
        }
        guard let size = try size(&source) else { return nil }
        return Element(id: id, size: size.value, start: start, content: source.position)
    }

    private struct Size { var value: Int? }

    /// A size of 1–8 bytes. All value bits set means unknown, at every length: one byte 0xFF is "unknown", not 127.
    private static func size(_ source: inout ByteSource) throws(AudioError) -> Size? {
        guard let first = try source.next(), first != 0 else { return nil }
        let length = first.leadingZeroBitCount + 1
        var value = UInt64(first) & (0xFF >> UInt64(length))
        for _ in 1..<length {
            guard let byte = try source.next() else { return nil }
            value = value << 8 | UInt64(byte)
        }
        return Size(value: value == (1 << UInt64(7 * length)) - 1 ? nil : Int(value))
    }

    /// The elements inside content that lies in memory: identifier and range of content, in order, until the bytes end or
    /// are no elements any more.
    static func children(_ bytes: ArraySlice<UInt8>) -> [(id: UInt32, content: ArraySlice<UInt8>)] {
        var list: [(id: UInt32, content: ArraySlice<UInt8>)] = []
        var at = bytes.startIndex
        while at < bytes.endIndex, list.count < 1000 {
            let first = bytes[at]
            let idLength = first.leadingZeroBitCount + 1
            guard idLength <= 4, at + idLength < bytes.endIndex else { break }
            let id = bytes[at..<(at + idLength)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard let size = vint(bytes[(at + idLength)...]), size.value <= bytes.endIndex - size.end else { break }
            list.append((id, bytes[size.end..<(size.end + size.value)]))
            at = size.end + size.value
        }
        return list
    }

    /// A variable-length number at the start of the bytes, its marker removed, and where it ends.
    static func vint(_ bytes: ArraySlice<UInt8>) -> (value: Int, end: Int)? {
        guard let first = bytes.first, first != 0 else { return nil }
        let length = first.leadingZeroBitCount + 1
        guard bytes.count >= length else { return nil }
        let end = bytes.startIndex + length
        let value = bytes[bytes.startIndex..<end].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return (Int(value & ((1 << UInt64(7 * length)) - 1)), end)
    }

    /// An unsigned number of up to 8 bytes; nil when longer or beyond `Int`.
    static func unsigned(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count <= 8 else { return nil }
        return Int(exactly: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    /// A signed number of up to 8 bytes, 0 when longer.
    static func signed(_ bytes: ArraySlice<UInt8>) -> Int {
        guard bytes.count <= 8, let first = bytes.first else { return 0 }
        let start: Int64 = first & 0x80 == 0 ? 0 : -1
        return Int(bytes.reduce(start) { $0 << 8 | Int64($1) })
    }

    /// A float of 4 or 8 bytes; nil for other lengths and for what is not finite.
    static func float(_ bytes: ArraySlice<UInt8>) -> Double? {
        let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let value: Double
        switch bytes.count {
        case 4: value = Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case 8: value = Double(bitPattern: bits)
        default: return nil
        }
        return value.isFinite ? value : nil
    }

    /// Text, without trailing zeros, at most 100 characters.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
    }
}
