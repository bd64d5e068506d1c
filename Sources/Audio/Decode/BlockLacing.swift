/// Takes a WebM block apart: head and laced frames (RFC 9559 section 10).
struct BlockLacing {
    /// Track number.
    var track: Int
    /// Timestamp against the cluster's, in ticks.
    var ticks: Int
    /// Where each frame lies in the block's bytes.
    var frames: [Range<Int>]

    /// Reads a block's content of `count` bytes; nil when its head or lacing contradicts its length.
    init?(_ bytes: [UInt8], count: Int) {
        let bytes = bytes[0..<min(max(0, count), bytes.count)]
        guard let number = EBML.vint(bytes), bytes.endIndex - number.end >= 3 else { return nil }
        track = number.value
        ticks = Int(Int16(truncatingIfNeeded: Int(bytes[number.end]) << 8 | Int(bytes[number.end + 1])))
        let flags = bytes[number.end + 2]
        var at = number.end + 3
        guard flags & 0x06 != 0 else {
            frames = [at..<bytes.endIndex]
            return
        }
        guard at < bytes.endIndex else { return nil }
        let count = Int(bytes[at]) + 1
        at += 1
        var sizes: [Int]?
        switch flags & 0x06 {
        case 0x02: sizes = Self.xiph(bytes, &at, count)
        case 0x06: sizes = Self.ebml(bytes, &at, count)
        default:
            let left = bytes.endIndex - at
            sizes = left % count == 0 ? [Int](repeating: left / count, count: count - 1) : nil
        }
        guard let sizes else { return nil }
        frames = []
        for size in sizes {
            guard size >= 0, size <= bytes.endIndex - at else { return nil }
            frames.append(at..<(at + size))
            at += size
        }
        frames.append(at..<bytes.endIndex)
    }

    /// Sizes of all frames but the last, each a run of 255s and a rest.
    private static func xiph(_ bytes: ArraySlice<UInt8>, _ at: inout Int, _ count: Int) -> [Int]? {
        var sizes: [Int] = []
        for _ in 0..<(count - 1) {
            var size = 0
            while true {
                guard at < bytes.endIndex else { return nil }
                let byte = bytes[at]
                at += 1
                size += Int(byte)
                if byte != 255 { break }
            }
            sizes.append(size)
        }
        return sizes
    }

    /// Sizes of all frames but the last: the first plain, the others as differences.
    private static func ebml(_ bytes: ArraySlice<UInt8>, _ at: inout Int, _ count: Int) -> [Int]? {
        var sizes: [Int] = []
        for index in 0..<(count - 1) {
            guard let number = EBML.vint(bytes[at...]) else { return nil }
            if index == 0 {
                sizes.append(number.value)
            } else {
                let bias = (1 << (7 * (number.end - at) - 1)) - 1
                guard let last = sizes.last else { return nil }
                let size = last &+ number.value &- bias
                guard size >= 0, size <= bytes.count else { return nil }
                sizes.append(size)
            }
            at = number.end
        }
        return sizes
    }
}
