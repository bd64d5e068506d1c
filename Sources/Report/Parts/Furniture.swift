import Catalogue
import Core
import FoundationEssentials
import Model

/// What stands at the edge of every page, and the document's own description.
struct Furniture {
    private let title: String
    private let author: String?
    private let subject: String
    private let version: String
    private let day: CivilDate
    /// What the foot of each page names: the answer it is about, and whether it starts there.
    private var owners: [(name: String, starts: Bool)] = []

    /// The furniture of one document.
    init(title: String, author: String?, subject: String, version: String, date: Date) {
        self.title = title
        self.author = author
        self.subject = subject.isEmpty ? Texts["report.subject"] : subject
        self.version = version
        day = CivilDate(date)
    }

    /// The title of a report over one answer, for the document and the running header.
    static func title(_ content: ReportContent) -> String {
        let name = content.answer.candidate.flatMap { $0.isEmpty ? nil : $0 }
        return name.map { Texts["report.titleOf", ["name": $0]] } ?? Texts["report.title"]
    }

    /// What the foot of a page calls an answer: enough of its id to tell it from others; the last part of the report has it whole.
    static func short(_ answer: Answer) -> String {
        Texts["report.answer", ["id": String(answer.id.rawValue.suffix(6))]]
    }

    /// Notes what the next pages are about.
    mutating func note(_ owner: String, pages: Range<Int>) {
        owners += pages.map { (owner, $0 == pages.lowerBound) }
    }

    /// Draws headers and footers on all pages and closes the file.
    func finish(_ flow: inout Flow) throws(ReportError) -> [UInt8] {
        let pages = flow.canvas.pageCount
        for page in 0..<pages {
            flow.canvas.turn(to: page)
            // The first page of an answer has its own heading where others have the running header.
            if !owners[page].starts { header(on: &flow) }
            footer(page: page, of: pages, on: &flow)
        }
        flow.canvas.describe(
            title: title,
            author: author,
            subject: subject,
            creator: "Debrief \(version)",
            date: day
        )
        return try flow.canvas.finish()
    }

    private func header(on flow: inout Flow) {
        let right = Flow.left + Flow.width
        flow.label(title, .aside, x: Flow.left, y: 34, width: Flow.width - 130)
        flow.label(day.shown, .aside, x: right, y: 34, align: .right)
        flow.canvas.line(from: (Flow.left, 48), to: (right, 48), ink: .rule, thickness: 0.5)
    }

    private func footer(page: Int, of pages: Int, on flow: inout Flow) {
        let right = Flow.left + Flow.width
        let y = Canvas.height - 40
        flow.canvas.line(from: (Flow.left, y - 4), to: (right, y - 4), ink: .rule, thickness: 0.5)
        flow.label("Debrief \(version) · \(owners[page].name)", .aside, x: Flow.left, y: y, width: Flow.width - 90)
        flow.label(
            Texts["report.page", ["n": String(page + 1), "all": String(pages)]],
            .aside,
            x: right,
            y: y,
            align: .right
        )
        let remarks = flow.canvas.remarks[page]
        var notes: [String] = []
        if remarks.contains(.replaced) {
            notes.append(Texts["report.boxed"])
        }
        if remarks.contains(.unshaped) {
            notes.append(Texts["report.unjoined"])
        }
        if !notes.isEmpty {
            flow.label(notes.joined(separator: " "), .aside, x: Flow.left, y: y + 11, width: Flow.width)
        }
    }
}
