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
