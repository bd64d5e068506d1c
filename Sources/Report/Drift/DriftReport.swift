import Catalogue
package import Model

extension ReportRenderer {
    /// What scoring stored answers again changed, as PDF bytes: one page, or a few for long rubrics.
    package func render(_ drift: DriftTable, version: String) throws(ReportError) -> [UInt8] {
        let drift = drift.read
        var flow = Flow(try canvas())
        flow.paragraph([TextRun(Texts["report.rescored"], .title)])
        flow.gap(6)
        flow.paragraph(Self.summary(of: drift), .body)
        flow.section(Texts["report.whoScored"])
        flow.table(Self.judges(drift))
        flow.section(Texts["report.whatChanged"])
        flow.paragraph(
            Texts["report.driftText"],
            .aside
        )
        flow.gap(4)
        flow.table(Self.changes(drift))
        if !drift.nearness.isEmpty {
            flow.section(Texts["report.nearer"])
            flow.paragraph(Self.people(drift), .body)
            flow.gap(4)
            flow.table(Self.nearness(drift))
        }
        if drift.distribution.contains(where: { $0.before + $0.after > 0 }) {
            flow.section(Texts["report.bands"])
            flow.table(Self.bands(drift))
        }
        for group in drift.groups where group.rows.count > 1 {
            flow.section(Texts["report.groupBy", ["a": "\(group.by)"]])
            flow.table(Self.group(group))
        }
        if !drift.movers.isEmpty {
            flow.section(Texts["report.largest"])
            flow.table(Self.movers(drift))
        }
        var furniture = Furniture(
            title: Texts["report.rescored"],
            author: nil,
            subject: Texts["report.driftOf", ["a": Texts.count("count.answer", drift.answers)]],
            version: version,
            date: drift.date
        )
        furniture.note(drift.id, pages: 0..<flow.canvas.pageCount)
        return try furniture.finish(&flow)
    }

    private static func summary(of drift: DriftTable) -> String {
        var parts = [Texts["report.nRescored", ["a": Texts.count("count.answer", drift.answers)]]]
        if drift.failed > 0 { parts.append(Texts["report.nKept", ["a": "\(drift.failed)"]]) }
        if drift.gained > 0 { parts.append(Texts["report.nGained", ["a": "\(drift.gained)"]]) }
        if drift.lost > 0 { parts.append(Texts["report.nLost", ["a": "\(drift.lost)"]]) }
        return ([parts.joined(separator: "; ") + "."] + verdict(drift)).joined(separator: " ")
    }

    /// What the numbers come to, in sentences that need no statistics.
    private static func verdict(_ drift: DriftTable) -> [String] {
        var sentences: [String] = []
        if let expected = drift.expected {
            let scope =
                drift.sampledFrom.map { Texts["report.ofSample", ["a": "\($0)"]] } ?? Texts["report.ofRescored"]
            sentences.append(
                Texts[
                    "report.meanChanges",
                    ["a": scope, "b": signed(expected.value), "c": signed(expected.low), "d": signed(expected.high)]
                ]
            )
        }
        if let order = drift.correlation {
            let word =
                order.value >= 0.9
                ? Texts["report.orderSame"]
                : order.value >= 0.7 ? Texts["report.orderMostly"] : Texts["report.orderChanges"]
            sentences.append(
                Texts[
                    "report.order",
                    ["a": word, "b": hundredth(order.value), "c": hundredth(order.low), "d": hundredth(order.high)]
                ]
            )
        }
        if let crossing = drift.crossing, crossing.up + crossing.down > 0 {
            sentences.append(
                Texts[
                    "report.crossing",
                    [
                        "a": "\(crossing.up)", "b": tenth(crossing.score), "c": "\(crossing.down)",
                        "d": "\(crossing.passedBefore)", "e": "\(crossing.passedAfter)",
                    ]
                ]
            )
        }
        for one in drift.lone.prefix(6) {
            let which = one.when == "before" ? Texts["report.noLongerJudged"] : Texts["report.firstJudged"]
            sentences.append(Texts["report.lone", ["a": "\(one.title)", "b": which, "c": tenth(one.mean)]])
        }
        return sentences
    }

    private static func people(_ drift: DriftTable) -> String {
        let before = drift.nearness.first { $0.when == "before" }
        guard let before, let after = drift.nearness.first(where: { $0.when == "after" }) else {
            return Texts["report.peopleRated", ["a": "\(drift.nearness.first?.count ?? 0)"]]
        }
        let word =
            after.meanDistance + 0.05 < before.meanDistance
            ? Texts["report.nearerTo"]
            : after.meanDistance > before.meanDistance + 0.05 ? Texts["report.furtherFrom"] : Texts["report.asNearTo"]
        return Texts[
            "report.nearness",
            ["a": word, "b": "\(after.count)", "c": tenth(after.meanDistance), "d": tenth(before.meanDistance)]
        ]
    }

    private static func nearness(_ drift: DriftTable) -> Table {
        let columns = [
            Table.Column(title: Texts["report.scores"], share: 1.4),
            Table.Column(title: Texts["report.answersColumn"], share: 1, align: .right),
            Table.Column(title: Texts["report.offBy"], share: 1, align: .right),
            Table.Column(title: Texts["report.tooHighBy"], share: 1.2, align: .right),
            Table.Column(title: Texts["report.kappa"], share: 1.5, align: .right),
            Table.Column(title: "ICC(2,1)", share: 1, align: .right),
        ]
        let rows = drift.nearness.map { near in
            [
                Table.Cell(Texts[near.when == "before" ? "report.before" : "report.after"]),
                Table.Cell("\(near.count)"), Table.Cell(tenth(near.meanDistance)),
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
            [Table.Cell(Texts["report.before"])] + drift.distribution.map { Table.Cell("\($0.before)") },
            [Table.Cell(Texts["report.after"])] + drift.distribution.map { Table.Cell("\($0.after)") },
        ]
        return Table(columns: columns, rows: rows)
    }

    private static func group(_ group: DriftTable.Group) -> Table {
        let columns = [
            Table.Column(title: "", share: 4),
            Table.Column(title: Texts["report.answersColumn"], share: 1, align: .right),
            Table.Column(title: Texts["report.beforeColumn"], share: 1, align: .right),
            Table.Column(title: Texts["report.afterColumn"], share: 1, align: .right),
            Table.Column(title: Texts["report.changeTitle"], share: 1, align: .right),
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
            Table.Column(title: Texts["report.when"], share: 1),
            Table.Column(title: Texts["report.judgeAndRubric"], share: 6),
            Table.Column(title: Texts["report.answersColumn"], share: 1, align: .right),
        ]
        let rows = [(Texts["report.before"], drift.before), (Texts["report.after"], drift.after)].flatMap {
            when,
            judges in
            judges.prefix(8).map { [Table.Cell(when), Table.Cell($0.name), Table.Cell("\($0.count)")] }
        }
        return Table(columns: columns, rows: rows)
    }

    private static func changes(_ drift: DriftTable) -> Table {
        let columns = [
            Table.Column(title: "", share: 4),
            Table.Column(title: Texts["report.answersColumn"], share: 1.3, align: .right),
            Table.Column(title: Texts["report.beforeColumn"], share: 1.3, align: .right),
            Table.Column(title: Texts["report.afterColumn"], share: 1.3, align: .right),
            Table.Column(title: Texts["report.changeTitle"], share: 1.3, align: .right),
            Table.Column(title: Texts["report.spread"], share: 1.3, align: .right),
            Table.Column(title: Texts["report.upDown"], share: 1.6, align: .right),
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
            Table.Column(title: Texts["report.answerColumn"], share: 3.4),
            Table.Column(title: Texts["report.movedMost"], share: 2.6),
            Table.Column(title: Texts["report.beforeColumn"], share: 1, align: .right),
            Table.Column(title: Texts["report.afterColumn"], share: 1, align: .right),
            Table.Column(title: Texts["report.changeTitle"], share: 1, align: .right),
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
