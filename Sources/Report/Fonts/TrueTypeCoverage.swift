import FoundationEssentials

/// Which characters of the Basic Multilingual Plane a TrueType font can draw, read from its `cmap` (OpenType cmap table,
/// format 4). Only fonts with `glyf` outlines count: libharu embeds no others. Every offset is checked, since
/// font files are as untrusted as any other file.
struct TrueTypeCoverage: Sendable, Hashable {
    /// The covered characters, in order, not touching.
    let ranges: [ClosedRange<UInt32>]

    /// Reads the table; nil when the font is none libharu can embed.
    ///
    /// - Parameters:
    ///   - data: The font file.
    ///   - index: Which font of a collection (`ttcf`); 0 for a single font.
    init?(_ data: Data, index: Int = 0) {
        let file = Bytes(data: data)
        guard let start = file.directory(index), let count = file.u16(start + 4) else { return nil }
        var tables: [UInt32: Int] = [:]
        for entry in 0..<min(count, 64) {
            let place = start + 12 + entry * 16
            guard let tag = file.u32(place), let offset = file.u32(place + 8) else { return nil }
            tables[UInt32(tag)] = offset
        }
        guard tables[0x676C_7966] != nil, let cmap = tables[0x636D_6170] else { return nil }  // "glyf", "cmap"
        guard let found = file.format4(cmap) else { return nil }
        ranges = found
    }

    /// Whether the font has a glyph for a character.
    func covers(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar)
    }

    /// How many characters are covered.
    var count: Int { ranges.reduce(0) { $0 + $1.count } }
}

private struct Bytes {
    let data: Data

    func u16(_ at: Int) -> Int? {
        guard at >= 0, at + 2 <= data.count else { return nil }
        let start = data.startIndex + at
        return Int(data[start]) << 8 | Int(data[start + 1])
    }

    func u32(_ at: Int) -> Int? {
        guard let high = u16(at), let low = u16(at + 2) else { return nil }
        return high << 16 | low
    }

    func directory(_ index: Int) -> Int? {
        switch u32(0) {
        case 0x0001_0000, 0x7472_7565: index == 0 ? 0 : nil  // "true"
        case 0x7474_6366:  // "ttcf"
            if let fonts = u32(8), index >= 0, index < min(fonts, 64) { u32(12 + index * 4) } else { nil }
        default: nil
        }
    }

    /// The characters of the Microsoft Unicode subtable, the one libharu reads.
    func format4(_ cmap: Int) -> [ClosedRange<UInt32>]? {
        guard let subtables = u16(cmap + 2) else { return nil }
        for entry in 0..<min(subtables, 32) {
            let place = cmap + 4 + entry * 8
            guard u16(place) == 3, u16(place + 2) == 1, let offset = u32(place + 4) else { continue }
            let table = cmap + offset
            guard u16(table) == 4, let doubled = u16(table + 6) else { continue }
            return segments(table, count: doubled / 2)
        }
        return nil
    }

    private func segments(_ table: Int, count: Int) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        for segment in 0..<count {
            let place = table + 14 + segment * 2
            guard let end = u16(place), let start = u16(place + 2 + count * 2), let delta = u16(place + 2 + count * 4),
                let offset = u16(place + 2 + count * 6)
            else { break }
            guard start <= end, start > (ranges.last.map { Int($0.upperBound) } ?? -1) else { continue }
            for code in start...end where code < 0xFFFF {
                let glyph =
                    offset == 0
                    ? (code + delta) & 0xFFFF : u16(place + 2 + count * 6 + offset + (code - start) * 2) ?? 0
                guard glyph != 0 else { continue }
                let value = UInt32(code)
                if let last = ranges.last, last.upperBound + 1 == value {
                    ranges[ranges.count - 1] = last.lowerBound...value
                } else {
                    ranges.append(value...value)
                }
            }
        }
        return ranges
    }
}
