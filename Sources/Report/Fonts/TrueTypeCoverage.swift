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
        guard let file = FontBytes(data, index: index), file.table("glyf") != nil, let cmap = file.table("cmap"),
            let found = Self.format4(cmap, file)
        else { return nil }
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

    /// The characters of the Microsoft Unicode subtable, the one libharu reads.
    private static func format4(_ cmap: Int, _ file: FontBytes) -> [ClosedRange<UInt32>]? {
        guard let subtables = file.u16(cmap + 2) else { return nil }
        for entry in 0..<min(subtables, 32) {
            let place = cmap + 4 + entry * 8
            guard file.u16(place) == 3, file.u16(place + 2) == 1, let offset = file.u32(place + 4) else { continue }
            let table = cmap + offset
            guard file.u16(table) == 4, let doubled = file.u16(table + 6) else { continue }
            return segments(table, count: doubled / 2, file)
        }
        return nil
    }

    private static func segments(_ table: Int, count: Int, _ file: FontBytes) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        for segment in 0..<count {
            let place = table + 14 + segment * 2
            guard let end = file.u16(place), let start = file.u16(place + 2 + count * 2),
                let delta = file.u16(place + 2 + count * 4), let offset = file.u16(place + 2 + count * 6)
            else { break }
            guard start <= end, start > (ranges.last.map { Int($0.upperBound) } ?? -1) else { continue }
            for code in start...end where code < 0xFFFF {
                let glyph =
                    offset == 0
                    ? (code + delta) & 0xFFFF : file.u16(place + 2 + count * 6 + offset + (code - start) * 2) ?? 0
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
