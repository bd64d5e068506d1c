import Model

/// Two takes as a table of plain text.
struct TakeTable {
    private let comparison: TakeComparison

    /// The table of one comparison.
    init(_ comparison: TakeComparison) { self.comparison = comparison }

    /// The text: one line per measure with both figures, the change, and what to know about it.
    var text: String {
        let head = ["Measure", "First", "Second", "Change"]
        let rows = comparison.rows.map { row in
            [row.measure, figure(row.before, row), figure(row.after, row), change(row)]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([head] + rows).enumerated().map { index, cells in
            let line = cells.enumerated().map { column, cell in
                let blank = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + blank : blank + cell
            }.joined(separator: "  ")
            let note = index == 0 ? "" : comparison.rows[index - 1].note
            return note.isEmpty ? line : "\(line)  \(note)"
        }
        return lines.joined(separator: "\n")
    }

    private func change(_ row: TakeComparison.Row) -> String {
        guard let change = row.change else { return "–" }
        return (change > 0 ? "+" : change < 0 ? "-" : "") + figure(abs(change), row)
    }

    private func figure(_ value: Double?, _ row: TakeComparison.Row) -> String {
        guard let value, value.isFinite, abs(value) < 1e9 else { return "–" }
        let tenths = Int((value * 10).rounded())
        return row.decimals == 0 ? String(Int(value.rounded())) : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
