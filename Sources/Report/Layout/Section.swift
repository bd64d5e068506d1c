/// A part of a report as text and tables, the same for every medium: the PDF draws it, the HTML page writes it.
struct Section: Sendable {
    /// Something that stands in a section.
    enum Block: Sendable {
        /// Running text; line feeds break lines.
        case paragraph([TextRun])
        /// The heading of what follows.
        case heading(String)
        /// A table; its caption is shown above it when `titled`, and is always there for readers who do not see.
        case table(Table, caption: String, titled: Bool)
        /// Something that must be seen.
        case callout([TextRun])
        /// Sentences that stand each for itself.
        case list([[TextRun]])
        /// A bar of shares of one whole.
        case bar(ShareBar)
    }

    /// Its heading.
    var title: String
    /// Points that must stand below the heading on the same page.
    var keep = 60.0
    /// What stands in it, in order.
    var blocks: [Block] = []

    /// Adds running text in one style; empty text is left out.
    mutating func add(_ text: String, _ style: TextStyle = .body) {
        if !text.isEmpty { blocks.append(.paragraph([TextRun(text, style)])) }
    }

    /// Adds a table; one without rows is left out.
    mutating func add(_ table: Table, caption: String, titled: Bool = false) {
        if !table.rows.isEmpty { blocks.append(.table(table, caption: caption, titled: titled)) }
    }
}

extension Flow {
    /// Draws a section where the cursor stands.
    mutating func draw(_ section: Section) {
        self.section(section.title, keep: section.keep)
        for block in section.blocks {
            switch block {
            case .paragraph(let runs):
                paragraph(runs)
                gap(4)
            case .heading(let title): subsection(title)
            case .table(let table, let caption, let titled): self.table(table, title: titled ? caption : nil)
            case .callout(let runs): callout(runs)
            case .list(let items): list(items)
            case .bar(let bar): bar.draw(on: &self)
            }
        }
    }

    private mutating func list(_ items: [[TextRun]]) {
        for runs in items {
            let lines = typeset(runs, width: Flow.width - 12)
            need(min(height(of: lines), 33))
            canvas.disc(x: Flow.left + 3, y: y + 5.8, radius: 1.3, fill: .grey)
            put(lines, x: Flow.left + 12)
            gap(3)
        }
    }
}
