import CHaru
import FoundationEssentials
import Synchronization

/// Finds a font for a character that the base-14 fonts do not have: first the subset that ships with Debrief, then the sans
/// serifs every distribution has, then any TrueType font on the system. The folders are walked at most once, and only when
/// a report needs it. The order of the search is fixed, so the same machine gives the same bytes.
final class FontShelf: Sendable {
    private struct Shelf {
        var candidates: [String]?
        var opened: [FontFile] = []
        var next = 0
        var missing: Set<UInt32> = []
    }

    private let folders: [String]
    private let shelf = Mutex(Shelf())

    /// A shelf over some folders; sub-folders are searched too.
    init(folders: [String]) {
        self.folders = folders
    }

    /// The best font that has a character; nil when none on this machine does.
    ///
    /// - Parameters:
    ///   - scalar: The character.
    ///   - bold: Whether a bold cut is wished for.
    ///   - refused: Fonts that turned out not to work for it.
    func font(for scalar: Unicode.Scalar, bold: Bool, except refused: Set<String> = []) -> FontFile? {
        // libharu writes characters of the Basic Multilingual Plane only, and drops others in silence.
        guard scalar.value <= 0xFFFF else { return nil }
        return shelf.withLock { shelf in
            if shelf.missing.contains(scalar.value) { return nil }
            let wanted = { (font: FontFile) in font.coverage.covers(scalar.value) && !refused.contains(font.path) }
            // The preferred fonts come in two weights; beyond them any weight will do. The first fit in the fixed order
            // wins, whatever earlier reports have opened.
            let fits = { (font: FontFile) in
                wanted(font) && (Self.isBold(font.path) == bold || Self.rank(font.path) >= Self.preferred.count)
            }
            if let font = shelf.opened.first(where: fits) { return font }
            while openNext(&shelf) {
                if let font = shelf.opened.last, fits(font) { return font }
            }
            if let font = shelf.opened.first(where: wanted) { return font }
            if refused.isEmpty { shelf.missing.insert(scalar.value) }
            return nil
        }
    }

    private func openNext(_ shelf: inout Shelf) -> Bool {
        let candidates = shelf.candidates ?? Self.search(folders)
        shelf.candidates = candidates
        while shelf.next < candidates.count {
            let path = candidates[shelf.next]
            shelf.next += 1
            guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else { continue }
            let index = path.hasSuffix(".ttc") ? 0 : nil
            guard let coverage = TrueTypeCoverage(data, index: index ?? 0) else { continue }
            shelf.opened.append(FontFile(path: path, index: index, coverage: coverage))
            return true
        }
        return false
    }

    private static let preferred = [
        "DebriefSans-Regular.ttf", "DebriefSans-Bold.ttf", "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf",
        "DejaVuSans.ttf", "DejaVuSans-Bold.ttf",
    ]
    private static let fileLimit = 4000
    private static let depthLimit = 5

    private static func isBold(_ path: String) -> Bool { path.hasSuffix("-Bold.ttf") }

    /// Fonts in the order they are tried: the preferred ones, then upright sans serifs, then the rest, each by name.
    private static func search(_ folders: [String]) -> [String] {
        var found: [String] = []
        for folder in folders { walk(folder, depth: 0, into: &found) }
        return found.map { (rank($0), $0) }.sorted { $0 < $1 }.map(\.1)
    }

    private static func rank(_ path: String) -> Int {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if let place = preferred.firstIndex(of: name) { return place }
        let decorated = ["Mono", "Italic", "Oblique", "Condensed", "Light", "Thin", "Black", "Serif", "Math", "Bold"]
        if decorated.contains(where: name.contains) { return 300 }
        return name.contains("Sans") ? 100 : 200
    }

    private static func walk(_ folder: String, depth: Int, into found: inout [String]) {
        guard depth < depthLimit, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            return
        }
        for name in names.sorted() where found.count < fileLimit && !name.hasPrefix(".") {
            let path = folder + "/" + name
            if name.hasSuffix(".ttf") || name.hasSuffix(".ttc") || name.hasSuffix(".TTF") {
                found.append(path)
            } else if !name.contains(".") {
                walk(path, depth: depth + 1, into: &found)
            }
        }
    }
}

/// A TrueType file that may be embedded, and what it can draw.
struct FontFile: Sendable, Hashable {
    /// Where it is.
    var path: String
    /// Which font of a collection; nil for a single font.
    var index: Int?
    /// What it can draw.
    var coverage: TrueTypeCoverage
}

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

/// The C library this room is built on.
package enum ReportLibrary {
    /// Its name and version.
    package static var version: String {
        guard let text = unsafe HPDF_GetVersion() else { return "libharu" }
        return unsafe "libharu-" + String(cString: text)
    }
}
