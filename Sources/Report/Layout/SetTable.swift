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
