/// A document as lines of text in reading order.
package struct DocumentText: Sendable, Hashable, Codable {
    /// The kinds of documents that are read.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case pdf, docx, markdown, html, text
    }

    /// One line as a reader sees it; in kinds without lines, one paragraph or one row of a table.
    package struct Line: Sendable, Hashable, Codable {
        /// Its text, without white space at the ends.
        package var text: String
        /// Its page, from 1; always 1 in kinds without pages.
        package var page: Int
        /// Level of a heading that the document itself marks as one, 1…6.
        package var heading: Int?
        /// Height of its letters over the usual height in the document; 1 where nothing is known.
        package var size: Double
        /// Whether more than the usual space stands above it.
        package var isAfterGap: Bool
        /// Whether it begins a point of a list; the mark itself is not in `text`.
        package var isPoint: Bool

        /// A line.
        package init(
            _ text: String,
            page: Int = 1,
            heading: Int? = nil,
            size: Double = 1,
            isAfterGap: Bool = false,
            isPoint: Bool = false
        ) {
            self.text = text
            self.page = page
            self.heading = heading
            self.size = size
            self.isAfterGap = isAfterGap
            self.isPoint = isPoint
        }

        /// Whether it begins with a name and says what that is: "tidewatch – tide tables", "pgdiff | Go".
        var isNamed: Bool {
            ["–", "—", "-", "|"].contains { mark in
                text.firstRange(of: " \(mark) ").map { text[..<$0.lowerBound].count <= 40 } == true
            }
        }
    }

    /// What it was read from.
    package var kind: Kind
    /// Its lines, none empty.
    package var lines: [Line]
    /// Pages of the file; 1 in kinds without pages.
    package var pages: Int

    /// A document.
    package init(kind: Kind, lines: [Line], pages: Int = 1) {
        self.kind = kind
        self.lines = lines
        self.pages = pages
    }

    /// All lines, one below the other. Places are counted in this text.
    package var text: String { lines.map(\.text).joined(separator: "\n") }

    /// The same as a reader would write it down: points begin with a hyphen, and headings stand apart.
    package var plain: String {
        lines.map { line in
            line.isPoint ? "- \(line.text)" : line.isAfterGap || line.heading != nil ? "\n\(line.text)" : line.text
        }.joined(separator: "\n")
    }

    /// Where each line begins in ``text``, in UTF-16 code units.
    package var starts: [Int] {
        var at = 0
        return lines.map { line in
            defer { at += line.text.utf16.count + 1 }
            return at
        }
    }
}

/// A stretch of a document's text, as proof of what was found there.
package struct Quote: Sendable, Hashable, Codable {
    /// The words as they stand there.
    package var text: String
    /// Line of the document, from 0.
    package var line: Int
    /// Page of the document, from 1.
    package var page: Int
    /// First UTF-16 code unit in ``DocumentText/text``, inclusive.
    package var start: Int
    /// Last UTF-16 code unit, exclusive.
    package var end: Int

    /// A stretch of a text.
    package init(text: String, line: Int, page: Int, start: Int, end: Int) {
        self.text = text
        self.line = line
        self.page = page
        self.start = start
        self.end = end
    }
}

/// How much of a document is read.
package struct DocumentLimits: Sendable, Hashable {
    /// Bytes of the file.
    package var bytes: Int
    /// Pages of a PDF.
    package var pages: Int
    /// Characters of text, in UTF-8 bytes.
    package var text: Int
    /// Time a child process has, in seconds.
    package var seconds: Int
    /// Address space of a child process, in bytes.
    package var memory: Int

    /// Limits.
    package init(bytes: Int, pages: Int, text: Int, seconds: Int, memory: Int = 1 << 30) {
        self.bytes = bytes
        self.pages = pages
        self.text = text
        self.seconds = seconds
        self.memory = memory
    }

    /// For a résumé or a job description: 10 MB, 40 pages, 400 KB of text, 15 s.
    package static let resume = DocumentLimits(bytes: 10 << 20, pages: 40, text: 400 << 10, seconds: 15)
    /// For a book: 64 MB, 2,000 pages, 16 MB of text, 120 s.
    package static let book = DocumentLimits(bytes: 64 << 20, pages: 2_000, text: 16 << 20, seconds: 120)
}

/// Letters as they are written out: ligatures, spaces and hyphens of typesetting, marks of lists.
enum Letters {
    private static let ligatures: [Unicode.Scalar: String] = [
        "\u{FB00}": "ff", "\u{FB01}": "fi", "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl", "\u{FB05}": "st",
        "\u{FB06}": "st", "\u{132}": "IJ", "\u{133}": "ij",
    ]
    private static let bullets = Set("•◦▪▫●○■□‣⁃∙·➢➤►▶✓✔❖◆◇→»\u{F0B7}\u{F0A7}\u{F0D8}\u{F076}\u{F0FC}")

    /// A text without ligatures and invisible characters, with single spaces.
    static func plain(_ text: some StringProtocol) -> String {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return String(text) }
        var out = ""
        var isSpaced = true
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F {
                if !isSpaced { out += " " }
                isSpaced = true
                continue
            }
            switch scalar.value {
            case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFEFF, 0x80...0x9F, 0xFFFE, 0xFFFF: continue
            case 0x2010, 0x2011: out += "-"
            default:
                if let letters = ligatures[scalar] { out += letters } else { out.unicodeScalars.append(scalar) }
            }
            isSpaced = false
        }
        while out.last == " " { out.removeLast() }
        return out
    }

    /// A line without the mark that makes it a point of a list.
    static func point(_ line: String) -> (text: String, isPoint: Bool) {
        guard let first = line.first else { return (line, false) }
        let rest = line.dropFirst().drop { $0 == " " }
        if bullets.contains(first), !rest.isEmpty { return (String(rest), true) }
        let isDash = "-–—*+".contains(first) && line.dropFirst().first == " "
        return isDash && !rest.isEmpty ? (String(rest), true) : (line, false)
    }

    /// Whether a line is a lone mark, set apart from its text by the layout.
    static func isMark(_ line: String) -> Bool { line.count == 1 && line.first.map { bullets.contains($0) } == true }
}
