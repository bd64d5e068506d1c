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
        if !drift.nearness.isEmpty {
            flow.section("Nearer to people?")
            flow.paragraph(Self.people(drift), .body)
            flow.gap(4)
            flow.table(Self.nearness(drift))
        }
        if drift.distribution.contains(where: { $0.before + $0.after > 0 }) {
            flow.section("Scores in bands of ten")
            flow.table(Self.bands(drift))
        }
        for group in drift.groups where group.rows.count > 1 {
            flow.section("By \(group.by)")
            flow.table(Self.group(group))
        }
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
        return ([parts.joined(separator: "; ") + "."] + verdict(drift)).joined(separator: " ")
    }

    /// What the numbers come to, in sentences that need no statistics.
    private static func verdict(_ drift: DriftTable) -> [String] {
        var sentences: [String] = []
        if let expected = drift.expected {
            let scope =
                drift.sampledFrom.map { "of all \($0) answers the sample stands for" } ?? "of the answers scored again"
            sentences.append(
                "The mean score \(scope) changes by \(signed(expected.value)) points (95 % interval "
                    + "\(signed(expected.low)) to \(signed(expected.high)))."
            )
        }
        if let order = drift.correlation {
            let word =
                order.value >= 0.9 ? "stays almost the same" : order.value >= 0.7 ? "mostly stays" : "changes a lot"
            sentences.append(
                "The order of the answers \(word) (Spearman \(hundredth(order.value)), "
                    + "\(hundredth(order.low)) to \(hundredth(order.high)))."
            )
        }
        if let crossing = drift.crossing, crossing.up + crossing.down > 0 {
            sentences.append(
                "\(crossing.up) answers rise to \(tenth(crossing.score)) points or more, \(crossing.down) fall below; "
                    + "\(crossing.passedBefore) were there before, \(crossing.passedAfter) are now."
            )
        }
        for one in drift.lone.prefix(6) {
            let which = one.when == "before" ? "is no longer judged" : "is judged for the first time"
            sentences.append("\"\(one.title)\" \(which) (mean \(tenth(one.mean))).")
        }
        return sentences
    }

    private static func people(_ drift: DriftTable) -> String {
        let before = drift.nearness.first { $0.when == "before" }
        guard let before, let after = drift.nearness.first(where: { $0.when == "after" }) else {
            return "People rated \(drift.nearness.first?.count ?? 0) of these answers."
        }
        let word =
            after.meanDistance + 0.05 < before.meanDistance
            ? "nearer to" : after.meanDistance > before.meanDistance + 0.05 ? "further from" : "as near to"
        return "The new scores are \(word) those people gave \(after.count) of these answers: off by "
            + "\(tenth(after.meanDistance)) points on average, before by \(tenth(before.meanDistance))."
    }

    private static func nearness(_ drift: DriftTable) -> Table {
        let columns = [
            Table.Column(title: "Scores", share: 1.4), Table.Column(title: "Answers", share: 1, align: .right),
            Table.Column(title: "Off by", share: 1, align: .right),
            Table.Column(title: "Too high by", share: 1.2, align: .right),
            Table.Column(title: "Weighted kappa", share: 1.5, align: .right),
            Table.Column(title: "ICC(2,1)", share: 1, align: .right),
        ]
        let rows = drift.nearness.map { near in
            [
                Table.Cell(near.when), Table.Cell("\(near.count)"), Table.Cell(tenth(near.meanDistance)),
                Table.Cell(signed(near.meanDifference)), Table.Cell(near.kappa.map(hundredth) ?? "–"),
                Table.Cell(near.icc.map(hundredth) ?? "–"),
            ]
        }
        return Table(columns: columns, rows: rows)
    }

    private static func bands(_ drift: DriftTable) -> Table {
        let columns =
            [Table.Column(title: "", share: 1.3)]
            + drift.distribution.map { Table.Column(title: "\($0.from)–", share: 1, align: .right) }
        let rows = [
            [Table.Cell("before")] + drift.distribution.map { Table.Cell("\($0.before)") },
            [Table.Cell("after")] + drift.distribution.map { Table.Cell("\($0.after)") },
        ]
        return Table(columns: columns, rows: rows)
    }

    private static func group(_ group: DriftTable.Group) -> Table {
        let columns = [
            Table.Column(title: "", share: 4), Table.Column(title: "Answers", share: 1, align: .right),
            Table.Column(title: "Before", share: 1, align: .right),
            Table.Column(title: "After", share: 1, align: .right),
            Table.Column(title: "Change", share: 1, align: .right),
        ]
        let rows = group.rows.prefix(5).map { row in
            [
                Table.Cell(row.title, .small), Table.Cell("\(row.count)"), Table.Cell(tenth(row.meanBefore)),
                Table.Cell(tenth(row.meanAfter)), Table.Cell(signed(row.meanChange)),
            ]
        }
        return Table(columns: columns, rows: rows)
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
            Table.Column(title: "Answer", share: 3.4), Table.Column(title: "What moved most", share: 2.6),
            Table.Column(title: "Before", share: 1, align: .right),
            Table.Column(title: "After", share: 1, align: .right),
            Table.Column(title: "Change", share: 1, align: .right),
        ]
        let rows = drift.movers.prefix(10).map { mover in
            [
                Table.Cell(
                    mover.question.map { "\($0.prefix(90)) (\(mover.answer.suffix(6)))" } ?? mover.answer,
                    .small
                ),
                Table.Cell(mover.reason ?? "", .small), Table.Cell(tenth(mover.before)), Table.Cell(tenth(mover.after)),
                Table.Cell(signed(mover.change)),
            ]
        }
        return Table(columns: columns, rows: rows)
    }

    private static func tenth(_ value: Double) -> String {
        let tenths = Int((max(-1e6, min(1e6, value.isFinite ? value : 0)) * 10).rounded())
        return (tenths < 0 ? "−" : "") + "\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    private static func hundredth(_ value: Double) -> String {
        let hundredths = Int((max(-1e6, min(1e6, value.isFinite ? value : 0)) * 100).rounded())
        let digits = String(hundredths.magnitude % 100)
        return (hundredths < 0 ? "−" : "") + "\(hundredths.magnitude / 100)." + (digits.count == 1 ? "0" : "") + digits
    }

    private static func signed(_ value: Double) -> String { (value >= 0.05 ? "+" : "") + tenth(value) }
}
