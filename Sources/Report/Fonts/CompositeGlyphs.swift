import FoundationEssentials

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
