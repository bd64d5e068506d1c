import Core

/// Writes a plain DOCX in one column: headings, paragraphs and points.
package enum WordWriter {
    /// The bytes of a document.
    ///
    /// - Parameters:
    ///   - title: the first line; left out when nil.
    ///   - lines: its lines; `heading` and `isPoint` say how each looks.
    package static func bytes(title: String?, lines: [DocumentText.Line]) -> [UInt8] {
        bytes(
            title: title,
            rows: lines.map { ($0.text, $0.heading != nil ? "Heading1" : $0.isPoint ? "ListBullet" : nil) }
        )
    }

    /// The bytes of a résumé.
    package static func bytes(_ sheet: ResumeSheet) -> [UInt8] {
        bytes(
            title: sheet.title,
            rows: sheet.lines.map { line in
                switch line.kind {
                case .heading: (line.text, "Heading1")
                case .role: (line.text, "Role")
                case .point: (line.text, "ListBullet")
                case .paragraph: (line.text, nil)
                }
            }
        )
    }

    private static func bytes(title: String?, rows: [(text: String, style: String?)]) -> [UInt8] {
        var body = title.map { paragraph($0, style: "Title") } ?? ""
        for row in rows { body += paragraph(row.text, style: row.style) }
        let main =
            "\(head)<w:document \(space)><w:body>\(body)<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
            + "<w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"0\" w:footer=\"0\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
        return archive([
            ("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", main),
            ("word/styles.xml", styles),
            ("word/numbering.xml", numbering), ("word/_rels/document.xml.rels", parts),
        ])
    }

    private static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#
    private static let space = #"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"

    private static let types =
        "\(head)<Types xmlns=\"\(package)/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"\(kind).document.main+xml\"/>"
        + "<Override PartName=\"/word/styles.xml\" ContentType=\"\(kind).styles+xml\"/><Override PartName=\"/word/numbering.xml\" ContentType=\"\(kind).numbering+xml\"/></Types>"
    private static let relations =
        "\(head)<Relationships xmlns=\"\(package)/relationships\"><Relationship Id=\"r1\" Type=\"\(office)/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    private static let parts =
        "\(head)<Relationships xmlns=\"\(package)/relationships\"><Relationship Id=\"r1\" Type=\"\(office)/styles\" Target=\"styles.xml\"/>"
        + "<Relationship Id=\"r2\" Type=\"\(office)/numbering\" Target=\"numbering.xml\"/></Relationships>"
    private static let numbering =
        "\(head)<w:numbering \(space)><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/>"
        + "<w:pPr><w:ind w:left=\"360\" w:hanging=\"260\"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    private static let styles =
        "\(head)<w:styles \(space)><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\"/><w:sz w:val=\"21\"/></w:rPr></w:rPrDefault>"
        + "<w:pPrDefault><w:pPr><w:spacing w:after=\"60\"/></w:pPr></w:pPrDefault></w:docDefaults>"
        + style("Normal", "Normal", "") + style("Title", "Title", "<w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr>")
        + style(
            "Heading1",
            "heading 1",
            "<w:pPr><w:keepNext/><w:spacing w:before=\"200\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"26\"/></w:rPr>"
        )
        // No heading: what is no part of the document does not look like one to a program.
        + style("Role", "Role", "<w:pPr><w:keepNext/><w:spacing w:before=\"120\"/></w:pPr><w:rPr><w:b/></w:rPr>")
        + style("ListBullet", "List Bullet", "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>") + "</w:styles>"

    private static func style(_ id: String, _ name: String, _ look: String) -> String {
        "<w:style w:type=\"paragraph\" w:styleId=\"\(id)\"><w:name w:val=\"\(name)\"/>\(look)</w:style>"
    }

    private static func paragraph(_ text: String, style: String?) -> String {
        let look = style.map { "<w:pPr><w:pStyle w:val=\"\($0)\"/></w:pPr>" } ?? ""
        return "<w:p>\(look)<w:r><w:t xml:space=\"preserve\">\(escaped(text))</w:t></w:r></w:p>"
    }

    /// Text that XML 1.0 can carry.
    private static func escaped(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { scalar in
            scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF || scalar == "\t"
        }
        return String(String.UnicodeScalarView(kept)).escapedMarkup
    }

    /// A ZIP archive of files that are not packed.
    static func archive(_ files: [(name: String, text: String)]) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var (out, list): ([UInt8], [UInt8]) = ([], [])
        for (name, text) in files {
            let (title, body) = (Array(name.utf8), Array(text.utf8))
            // Version 2.0, names in UTF-8, stored, 1 January 1980.
            let facts =
                little(20, 2) + little(0x0800, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
                + little(Int(checksum(body)), 4) + little(body.count, 4) + little(body.count, 4)
                + little(title.count, 2) + little(0, 2)
            list +=
                [0x50, 0x4B, 1, 2] + little(20, 2) + facts + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
                + little(out.count, 4) + title
            out += [0x50, 0x4B, 3, 4] + facts + title + body
        }
        let end =
            [0x50, 0x4B, 5, 6] + little(0, 4) + little(files.count, 2) + little(files.count, 2)
            + little(list.count, 4) + little(out.count, 4) + little(0, 2)
        return out + list + end
    }

    private static let remainders: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    /// CRC-32 of ISO 3309, as ZIP has it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { remainders[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }
}
