/// A cursor down the pages: text and tables go where it stands, and it starts new pages as they are needed.
struct Flow: ~Copyable {
    /// The left edge of the text in points.
    static let left = 48.0
    /// The width of the text in points.
    static let width = Canvas.width - 2 * left
    /// Where text starts on a page.
    static let top = 64.0
    /// Where text ends on a page.
    static let bottom = Canvas.height - 58

    /// What is drawn on.
    var canvas: Canvas
    /// The cursor: points from the top of the page.
    var y = Flow.top
    /// Where the last section heading ended: right below it no space is left.
    private var headed = -1.0

    /// A flow that starts on a first page.
    init(_ canvas: consuming Canvas) {
        self.canvas = canvas
        self.canvas.addPage()
    }

    /// Points left on the page.
    var room: Double { Flow.bottom - y }

    /// Starts a new page unless `height` points are left; what is taller than a page starts where it stands.
    mutating func need(_ height: Double) {
        if height > room, y > Flow.top { newPage() }
    }

    /// Starts a new page.
    mutating func newPage() {
        canvas.addPage()
        y = Flow.top
    }

    /// Leaves some space, none at the top of a page.
    mutating func gap(_ points: Double) {
        if y > Flow.top, y != headed { y += points }
    }

    /// A section's heading with its bookmark, kept on one page with `keep` points of what follows.
    mutating func section(_ title: String, keep: Double = 60) {
        gap(22)
        need(30 + keep)
        canvas.bookmark(title, y: y - 8)
        let lines = typeset([TextRun(title, .section)])
        draw(lines, x: Flow.left)
        y += 2
        canvas.line(from: (Flow.left, y), to: (Flow.left + Flow.width, y), ink: .blue, thickness: 0.8)
        y += 8
        headed = y
    }

    /// The heading of a part of a section, kept with `keep` points of what follows.
    mutating func subsection(_ title: String, keep: Double = 40) {
        gap(8)
        let lines = typeset([TextRun(title, .subsection)])
        need(height(of: lines) + 3 + keep)
        draw(lines, x: Flow.left)
        y += 3
    }

    /// A paragraph over the full width, or within a column; continues on the next page when it must.
    mutating func paragraph(_ runs: [TextRun], x: Double = Flow.left, width: Double = Flow.width) {
        put(typeset(runs, width: width), x: x)
    }

    /// A paragraph in one style.
    mutating func paragraph(_ text: String, _ style: TextStyle = .body) { paragraph([TextRun(text, style)]) }

    /// Sets lines one under the other over as many pages as they take, never leaving one line alone.
    mutating func put(_ lines: [Line], x: Double) {
        for (index, line) in lines.enumerated() {
            let left = lines.count - index
            // Two lines stay together at the start and at the end of a paragraph.
            let together = (index == 0 && left > 1) || left == 2 ? 2.0 : 1.0
            need(line.leading * (left == 3 && index == 0 ? 3 : together))
            canvas.draw(line, x: x, y: y)
            y += line.leading
        }
    }

    /// Sets lines at the cursor without looking at the page's end; the caller has made room.
    mutating func draw(_ lines: [Line], x: Double) {
        for line in lines {
            canvas.draw(line, x: x, y: y)
            y += line.leading
        }
    }

    /// Breaks runs into lines.
    mutating func typeset(_ runs: [TextRun], width: Double = Flow.width) -> [Line] {
        Typesetter.lines(runs, width: width, on: &canvas)
    }

    /// The height of some lines.
    func height(of lines: [Line]) -> Double { Line.height(lines) }

    /// Draws one line of short text at a place, whatever the cursor; too long text is cut with an ellipsis.
    mutating func label(
        _ text: String,
        _ style: TextStyle,
        x: Double,
        y: Double,
        align: Alignment = .left,
        width: Double = .infinity
    ) {
        let lines = clamp([TextRun(text, style)], width: min(width, 2000), to: 1).lines
        guard var line = lines.first else { return }
        line.indent = 0
        let shift =
            switch align {
            case .left: 0.0
            case .center: line.width / 2
            case .right: line.width
            }
        canvas.draw(line, x: x - shift, y: y)
    }

    /// Where text stands relative to its place.
    enum Alignment: Sendable {
        case left, center, right
    }
}
