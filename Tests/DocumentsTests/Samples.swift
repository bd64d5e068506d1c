import Foundation

@testable import Documents

/// Documents made here, byte by byte.
enum Samples {
    /// A text at a place: points from the left and from the top of an A4 page.
    struct Piece {
        var x: Double
        var y: Double
        var text: String
        var size = 10.0
    }

    /// A PDF with text in Helvetica.
    static func pdf(_ pages: [[Piece]], extra: String = "") -> [UInt8] {
        var objects: [String] = ["<< /Type /Catalog /Pages 2 0 R \(extra) >>"]
        let first = 4
        let kids = pages.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
        objects.append("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
        objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
        for (index, page) in pages.enumerated() {
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents \(first + 2 * index + 1) 0 R >>"
            )
            let body = page.map { piece in
                "BT /F1 \(piece.size) Tf \(piece.x) \(842 - piece.y) Td (\(escaped(piece.text))) Tj ET"
            }.joined(separator: "\n")
            objects.append("<< /Length \(body.utf8.count) >>\nstream\n\(body)\nendstream")
        }
        return assemble(objects)
    }

    static func assemble(_ objects: [String]) -> [UInt8] {
        var out = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(out.utf8.count)
            out += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = out.utf8.count
        out += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { out += String(repeating: "0", count: 10 - "\(offset)".count) + "\(offset) 00000 n \n" }
        out += "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(out.utf8)
    }

    /// WinAnsi as octal codes, so that the file is plain ASCII.
    private static func escaped(_ text: String) -> String {
        let known: [Character: String] = ["•": "\\225", "–": "\\226", "—": "\\227", "’": "\\222"]
        return text.map { character in
            if "()\\".contains(character) { return "\\\(character)" }
            if character.isASCII { return String(character) }
            if let code = known[character] { return code }
            let value = character.unicodeScalars.first?.value ?? 63
            return value < 256 ? "\\" + String(value, radix: 8) : "?"
        }.joined()
    }

    /// Lines one under the other.
    static func column(_ lines: [String], x: Double = 50, y: Double = 60, step: Double = 14, size: Double = 10)
        -> [Piece]
    {
        lines.enumerated().compactMap { index, line in
            line.isEmpty ? nil : Piece(x: x, y: y + Double(index) * step, text: line, size: size)
        }
    }

    /// A DOCX with this body.
    static func docx(_ body: String, styles: String? = nil) -> [UInt8] {
        let space =
            #"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#
        var files = [
            ("[Content_Types].xml", "<Types/>"),
            ("word/document.xml", "<w:document \(space)><w:body>\(body)</w:body></w:document>"),
        ]
        if let styles { files.append(("word/styles.xml", styles)) }
        return WordWriter.archive(files.map { (name: $0.0, text: $0.1) })
    }

    static func paragraph(_ text: String, look: String = "") -> String {
        "<w:p>\(look.isEmpty ? "" : "<w:pPr>\(look)</w:pPr>")<w:r><w:t>\(text)</w:t></w:r></w:p>"
    }

    static let skills: SkillList = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let files = ["skills.json", "trades.json"].map { name in
            Array((try? Data(contentsOf: root.appending(path: "config/skills/\(name)"))) ?? Data())
        }
        guard let list = try? SkillList.read(files) else { preconditionFailure("config/skills cannot be read") }
        return list
    }()

    static func text(_ text: String) -> DocumentText {
        (try? DocumentReader.read(Array(text.utf8), kind: .text, limits: .resume))
            ?? DocumentText(kind: .text, lines: [])
    }

    static let now = YearMonth(year: 2026, month: 6)

    /// A résumé that several tests read.
    static let resume = """
        Ada Example
        ada@example.org | +44 20 7946 0123 | github.com/ada-example

        Summary
        Backend engineer who likes small systems.

        Experience
        Senior Software Engineer
        Northwind Ltd, March 2021 – present
        - Built billing services in Go and PostgreSQL for 40 customers
        - Reduced latency by 35% with Redis
        Software Engineer, Contoso
        Jan 2018 – Feb 2021
        - Responsible for the Python ETL pipelines on AWS
        - Wrote unit tests with pytest

        Projects
        Birdsong finder
        - Classified recordings with PyTorch

        Skills
        Go, Python, SQL, Docker, Kubernetes, PostgreSQL

        Education
        BSc Computer Science, Example University, 2014 – 2017
        """
}
