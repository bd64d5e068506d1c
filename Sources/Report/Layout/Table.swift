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

    /// A sign drawn before the text of a cell.
    enum Sign: Sendable {
        case yes, partly, no
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

    static let gutter = 12.0
    static let padding = 3.5
    static let signWidth = 13.0
}

extension Flow {
    /// Draws a table at the cursor.
    mutating func table(_ table: Table) {
        guard !table.rows.isEmpty else { return }
        let places = Flow.places(table.columns)
        var header: [[Line]] = []
        for (column, place) in zip(table.columns, places) {
            header.append(typeset([TextRun(column.title, .smallStrong.inked(.grey))], width: place.width))
        }
        var started = false
        for row in table.rows {
            var cells: [[Line]] = []
            for (cell, place) in zip(row, places) {
                cells.append(typeset(cell.runs, width: place.width - (cell.sign == nil ? 0 : Table.signWidth)))
            }
            let full = (cells.map(Line.height).max() ?? 0) + 2 * Table.padding
            let head = (header.map(Line.height).max() ?? 0) + 6
            let keep = min(full, 5 * 11 + 2 * Table.padding)
            if !started {
                need(head + min(full, Flow.bottom - Flow.top - head))
                drawHeader(header, table, places)
                started = true
            } else if full > room, full <= Flow.bottom - Flow.top - head || keep > room {
                newPage()
                drawHeader(header, table, places)
            }
            draw(row: row, cells: cells, table: table, places: places, header: header)
        }
        y += 4
    }

    private mutating func drawHeader(_ header: [[Line]], _ table: Table, _ places: [(x: Double, width: Double)]) {
        let top = y
        for (index, lines) in header.enumerated() {
            y = top
            for line in lines {
                canvas.draw(line, x: Flow.start(of: line, in: places[index], table.columns[index].align), y: y)
                y += line.leading
            }
        }
        y = top + (header.map(Line.height).max() ?? 0) + 3
        canvas.line(from: (Flow.left, y), to: (Flow.left + Flow.width, y), ink: .grey, thickness: 0.6)
        y += 1
    }

    private mutating func draw(
        row: [Table.Cell],
        cells: [[Line]],
        table: Table,
        places: [(x: Double, width: Double)],
        header: [[Line]]
    ) {
        y += Table.padding
        let depth = cells.map(\.count).max() ?? 0
        for index in 0..<depth {
            let leading = cells.compactMap { $0.indices.contains(index) ? $0[index].leading : nil }.max() ?? 11
            if leading > room {
                newPage()
                drawHeader(header, table, places)
                y += Table.padding
            }
            for (column, lines) in cells.enumerated() where lines.indices.contains(index) {
                var place = places[column]
                if let sign = row[column].sign {
                    if index == 0 { draw(sign, x: place.x + 4, y: y + 5.4) }
                    place = (place.x + Table.signWidth, place.width - Table.signWidth)
                }
                canvas.draw(lines[index], x: Flow.start(of: lines[index], in: place, table.columns[column].align), y: y)
            }
            y += leading
        }
        y += Table.padding
        canvas.line(from: (Flow.left, y), to: (Flow.left + Flow.width, y), ink: .rule, thickness: 0.4)
    }

    /// Draws a sign for yes (a tick on a disc), partly (a half disc) or no (a dash in a ring): told apart by shape.
    mutating func draw(_ sign: Table.Sign, x: Double, y: Double) {
        let radius = 4.2
        switch sign {
        case .yes:
            canvas.disc(x: x, y: y, radius: radius, fill: .blue)
            canvas.path([(x - 2.1, y + 0.1), (x - 0.6, y + 1.7), (x + 2.2, y - 1.6)], ink: .white, thickness: 1.1)
        case .partly:
            canvas.disc(x: x, y: y, radius: radius - 0.45, stroke: .blue)
            let steps = (0...12).map { Double($0) * .pi / 12 }
            let arc = steps.map { (x: x - (radius - 0.45) * Flow.sine($0), y: y - (radius - 0.45) * Flow.sine($0 + .pi / 2)) }
            canvas.polygons([arc], ink: .blue)
        case .no:
            canvas.disc(x: x, y: y, radius: radius - 0.45, stroke: .orange)
            canvas.line(from: (x - 2, y), to: (x + 2, y), ink: .orange, thickness: 1.1)
        }
    }

    private static func places(_ columns: [Table.Column]) -> [(x: Double, width: Double)] {
        let shares = columns.reduce(0) { $0 + $1.share }
        let usable = Flow.width - Table.gutter * Double(columns.count - 1)
        var x = Flow.left
        return columns.map { column in
            let width = usable * column.share / shares
            defer { x += width + Table.gutter }
            return (x, width)
        }
    }

    private static func start(of line: Line, in place: (x: Double, width: Double), _ align: Alignment) -> Double {
        switch align {
        case .left: place.x
        case .center: place.x + (place.width - line.width) / 2
        case .right: place.x + place.width - line.width
        }
    }

    /// Sine by its series, good to 1e-6 on −π…2π: enough for a drawing, and the same everywhere.
    private static func sine(_ angle: Double) -> Double {
        let x = angle > .pi ? angle - 2 * .pi : angle
        var term = x
        var sum = x
        for n in 1...9 {
            term *= -x * x / Double((2 * n) * (2 * n + 1))
            sum += term
        }
        return sum
    }
}
