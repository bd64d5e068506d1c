package import Model

extension ReportRenderer {
    /// What scoring stored answers again changed, as PDF bytes: one page, or a few for long rubrics.
    package func render(_ drift: DriftTable, version: String) throws(ReportError) -> [UInt8] {
        var flow = Flow(try canvas())
        flow.paragraph([TextRun("Scored again", .title)])
        flow.gap(6)
        flow.paragraph(Self.summary(of: drift), .body)
        flow.section("Who scored")
        flow.table(Self.judges(drift))
        flow.section("What changed")
        flow.paragraph(
            "Changes are after minus before, in points of 100; the spread is their standard deviation.",
            .aside
        )
        flow.gap(4)
        flow.table(Self.changes(drift))
        if !drift.movers.isEmpty {
            flow.section("Largest changes")
            flow.table(Self.movers(drift))
        }
        var furniture = Furniture(
            title: "Scored again",
            author: nil,
            subject: "Drift of \(Figures.count(drift.answers, "answer"))",
            version: version,
            date: drift.date
        )
        furniture.note(drift.id, pages: 0..<flow.canvas.pageCount)
        return try furniture.finish(&flow)
    }

    private static func summary(of drift: DriftTable) -> String {
        var parts = ["\(Figures.count(drift.answers, "answer")) scored again"]
        if drift.failed > 0 { parts.append("\(drift.failed) kept their old results because something failed") }
        if drift.gained > 0 { parts.append("\(drift.gained) have a score that had none") }
        if drift.lost > 0 { parts.append("\(drift.lost) have no score any more") }
        return parts.joined(separator: "; ") + "."
    }

    private static func judges(_ drift: DriftTable) -> Table {
        let columns = [
            Table.Column(title: "When", share: 1), Table.Column(title: "Judge and rubric", share: 6),
            Table.Column(title: "Answers", share: 1, align: .right),
        ]
        let rows = [("before", drift.before), ("after", drift.after)].flatMap { when, judges in
            judges.prefix(8).map { [Table.Cell(when), Table.Cell($0.name), Table.Cell("\($0.count)")] }
        }
        return Table(columns: columns, rows: rows)
    }

    private static func changes(_ drift: DriftTable) -> Table {
        let columns = [
            Table.Column(title: "", share: 4), Table.Column(title: "Answers", share: 1.3, align: .right),
            Table.Column(title: "Before", share: 1.3, align: .right),
            Table.Column(title: "After", share: 1.3, align: .right),
            Table.Column(title: "Change", share: 1.3, align: .right),
            Table.Column(title: "Spread", share: 1.3, align: .right),
            Table.Column(title: "Up / down", share: 1.6, align: .right),
        ]
        let rows = drift.rows.map { row in
            [
                Table.Cell(row.title, row.id == "score" ? .smallStrong : .small), Table.Cell("\(row.count)"),
                Table.Cell(tenth(row.meanBefore)), Table.Cell(tenth(row.meanAfter)),
                Table.Cell(signed(row.meanChange)), Table.Cell(tenth(row.spread)),
                Table.Cell("\(row.up) / \(row.down)"),
            ]
        }
        return Table(columns: columns, rows: rows)
    }

    private static func movers(_ drift: DriftTable) -> Table {
        let columns = [
            Table.Column(title: "Answer", share: 5), Table.Column(title: "Before", share: 1, align: .right),
            Table.Column(title: "After", share: 1, align: .right),
            Table.Column(title: "Change", share: 1, align: .right),
        ]
        let rows = drift.movers.map { mover in
            [
                Table.Cell(mover.answer), Table.Cell(tenth(mover.before)), Table.Cell(tenth(mover.after)),
                Table.Cell(signed(mover.change)),
            ]
        }
        return Table(columns: columns, rows: rows)
    }

    private static func tenth(_ value: Double) -> String {
        let tenths = Int((max(-1e6, min(1e6, value.isFinite ? value : 0)) * 10).rounded())
        return (tenths < 0 ? "−" : "") + "\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    private static func signed(_ value: Double) -> String { (value >= 0.05 ? "+" : "") + tenth(value) }
}
