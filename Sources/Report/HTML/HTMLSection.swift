import Catalogue

extension HTMLWriter {
    /// A section of the report with its heading, addressed by its id.
    mutating func section(_ section: Section) {
        wrapped(section.title) { writer in
            for block in section.blocks { writer.block(block) }
        }
    }

    /// A section with a heading whose content `inside` writes.
    mutating func wrapped(_ title: String, _ inside: (inout HTMLWriter) -> Void) {
        let id = Self.anchor(title)
        // On a page of several answers a part is named after its answer too, so that no two have one name.
        element("section", ["aria-labelledby": isNested ? "top \(id)" : id]) { writer in
            writer.element("h2", ["id": id, "dir": "auto"], text: title)
            inside(&writer)
        }
    }

    /// A heading's id: its ASCII letters and digits; other letters by their code.
    static func anchor(_ title: String) -> String {
        var id = "part-"
        for scalar in title.lowercased().unicodeScalars.prefix(80) {
            switch scalar {
            case "a"..."z", "0"..."9": id.unicodeScalars.append(scalar)
            case _ where scalar.properties.isAlphabetic: id += "u" + Figures.hex(scalar.value)
            default: if id.last != "-" { id += "-" }
            }
        }
        return id
    }

    private mutating func block(_ block: Section.Block) {
        switch block {
        case .paragraph(let runs): paragraph(runs)
        case .heading(let title): element("h3", ["dir": "auto"], text: title)
        case .table(let table, let caption, _): self.table(table, caption: caption)
        case .callout(let runs): element("div", ["class": "callout", "role": "note"]) { $0.paragraph(runs) }
        case .list(let items):
            element("ul") { writer in
                for runs in items { writer.element("li", ["dir": "auto"]) { $0.runs(runs) } }
            }
        case .bar(let bar): self.bar(bar)
        }
    }

    /// A paragraph of runs.
    mutating func paragraph(_ runs: [TextRun]) {
        let quiet = runs.allSatisfy { $0.style == .aside }
        element("p", quiet ? ["class": "aside", "dir": "auto"] : ["dir": "auto"]) { $0.runs(runs, quiet: quiet) }
    }

    /// Runs with what their style means.
    mutating func runs(_ runs: [TextRun], quiet: Bool = false) {
        for run in runs where !run.text.isEmpty {
            for (index, line) in run.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { empty("br") }
                if !line.isEmpty { self.run(String(line), run.style, quiet: quiet) }
            }
        }
    }

    private mutating func run(_ text: String, _ style: TextStyle, quiet: Bool) {
        switch style.mark {
        case .underline: return element("mark", text: text)
        case .dotted: return element("span", ["class": "hedge"], text: text)
        case .dashed: return element("span", ["class": "repetition"], text: text)
        case .none, .boxed: break
        }
        switch style.face {
        case .bold: element("strong", text: text)
        case .oblique: element("span", ["class": "said"], text: text)
        case .regular where style.ink == .grey && !quiet: element("span", ["class": "aside"], text: text)
        case .regular: write(text)
        }
    }

    /// A table with its caption; headers say what they head.
    mutating func table(_ table: Table, caption: String) {
        guard !table.rows.isEmpty else { return }
        element("div", ["class": "scroll", "role": "group", "aria-label": caption, "tabindex": "0"]) { writer in
            writer.element("table") { writer in
                writer.element("caption", ["dir": "auto"], text: caption)
                writer.element("thead") { writer in
                    writer.element("tr") { writer in
                        for column in table.columns {
                            let title = column.title.isEmpty ? Texts["report.number"] : column.title
                            writer.element(
                                "th",
                                Self.side(column, ["scope": "col"], ["scope": "col", "class": "right"]),
                                text: title
                            )
                        }
                    }
                }
                writer.element("tbody") { writer in
                    for row in table.rows { writer.row(row, table.columns) }
                }
            }
        }
    }

    private mutating func row(_ cells: [Table.Cell], _ columns: [Table.Column]) {
        element("tr") { writer in
            for (index, (cell, column)) in zip(cells, columns).enumerated() {
                let attributes: KeyValuePairs<String, String> =
                    index == 0
                    ? Self.side(column, ["scope": "row", "dir": "auto"], ["scope": "row", "class": "right"])
                    : Self.side(column, ["dir": "auto"], ["class": "right"])
                writer.element(index == 0 ? "th" : "td", attributes) { writer in
                    if let sign = cell.sign {
                        writer.element("span", ["class": "sign"]) { writer in
                            writer.element("span", ["aria-hidden": "true"], text: Self.character(sign) + " ")
                            writer.runs(cell.runs)
                        }
                    } else {
                        writer.runs(cell.runs, quiet: cell.runs.allSatisfy { $0.style == .aside })
                    }
                }
            }
        }
    }

    private static func side(
        _ column: Table.Column,
        _ left: KeyValuePairs<String, String>,
        _ right: KeyValuePairs<String, String>
    ) -> KeyValuePairs<String, String> {
        if case .right = column.align { right } else { left }
    }

    /// A sign as a character; the word beside it says the same.
    private static func character(_ sign: Sign) -> String {
        switch sign {
        case .yes: "✓"
        case .partly: "◐"
        case .no: "○"
        case .change: "↑"
        }
    }
}
