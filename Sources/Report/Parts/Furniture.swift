import Interview

/// What stands at the edge of every page, and the document's own description.
struct Furniture {
    private let content: ReportContent

    /// The furniture of one report.
    init(_ content: ReportContent) { self.content = content }

    /// The report's title, for the document and the running header.
    var title: String {
        let name = content.answer.candidate.flatMap { $0.isEmpty ? nil : $0 }
        return name.map { "Interview debrief: \($0)" } ?? "Interview debrief"
    }

    /// Draws headers and footers on all pages and closes the file.
    func finish(_ flow: inout Flow) throws(ReportError) -> [UInt8] {
        let day = CalendarDay(content.date)
        let pages = flow.canvas.pageCount
        for page in 0..<pages {
            flow.canvas.turn(to: page)
            if page > 0 { header(day, on: &flow) }
            footer(page: page, of: pages, on: &flow)
        }
        let question = content.answer.question.text
        flow.canvas.describe(
            title: title,
            author: content.answer.candidate,
            subject: question.isEmpty ? "Feedback on a recorded interview answer" : question,
            creator: "Debrief \(content.version)",
            date: day
        )
        return try flow.canvas.finish()
    }

    private func header(_ day: CalendarDay, on flow: inout Flow) {
        let right = Flow.left + Flow.width
        flow.label(title, .aside, x: Flow.left, y: 34, width: Flow.width - 130)
        flow.label(day.text, .aside, x: right, y: 34, align: .right)
        flow.canvas.line(from: (Flow.left, 48), to: (right, 48), ink: .rule, thickness: 0.5)
    }

    private func footer(page: Int, of pages: Int, on flow: inout Flow) {
        let right = Flow.left + Flow.width
        let y = Canvas.height - 40
        flow.canvas.line(from: (Flow.left, y - 4), to: (right, y - 4), ink: .rule, thickness: 0.5)
        let id = content.answer.id.rawValue
        flow.label("Debrief \(content.version) · \(id)", .aside, x: Flow.left, y: y, width: Flow.width - 90)
        flow.label("Page \(page + 1) of \(pages)", .aside, x: right, y: y, align: .right)
        let remarks = flow.canvas.remarks[page]
        var notes: [String] = []
        if remarks.contains(.replaced) {
            notes.append("Boxed codes: no font here has these characters; the JSON has the full text.")
        }
        if remarks.contains(.unshaped) {
            notes.append("Joined and right-to-left letters stand in logical order.")
        }
        if !notes.isEmpty {
            flow.label(notes.joined(separator: " "), .aside, x: Flow.left, y: y + 11, width: Flow.width)
        }
    }
}
