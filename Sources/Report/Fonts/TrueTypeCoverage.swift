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

/// The parts of composite glyphs (OpenType glyf table, composite glyph description).
struct CompositeGlyphs {
    private let file: FontBytes
    private let loca: Int
    private let glyf: Int
    private let long: Bool

    /// Reads the places of the glyphs; nil when the file is not what it was when it was chosen.
    init?(_ font: FontFile) {
        guard let data = try? Data(contentsOf: URL(filePath: font.path), options: .mappedIfSafe),
            let file = FontBytes(data, index: font.index ?? 0), let head = file.table("head"),
            let loca = file.table("loca"), let glyf = file.table("glyf"), let format = file.u16(head + 50)
        else { return nil }
        self.file = file
        self.loca = loca
        self.glyf = glyf
        long = format == 1
    }

    /// All glyphs some glyphs are made of, themselves left out; at most 4,096.
    func parts(of glyphs: [Int]) -> Set<Int> {
        var found: Set<Int> = []
        var open = glyphs
        while let glyph = open.popLast(), found.count < 4096 {
            for part in parts(of: glyph) where found.insert(part).inserted { open.append(part) }
        }
        return found
    }

    private func parts(of glyph: Int) -> [Int] {
        let start = long ? file.u32(loca + glyph * 4) : file.u16(loca + glyph * 2).map { $0 * 2 }
        // A number of contours below zero marks a composite; ten bytes of header come before its parts.
        guard let start, let contours = file.u16(glyf + start), contours >= 0x8000 else { return [] }
        var place = glyf + start + 10
        var parts: [Int] = []
        while parts.count < 64, let flags = file.u16(place), let part = file.u16(place + 2) {
            parts.append(part)
            place += 4 + (flags & 0x0001 != 0 ? 4 : 2)
            if flags & 0x0008 != 0 {
                place += 2
            } else if flags & 0x0040 != 0 {
                place += 4
            } else if flags & 0x0080 != 0 {
                place += 8
            }
            if flags & 0x0020 == 0 { break }
        }
        return parts
    }
}
