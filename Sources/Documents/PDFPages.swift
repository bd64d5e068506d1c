import Core

/// What `pdftotext -bbox-layout` says of a PDF: words with their places, grouped to stretches of lines.
struct PDFPages {
    /// A stretch of a line without a wide space in it.
    struct Stretch: Sendable {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
        var text: String
        /// How many words it has.
        var words: Int

        var height: Double { bottom - top }
        var middle: Double { (top + bottom) / 2 }
        var width: Double { right - left }
    }

    /// One page.
    struct Page: Sendable {
        var width: Double
        var height: Double
        var stretches: [Stretch]
    }

    /// Stretches of a page that are put in order; a page with more keeps the order of the file.
    static let maxStretches = 600

    private(set) var pages: [Page] = []

    /// Reads what the program wrote.
    ///
    /// - Throws: `document.broken`, `document.too_large`.
    init(_ output: [UInt8], limits: DocumentLimits) throws(DocumentError) {
        // The XHTML around it has a document type, which the reader refuses.
        guard let start = Self.place(of: "<doc>", in: output),
            let end = Self.place(of: "</doc>", in: output, last: true), start < end
        else {
            throw DocumentError(.broken, "The PDF could not be read; save it again and send it.")
        }
        var reader = XMLReader(Array(output[start..<end + 6]))
        var (line, word, taken) = ([(text: String, box: Stretch)](), Stretch?.none, 0)
        while let event = try reader.next() {
            switch event {
            case .open("page", let attributes):
                pages.append(
                    Page(
                        width: Self.number(attributes["width"]),
                        height: Self.number(attributes["height"]),
                        stretches: []
                    )
                )
            case .open("line", _): line = []
            case .open("word", let attributes):
                word = Stretch(
                    left: Self.number(attributes["xMin"]),
                    top: Self.number(attributes["yMin"]),
                    right: Self.number(attributes["xMax"]),
                    bottom: Self.number(attributes["yMax"]),
                    text: "",
                    words: 1
                )
            case .text(let text):
                if let box = word {
                    taken += text.utf8.count
                    guard taken <= limits.text else {
                        throw DocumentError(.tooLarge, "The PDF has more text than is read here.")
                    }
                    line.append((text, box))
                    word = nil
                }
            case .close("line"): if !pages.isEmpty { pages[pages.count - 1].stretches += Self.stretches(line) }
            default: break
            }
        }
    }

    /// A line of words, cut where a space is wider than two and a half letters are high: what stands there is set apart.
    private static func stretches(_ words: [(text: String, box: Stretch)]) -> [Stretch] {
        var found: [Stretch] = []
        for (raw, box) in words {
            let text = Letters.plain(raw)
            guard !text.isEmpty else { continue }
            if let last = found.last, box.left - last.right <= 2.5 * max(last.height, 1), box.left >= last.left {
                let isTight =
                    box.left - last.right < 0.05 * last.height && last.words > 0 && box.left < last.right + 0.3
                found[found.count - 1].text += (isTight ? "" : " ") + text
                found[found.count - 1].right = max(last.right, box.right)
                found[found.count - 1].top = min(last.top, box.top)
                found[found.count - 1].bottom = max(last.bottom, box.bottom)
                found[found.count - 1].words += 1
            } else {
                var stretch = box
                stretch.text = text
                found.append(stretch)
            }
        }
        return found
    }

    /// The document: running heads dropped, columns in reading order, words that were cut at the end of a line whole again.
    func document() -> DocumentText {
        let furniture = RunningHeads(pages)
        let usual = usualHeight
        var lines: [DocumentText.Line] = []
        for (index, page) in pages.enumerated() {
            let kept = page.stretches.filter { !furniture.drops($0, on: index, page) }
            let rows =
                kept.count > Self.maxStretches
                ? kept.map { ReadingOrder.Row(stretches: [$0], isAfterGap: false) } : ReadingOrder.rows(kept, page)
            for row in rows {
                let text = row.text
                if Letters.isMark(text) { continue }
                let (content, isPoint) = Letters.point(text)
                guard !content.isEmpty else { continue }
                lines.append(
                    DocumentText.Line(
                        content,
                        page: index + 1,
                        size: usual > 0 ? (row.height / usual * 100).rounded() / 100 : 1,
                        isAfterGap: row.isAfterGap,
                        isPoint: isPoint || row.hasMark
                    )
                )
            }
        }
        return DocumentText(kind: .pdf, lines: Hyphens.joined(lines), pages: max(1, pages.count))
    }

    /// The height that most letters of the document have.
    private var usualHeight: Double {
        var counts: [Int: Int] = [:]
        for page in pages {
            for stretch in page.stretches where stretch.height.isFinite {
                counts[Int(max(0, min(1_000, stretch.height)) * 4), default: 0] += stretch.text.utf8.count
            }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { Double($0.key) / 4 } ?? 0
    }

    private static func number(_ text: String?) -> Double {
        let value = text.flatMap(Double.init) ?? 0
        return value.isFinite ? max(-1e6, min(1e6, value)) : 0
    }

    private static func place(of text: String, in bytes: [UInt8], last: Bool = false) -> Int? {
        let wanted = Array(text.utf8)
        guard bytes.count >= wanted.count else { return nil }
        let places = 0...bytes.count - wanted.count
        func fits(_ at: Int) -> Bool { bytes[at] == wanted[0] && bytes[at..<at + wanted.count].elementsEqual(wanted) }
        return last ? places.last(where: fits) : places.first(where: fits)
    }
}

/// Page numbers and lines that stand on every page at the same place.
struct RunningHeads {
    private struct Mark: Hashable {
        var text: String
        var height: Int
    }

    private let repeated: Set<Mark>
    private let pages: Int

    /// Finds them.
    init(_ pages: [PDFPages.Page]) {
        self.pages = pages.count
        var seen: [Mark: Set<Int>] = [:]
        for (index, page) in pages.enumerated() {
            for stretch in page.stretches where Self.isMargin(stretch, page) {
                seen[Self.mark(stretch), default: []].insert(index)
            }
        }
        let needed = max(2, (pages.count + 1) / 2 - (pages.count > 8 ? pages.count / 4 : 0))
        repeated = Set(seen.filter { $0.value.count >= needed }.keys)
    }

    /// Whether a stretch is left out. The first page keeps its name and title even when later pages repeat them.
    func drops(_ stretch: PDFPages.Stretch, on index: Int, _ page: PDFPages.Page) -> Bool {
        guard pages > 1, Self.isMargin(stretch, page) else { return false }
        if Self.isNumber(stretch.text) { return true }
        return index > 0 && repeated.contains(Self.mark(stretch))
            || index == 0 && stretch.middle > page.height / 2 && repeated.contains(Self.mark(stretch))
    }

    private static func isMargin(_ stretch: PDFPages.Stretch, _ page: PDFPages.Page) -> Bool {
        stretch.bottom < page.height * 0.09 || stretch.top > page.height * 0.91
    }

    private static func mark(_ stretch: PDFPages.Stretch) -> Mark {
        Mark(text: String(stretch.text.map { $0.isNumber ? "0" : $0 }).lowercased(), height: Int(stretch.middle / 6))
    }

    /// A page number by itself: "3", "- 3 -", "Page 3 of 12", "3/12".
    static func isNumber(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard (1...4).contains(words.count), words.contains(where: { $0.allSatisfy(\.isNumber) }) else { return false }
        return words.allSatisfy { word in
            word.allSatisfy(\.isNumber) && word.count <= 4
                || [
                    "page", "of", "seite", "von", "p", "pg", "página", "de", "sur", "iv", "vi", "ii", "iii", "стр",
                    "из",
                ]
                .contains(word)
        }
    }
}

/// Words that were cut at the end of a line.
enum Hyphens {
    /// First halves that keep their hyphen when they stand before another word.
    private static let keeping: Set<String> = [
        "full", "front", "back", "cross", "well", "self", "high", "low", "real", "long", "short", "end", "open",
        "multi",
        "part", "first", "third", "state", "of", "the", "to", "in", "large", "small", "data", "object", "test", "event",
        "non", "co", "e", "pre", "post", "cost", "time", "award", "customer", "user", "server", "client", "two",
        "three",
    ]

    /// The lines with whole words.
    static func joined(_ lines: [DocumentText.Line]) -> [DocumentText.Line] {
        var out: [DocumentText.Line] = []
        out.reserveCapacity(lines.count)
        for line in lines {
            var line = line
            if let last = out.last, last.page == line.page || line.page == last.page + 1, !line.isPoint,
                !line.isAfterGap,
                let cut = cut(last.text), line.text.first?.isLowercase == true
            {
                let rest = line.text.prefix { $0 != " " }
                line.text = Letters.plain(line.text.dropFirst(rest.count))
                out[out.count - 1].text = cut + rest
            }
            if !line.text.isEmpty { out.append(line) }
        }
        return out
    }

    private static func cut(_ text: String) -> String? {
        guard let last = text.last, last == "-" || last == "\u{AD}" else { return nil }
        let body = text.dropLast()
        guard body.last?.isLetter == true else { return nil }
        let word = body.suffix(while: { !$0.isWhitespace })
        let isKept = last == "-" && (word.contains("-") || keeping.contains(word.lowercased()))
        return isKept ? text : String(body)
    }
}

extension StringProtocol {
    /// The longest end of a text whose characters all fulfil a condition.
    func suffix(while holds: (Character) -> Bool) -> SubSequence {
        var at = endIndex
        while at > startIndex, holds(self[index(before: at)]) { at = index(before: at) }
        return self[at...]
    }
}
