import FoundationEssentials

/// A TrueType file as big-endian numbers at checked places.
struct FontBytes {
    private let data: Data
    private var tables: [String: Int] = [:]

    /// Opens a font, or one of a collection (`ttcf`); nil when it is not TrueType.
    init?(_ data: Data, index: Int) {
        self.data = data
        guard let start = directory(index), let count = u16(start + 4) else { return nil }
        for entry in 0..<min(count, 64) {
            let place = start + 12 + entry * 16
            guard let high = u16(place), let low = u16(place + 2), let offset = u32(place + 8) else { return nil }
            let tag = [high >> 8, high & 0xFF, low >> 8, low & 0xFF].map(UInt8.init(truncatingIfNeeded:))
            tables[String(decoding: tag, as: UTF8.self)] = offset
        }
    }

    /// Where a table starts.
    func table(_ tag: String) -> Int? { tables[tag] }

    /// Two bytes; nil outside the file.
    func u16(_ at: Int) -> Int? {
        guard at >= 0, at + 2 <= data.count else { return nil }
        let start = data.startIndex + at
        return Int(data[start]) << 8 | Int(data[start + 1])
    }

    /// Four bytes; nil outside the file.
    func u32(_ at: Int) -> Int? {
        guard let high = u16(at), let low = u16(at + 2) else { return nil }
        return high << 16 | low
    }

    private func directory(_ index: Int) -> Int? {
        switch u32(0) {
        case 0x0001_0000, 0x7472_7565: index == 0 ? 0 : nil  // "true"
        case 0x7474_6366:  // "ttcf"
            if let fonts = u32(8), index >= 0, index < min(fonts, 64) { u32(12 + index * 4) } else { nil }
        default: nil
        }
    }
}
