import Core

/// The text of a DOCX (ECMA-376): paragraphs, lists, rows of tables and text boxes of its main part, in their order. Headers, footers,
/// comments, deleted text and everything outside of the file are not read.
enum WordText {
    /// Paragraphs and rows that are read at most.
    static let maxLines = 100_000

    /// Reads a document.
    ///
    /// - Throws: `document.broken`, `document.hostile`, `document.encrypted`, `document.unsupported`, `document.too_large`.
    static func read(_ bytes: [UInt8], limits: DocumentLimits) throws(DocumentError) -> DocumentText {
        let archive = try ZipReader(bytes)
        guard let main = try archive.file("word/document.xml") else {
            throw DocumentError(.unsupported, "This archive is not a Word document; send PDF, DOCX, Markdown or text.")
        }
        var styles: [String: Int] = [:]
        if let part = try archive.file("word/styles.xml") { styles = try headings(part) }
        var body = Body(styles: styles, limit: limits.text)
        var reader = XMLReader(main)
        while let event = try reader.next() { try body.take(event) }
        return DocumentText(kind: .docx, lines: body.lines)
    }

    /// Levels of heading styles by their id.
    private static func headings(_ part: [UInt8]) throws(DocumentError) -> [String: Int] {
        var found: [String: Int] = [:]
        var reader = XMLReader(part)
        var style: String?
        while let event = try reader.next() {
            guard case .open(let name, let attributes) = event else { continue }
            if name == "w:style" { style = attributes["w:styleId"] }
            guard let style, found.count < 1_000 else { continue }
            if name == "w:outlineLvl", let level = attributes["w:val"].flatMap(Int.init), level < 6 {
                found[style] = level + 1
            } else if name == "w:name", let title = attributes["w:val"]?.lowercased() {
                if title == "title" { found[style] = 1 }
                if title.hasPrefix("heading "), let level = Int(title.dropFirst(8)), level <= 6 { found[style] = level }
            }
        }
        return found
    }

    /// What was read of the main part so far.
    private struct Body {
        let styles: [String: Int]
        let limit: Int
        var lines: [DocumentText.Line] = []
        private var paragraphs: [Paragraph] = []
        private var skipped = 0
        private var isText = false
        private var isAfterGap = false
        private var taken = 0

        private struct Paragraph {
            var text = ""
            var heading: Int?
            var isPoint = false
        }

        init(styles: [String: Int], limit: Int) {
            self.styles = styles
            self.limit = limit
        }

        mutating func take(_ event: XMLReader.Event) throws(DocumentError) {
            switch event {
            case .open(let name, let attributes): open(name, attributes)
            case .close(let name): try close(name)
            case .text(let text):
                guard isText, skipped == 0, !paragraphs.isEmpty else { return }
                taken += text.utf8.count
                guard taken <= limit else {
                    throw DocumentError(.tooLarge, "The document has more text than is read here.")
                }
                paragraphs[paragraphs.count - 1].text += text
            }
        }

        private mutating func open(_ name: String, _ attributes: [String: String]) {
            // What Word writes a second time for older programs, and what was deleted, is not read.
            if ["mc:Fallback", "w:del", "w:delText", "w:moveFrom"].contains(name) { skipped += 1 }
            switch name {
            case "w:p": paragraphs.append(Paragraph())
            case "w:t": isText = true
            case "w:tab": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].text += "  " }
            case "w:br", "w:cr": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].text += "\n" }
            case "w:noBreakHyphen": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].text += "-" }
            case "w:pStyle":
                guard !paragraphs.isEmpty, let style = attributes["w:val"] else { return }
                paragraphs[paragraphs.count - 1].heading = styles[style]
                if style.lowercased().hasPrefix("list") { paragraphs[paragraphs.count - 1].isPoint = true }
            case "w:numPr": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].isPoint = true }
            default: break
            }
        }

        private mutating func close(_ name: String) throws(DocumentError) {
            if ["mc:Fallback", "w:del", "w:delText", "w:moveFrom"].contains(name) { skipped = max(0, skipped - 1) }
            switch name {
            case "w:t": isText = false
            case "w:p": if let paragraph = paragraphs.popLast(), skipped == 0 { try end(paragraph) }
            default: break
            }
        }

        /// The cells of a table come one after the other, row by row: so a table that is a layout of columns reads as its columns do.
        private mutating func end(_ paragraph: Paragraph) throws(DocumentError) {
            for (index, part) in paragraph.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let (text, isMarked) = Letters.point(Letters.plain(part))
                guard !text.isEmpty else {
                    isAfterGap = true
                    continue
                }
                guard lines.count < maxLines else {
                    throw DocumentError(.tooLarge, "The document has more paragraphs than are read here.")
                }
                lines.append(
                    DocumentText.Line(
                        text,
                        heading: paragraph.heading,
                        isAfterGap: isAfterGap,
                        isPoint: isMarked || paragraph.isPoint && index == 0
                    )
                )
                isAfterGap = false
            }
        }
    }
}
