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
