/// A table whose header row comes again on each page. Rows stay whole where they fit on a page and are split between lines
/// where they do not.
struct Table: Sendable {
    /// One column.
    struct Column: Sendable {
        /// Its header.
        var title: String
        /// Its share of the width.
        var share: Double
        /// Numbers stand to the right.
        var align: Flow.Alignment = .left
    }

    /// One cell.
    struct Cell: Sendable {
        /// Its text.
        var runs: [TextRun]
        /// The sign before it.
        var sign: Sign?

        /// A cell with runs.
        init(_ runs: [TextRun], sign: Sign? = nil) {
            self.runs = runs
            self.sign = sign
        }

        /// A cell with text in one style.
        init(_ text: String, _ style: TextStyle = .small, sign: Sign? = nil) {
            self.init([TextRun(text, style)], sign: sign)
        }
    }

    /// The columns, left to right.
    var columns: [Column]
    /// The rows.
    var rows: [[Cell]]

    /// Space between columns in points.
    static let gutter = 12.0
    /// Space above and below the text of a row.
    static let padding = 3.5
    /// Space a sign takes.
    static let signWidth = 13.0
    /// Tables up to this height stay on one page.
    static let whole = 160.0
}

/// A table broken into lines, so that its height is known before it is drawn.
struct SetTable: Sendable {
    /// A column's left edge and width.
    typealias Place = (x: Double, width: Double)

    /// What was set.
    let table: Table
    /// The columns' places.
    let places: [Place]
    /// The header's lines by column.
    let header: [[Line]]
    /// Each row's lines by column.
    let rows: [[[Line]]]

    /// Breaks the cells of a table into lines.
    init(_ table: Table, on flow: inout Flow) {
        self.table = table
        places = Self.places(table.columns)
        var header: [[Line]] = []
        for (column, place) in zip(table.columns, places) {
            header.append(flow.typeset([TextRun(column.title, .smallStrong.inked(.grey))], width: place.width))
        }
        self.header = header
        var rows: [[[Line]]] = []
        for row in table.rows {
            var cells: [[Line]] = []
            for (cell, place) in zip(row, places) {
                cells.append(flow.typeset(cell.runs, width: place.width - (cell.sign == nil ? 0 : Table.signWidth)))
            }
            rows.append(cells)
        }
        self.rows = rows
    }

    /// The header's height with its line.
    var headerHeight: Double { (header.map(Line.height).max() ?? 0) + 4 }

    /// A row's height.
    func height(ofRow row: Int) -> Double { (rows[row].map(Line.height).max() ?? 0) + 2 * Table.padding }

    /// The height of everything on one page.
    var height: Double { rows.indices.reduce(headerHeight) { $0 + height(ofRow: $1) } }

    /// How much of it must stand below its heading: all of a small table, the first row of a large one.
    var keep: Double { height <= Table.whole ? height : headerHeight + min(rows.isEmpty ? 0 : height(ofRow: 0), 120) }

    /// Where a line starts in a column.
    func start(of line: Line, column: Int) -> Double {
        let place = places[column]
        return switch table.columns[column].align {
        case .left: place.x
        case .center: place.x + (place.width - line.width) / 2 - line.indent
        case .right: place.x + place.width - line.width - line.indent
        }
    }

    private static func places(_ columns: [Table.Column]) -> [Place] {
        let shares = columns.reduce(0) { $0 + $1.share }
        let usable = Flow.width - Table.gutter * Double(columns.count - 1)
        var x = Flow.left
        return columns.map { column in
            let width = usable * column.share / shares
            defer { x += width + Table.gutter }
            return (x, width)
        }
    }
}

extension Flow {
    /// Draws a table at the cursor, under a heading of its own if it has one. Small tables stay on one page, and a heading
    /// stays with its first rows.
    mutating func table(_ table: Table, title: String? = nil) {
        guard !table.rows.isEmpty else { return }
        let set = SetTable(table, on: &self)
        let keep = set.keep
        if let title { subsection(title, keep: keep) } else { need(keep) }
        drawHeader(set)
        for row in table.rows.indices {
            let full = set.height(ofRow: row)
            // A row taller than a page starts where it stands and is split between lines.
            if full > room, full <= Flow.bottom - Flow.top - set.headerHeight {
                newPage()
                drawHeader(set)
            }
            draw(row: row, of: set)
        }
        y += 8
    }

    private mutating func drawHeader(_ set: SetTable) {
        for (column, lines) in set.header.enumerated() {
            var top = y
            for line in lines {
                canvas.draw(line, x: set.start(of: line, column: column), y: top)
                top += line.leading
            }
        }
        y += set.headerHeight - 1
        canvas.line(from: (Flow.left, y), to: (Flow.left + Flow.width, y), ink: .grey, thickness: 0.6)
        y += 1
    }

    private mutating func draw(row: Int, of set: SetTable) {
        y += Table.padding
        let cells = set.rows[row]
        for index in 0..<(cells.map(\.count).max() ?? 0) {
            let leading = cells.compactMap { $0.indices.contains(index) ? $0[index].leading : nil }.max() ?? 11
            if leading > room {
                newPage()
                drawHeader(set)
                y += Table.padding
            }
            for (column, lines) in cells.enumerated() where lines.indices.contains(index) {
                let sign = set.table.rows[row][column].sign
                if let sign, index == 0 { draw(sign, x: set.places[column].x + 4, y: y + 5.4) }
                let x = set.start(of: lines[index], column: column) + (sign == nil ? 0 : Table.signWidth)
                canvas.draw(lines[index], x: x, y: y)
            }
            y += leading
        }
        y += Table.padding
        canvas.line(from: (Flow.left, y), to: (Flow.left + Flow.width, y), ink: .rule, thickness: 0.4)
    }
}
