import Core
package import FoundationEssentials

/// A plain document in one column that programs read as well as people do: a résumé. No pictures, no tables, no running heads.
package struct PlainSheet: Sendable, Hashable {
    /// What a line is.
    package enum Kind: Sendable, Hashable {
        /// The name at the top.
        case title
        /// The heading of a section.
        case heading
        /// The first line of an entry, such as a job; it stays with the two lines below it.
        case entry
        /// Running text.
        case paragraph
        /// A point of a list.
        case point
    }

    /// One line; long ones are wrapped.
    package struct Line: Sendable, Hashable {
        /// What it is.
        package var kind: Kind
        /// Its words.
        package var text: String

        /// A line.
        package init(_ kind: Kind, _ text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// The title in the file's description.
    package var title: String
    /// Its lines.
    package var lines: [Line]

    /// A document.
    package init(title: String, lines: [Line]) {
        self.title = title
        self.lines = lines
    }
}

extension ReportRenderer {
    /// The document as PDF bytes, every line of it however many pages it takes.
    ///
    /// - Throws: `report.failed` when libharu fails.
    package func render(_ sheet: PlainSheet, date: Date) throws(ReportError) -> [UInt8] {
        var flow = Flow(try canvas())
        for line in sheet.lines {
            switch line.kind {
            case .title: flow.paragraph([TextRun(line.text, TextStyle(face: .bold, size: 18))])
            case .heading: flow.section(line.text, keep: 30)
            case .entry:
                flow.gap(7)
                flow.need(4 * TextStyle.body.leading)
                flow.paragraph([TextRun(line.text, .strong)])
            case .paragraph:
                flow.gap(2)
                flow.paragraph(line.text)
            case .point:
                flow.gap(2)
                flow.need(TextStyle.body.leading)
                let top = flow.y
                flow.paragraph("•")
                flow.y = top
                flow.paragraph([TextRun(line.text, .body)], x: Flow.left + 12, width: Flow.width - 12)
            }
        }
        flow.canvas.describe(
            title: sheet.title,
            author: nil,
            subject: sheet.title,
            creator: "Debrief",
            date: CivilDate(date)
        )
        return try flow.canvas.finish()
    }
}
