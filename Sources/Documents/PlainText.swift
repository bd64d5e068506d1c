import Core

/// Text, Markdown and HTML as lines.
enum PlainText {
    /// The text in a file's bytes: UTF-8, UTF-16 with its mark, or else Windows-1252.
    ///
    /// - Throws: `document.unsupported` for bytes that are no text.
    static func decode(_ bytes: [UInt8]) throws(DocumentError) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            let isLittle = bytes[0] == 0xFF
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
                isLittle
                    ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
                    : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
            }
            return String(decoding: units, as: UTF16.self)
        }
        let controls = bytes.prefix(65_536).count { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) }
        guard controls <= bytes.count / 500 else {
            throw DocumentError(.unsupported, "These bytes are not text; send PDF, DOCX, Markdown or text.")
        }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let text = String(validating: body, as: UTF8.self) { return text }
        var out = ""
        for byte in body { out.unicodeScalars.append(windows[byte] ?? Unicode.Scalar(byte)) }
        return out
    }

    /// The letters of Windows-1252 that Latin-1 does not have there.
    private static let windows: [UInt8: Unicode.Scalar] = [
        0x80: "€", 0x82: "‚", 0x84: "„", 0x85: "…", 0x8A: "Š", 0x8C: "Œ", 0x8E: "Ž", 0x91: "‘", 0x92: "’", 0x93: "“",
        0x94: "”", 0x95: "•", 0x96: "–", 0x97: "—", 0x99: "™", 0x9A: "š", 0x9C: "œ", 0x9E: "ž", 0x9F: "Ÿ",
    ]

    /// The lines of a text.
    static func lines(_ text: String) -> [DocumentText.Line] {
        var lines: [DocumentText.Line] = []
        var isAfterGap = false
        for row in text.split(omittingEmptySubsequences: false, whereSeparator: { $0.isNewline }) {
            let (content, isPoint) = Letters.point(Letters.plain(row))
            if content.isEmpty {
                isAfterGap = true
                continue
            }
            lines.append(DocumentText.Line(content, isAfterGap: isAfterGap, isPoint: isPoint))
            isAfterGap = false
        }
        return lines
    }

    /// The lines of a Markdown text (CommonMark's blocks, as far as lines need them): headings, points, and text without the marks of
    /// emphasis, links and code.
    static func markdown(_ text: String) -> [DocumentText.Line] {
        var lines: [DocumentText.Line] = []
        var isAfterGap = false
        var isCode = false
        for row in text.split(omittingEmptySubsequences: false, whereSeparator: { $0.isNewline }) {
            let trimmed = Letters.plain(row)
            if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
                isCode.toggle()
                continue
            }
            if trimmed.isEmpty {
                isAfterGap = true
                continue
            }
            if isCode {
                lines.append(DocumentText.Line(trimmed, isAfterGap: isAfterGap))
                isAfterGap = false
                continue
            }
            let isRule = trimmed.count >= 3 && trimmed.allSatisfy { "=-_* ".contains($0) }
            if isRule {
                // A heading underlined with = or - (setext), or a rule.
                if !isAfterGap, trimmed.first == "=" || trimmed.first == "-", !lines.isEmpty {
                    lines[lines.count - 1].heading = trimmed.first == "=" ? 1 : 2
                }
                continue
            }
            let marks = trimmed.prefix { $0 == "#" }.count
            if (1...6).contains(marks), trimmed.dropFirst(marks).first == " " {
                let title = Letters.plain(
                    inline(trimmed.dropFirst(marks).reversed().drop { $0 == "#" || $0 == " " }.reversed())
                )
                if !title.isEmpty { lines.append(DocumentText.Line(title, heading: marks, isAfterGap: true)) }
                isAfterGap = false
                continue
            }
            let bare = trimmed.hasPrefix(">") ? String(trimmed.drop { $0 == ">" || $0 == " " }) : trimmed
            let (content, isPoint) = Letters.point(bare)
            let cells = content.hasPrefix("|") ? content.split(separator: "|").map { inline($0) } : [inline(content)]
            let line = cells.map { Letters.plain($0) }.filter { !$0.isEmpty }.joined(separator: "  ")
            if line.isEmpty { continue }
            lines.append(DocumentText.Line(line, isAfterGap: isAfterGap, isPoint: isPoint))
            isAfterGap = false
        }
        return lines
    }

    /// Text without the marks of emphasis and code, and links as their words.
    private static func inline(_ text: some Sequence<Character>) -> String {
        var out: [Character] = []
        var rest = Array(text)[...]
        while let character = rest.first {
            rest = rest.dropFirst()
            switch character {
            case "*", "`": continue
            case "_" where out.last.map { !$0.isLetter && !$0.isNumber } ?? true: continue
            case "_" where rest.first.map { !$0.isLetter && !$0.isNumber } ?? true: continue
            case "\\" where rest.first.map { $0.isPunctuation || $0.isSymbol } == true:
                if let next = rest.popFirst() { out.append(next) }
            case "]" where rest.first == "(":
                if let end = rest.prefix(2_000).firstIndex(of: ")") { rest = rest[(end + 1)...] }
            case "[", "]": continue
            case "!" where rest.first == "[": continue
            default: out.append(character)
            }
        }
        return String(out)
    }

    /// The lines of an HTML page: text between block tags; scripts, styles, navigation and what is hidden are left out.
    static func html(_ text: String) -> [DocumentText.Line] {
        var (lines, current) = ([DocumentText.Line](), "")
        var (heading, isPoint, skip) = (Int?.none, false, String?.none)
        func end() {
            let line = Letters.plain(XMLReader.unescaped(Array(current.utf8)[...]))
            if !line.isEmpty {
                lines.append(DocumentText.Line(line, heading: heading, isAfterGap: !isPoint, isPoint: isPoint))
            }
            (current, isPoint) = ("", false)
        }
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            if skip == nil { current += rest[..<open] }
            rest = rest[open...]
            if rest.hasPrefix("<!--") {
                rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
                continue
            }
            guard let close = rest.firstIndex(of: ">") else { break }
            let tag = rest[open..<close].dropFirst()
            rest = rest[close...].dropFirst()
            let isEnd = tag.first == "/"
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
            if let skipped = skip {
                if isEnd, name == skipped { skip = nil }
                continue
            }
            if !isEnd, !tag.hasSuffix("/"), ["script", "style", "nav", "noscript", "template", "svg"].contains(name) {
                end()
                skip = name
                continue
            }
            if blocks.contains(name) {
                end()
                let level = name.count == 2 && name.first == "h" ? name.last?.wholeNumberValue : nil
                heading = isEnd ? nil : level
                isPoint = name == "li" && !isEnd
            } else if name == "td" || name == "th" {
                current += "  "
            }
        }
        if skip == nil { current += rest }
        end()
        return lines
    }

    private static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figure", "footer", "form",
        "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
        "title",
        "head",
    ]
}
