import Catalogue
import Model

/// Where the answer's time goes: the parts of the story with their seconds, the time to the first point, and what could go.
struct EconomyPart {
    private let economy: AnswerEconomy

    /// The economy of one report; nil when it was not looked at.
    init?(_ content: ReportContent) {
        guard let economy = content.answer.evaluation?.economy else { return nil }
        self.economy = economy
    }

    /// Whether every part has a length in time; else parts are compared by their words.
    private var timed: Bool { !economy.parts.isEmpty && economy.parts.allSatisfy { $0.durationMs != nil } }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.economy"], keep: 150)
        section.add(
            Texts["report.economyText"],
            .small
        )
        if economy.parts.contains(where: { amount($0) > 0 }) { section.blocks.append(.bar(bar)) }
        let uncut = economy.cuts.isEmpty ? [TextRun(" " + Texts["report.noCuts"], .body)] : []
        section.blocks.append(.paragraph(firstPoint + uncut))
        section.add(table, caption: Texts["report.storyParts"])
        if !economy.cuts.isEmpty {
            section.add(cuts, caption: cutTitle, titled: true)
        }
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }

    private func amount(_ part: AnswerEconomy.Part) -> Double {
        max(0, timed ? Double(part.durationMs ?? 0) : Double(part.words))
    }

    private var bar: ShareBar {
        let whole = economy.parts.reduce(0) { $0 + amount($1) }
        let shares = economy.parts.map { part in
            let (ink, text) = Self.inks(part.name)
            let share = Figures.whole(amount(part) * 100 / max(whole, 1)) + " %"
            let size = part.durationMs.map { "\(Figures.seconds($0)), " } ?? ""
            return ShareBar.Share(
                name: Self.title(part.name),
                amount: amount(part),
                label: size + share,
                ink: ink,
                textInk: text
            )
        }
        return ShareBar(title: timed ? Texts["report.partsByTime"] : Texts["report.partsByWords"], shares: shares)
    }

    /// Every part of a told experience has its row, found or missing.
    private var table: Table {
        let whole = economy.parts.reduce(0) { $0 + amount($1) }
        let rows = AnswerEconomy.PartName.allCases.compactMap { name -> [Table.Cell]? in
            guard let part = economy.parts.first(where: { $0.name == name }) else {
                guard name != .other else { return nil }
                return [
                    Table.Cell(Self.title(name), .smallStrong),
                    Table.Cell(Texts["report.missing"], .smallStrong, sign: .no),
                    Table.Cell("–"), Table.Cell("–"), Table.Cell("–"), Table.Cell(Self.missing(name), .aside),
                ]
            }
            return [
                Table.Cell(Self.title(name), .smallStrong),
                Table.Cell(part.durationMs.map(Figures.seconds) ?? Texts["report.noTimes"]),
                Table.Cell(whole > 0 ? Figures.whole(amount(part) * 100 / whole) + " %" : "–"),
                Table.Cell("\(part.words)"), Table.Cell(part.startMs.map(Figures.clock) ?? "–"),
                Table.Cell(Self.meaning(name), .aside),
            ]
        }
        return Table(
            columns: [
                Table.Column(title: Texts["report.part"], share: 15),
                Table.Column(title: Texts["report.takes"], share: 14),
                Table.Column(title: Texts["report.share"], share: 9, align: .right),
                Table.Column(title: Texts["report.words"], share: 9, align: .right),
                Table.Column(title: Texts["report.starts"], share: 10, align: .right),
                Table.Column(title: Texts["report.whatItIs"], share: 43),
            ],
            rows: rows
        )
    }

    private var firstPoint: [TextRun] {
        let words = Texts.count("count.word", max(economy.wordsToFirstPoint, 0))
        guard let ms = economy.timeToFirstPointMs else {
            let text =
                economy.wordsToFirstPoint > 0 ? Texts["report.wordsBefore", ["a": words]] : Texts["report.notTimed"]
            return [
                TextRun(Texts["report.firstPoint"] + " ", .strong),
                TextRun(Texts["report.firstPointUnknown", ["a": text]], .body),
            ]
        }
        let rest =
            economy.wordsToFirstPoint > 0 ? Texts["report.afterWords", ["a": words]] : Texts["report.startsWithIt"]
        return [TextRun(Texts["report.firstPoint"] + " ", .strong), TextRun(Figures.seconds(ms) + rest, .body)]
    }

    private var cutTitle: String {
        guard let saved = economy.savedMs else { return Texts["report.cuts"] }
        return Texts["report.cutsSave", ["a": Figures.seconds(saved)]]
    }

    private var cuts: Table {
        Table(
            columns: [
                Table.Column(title: Texts["report.words"], share: 46),
                Table.Column(title: Texts["report.why"], share: 30),
                Table.Column(title: Texts["report.when"], share: 12, align: .right),
                Table.Column(title: Texts["report.saves"], share: 12, align: .right),
            ],
            rows: economy.cuts.map { cut in
                let saves = cut.endMs.flatMap { end in
                    cut.startMs.map { max(0, end.subtractingReportingOverflow($0).partialValue) }
                }
                return [
                    Table.Cell("“\(cut.text)”", .quote), Table.Cell(cut.reason),
                    Table.Cell(cut.startMs.map(Figures.clock) ?? "–"), Table.Cell(saves.map(Figures.seconds) ?? "–"),
                ]
            }
        )
    }

    private static func inks(_ name: AnswerEconomy.PartName) -> (Ink, Ink) {
        switch name {
        case .situation: (.paleBlue, .dark)
        case .task: (.steel, .dark)
        case .action: (.blue, .white)
        case .result: (.rule, .dark)
        case .other: (.panel, .dark)
        }
    }

    private static func title(_ name: AnswerEconomy.PartName) -> String {
        Texts["report.part.\(name.rawValue)"]
    }

    private static func meaning(_ name: AnswerEconomy.PartName) -> String {
        switch name {
        case .situation: Texts["report.meaning.situation"]
        case .task: Texts["report.meaning.task"]
        case .action: Texts["report.meaning.action"]
        case .result: Texts["report.meaning.result"]
        case .other: Texts["report.meaning.other"]
        }
    }

    private static func missing(_ name: AnswerEconomy.PartName) -> String {
        switch name {
        case .situation: Texts["report.missing.situation"]
        case .task: Texts["report.missing.task"]
        case .action: Texts["report.missing.action"]
        case .result: Texts["report.missing.result"]
        case .other: ""
        }
    }
}
