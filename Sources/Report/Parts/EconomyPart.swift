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
        var section = Section(title: "Answer economy", keep: 150)
        section.add(
            "Where the time goes, by cues in the wording; a sentence without a cue belongs to the part before it.",
            .small
        )
        if economy.parts.contains(where: { amount($0) > 0 }) { section.blocks.append(.bar(bar)) }
        let uncut = economy.cuts.isEmpty ? [TextRun(" Nothing stood out that could be cut.", .body)] : []
        section.blocks.append(.paragraph(firstPoint + uncut))
        section.add(table, caption: "Parts of the story")
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
        return ShareBar(title: timed ? "Parts of the answer by time" : "Parts of the answer by words", shares: shares)
    }

    /// Every part of a told experience has its row, found or missing.
    private var table: Table {
        let whole = economy.parts.reduce(0) { $0 + amount($1) }
        let rows = AnswerEconomy.PartName.allCases.compactMap { name -> [Table.Cell]? in
            guard let part = economy.parts.first(where: { $0.name == name }) else {
                guard name != .other else { return nil }
                return [
                    Table.Cell(Self.title(name), .smallStrong), Table.Cell("missing", .smallStrong, sign: .no),
                    Table.Cell("–"), Table.Cell("–"), Table.Cell("–"), Table.Cell(Self.missing(name), .aside),
                ]
            }
            return [
                Table.Cell(Self.title(name), .smallStrong),
                Table.Cell(part.durationMs.map(Figures.seconds) ?? "no times"),
                Table.Cell(whole > 0 ? Figures.whole(amount(part) * 100 / whole) + " %" : "–"),
                Table.Cell("\(part.words)"), Table.Cell(part.startMs.map(Figures.clock) ?? "–"),
                Table.Cell(Self.meaning(name), .aside),
            ]
        }
        return Table(
            columns: [
                Table.Column(title: "Part", share: 15), Table.Column(title: "Takes", share: 14),
                Table.Column(title: "Share", share: 9, align: .right),
                Table.Column(title: "Words", share: 9, align: .right),
                Table.Column(title: "Starts", share: 10, align: .right), Table.Column(title: "What it is", share: 43),
            ],
            rows: rows
        )
    }

    private var firstPoint: [TextRun] {
        let words = Figures.count(max(economy.wordsToFirstPoint, 0), "word")
        guard let ms = economy.timeToFirstPointMs else {
            let text = economy.wordsToFirstPoint > 0 ? "\(words) come before it." : "It cannot be timed."
            return [TextRun("Time to the first point: ", .strong), TextRun("not known. \(text)", .body)]
        }
        let rest = economy.wordsToFirstPoint > 0 ? ", after \(words)." : ": the answer starts with it."
        return [TextRun("Time to the first point: ", .strong), TextRun(Figures.seconds(ms) + rest, .body)]
    }

    private var cutTitle: String {
        guard let saved = economy.savedMs else { return "What could be cut" }
        return "What could be cut: saves \(Figures.seconds(saved)) in all"
    }

    private var cuts: Table {
        Table(
            columns: [
                Table.Column(title: "Words", share: 46), Table.Column(title: "Why", share: 30),
                Table.Column(title: "When", share: 12, align: .right),
                Table.Column(title: "Saves", share: 12, align: .right),
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
        name == .other ? "Anything else" : Words.capitalized(name.rawValue)
    }

    private static func meaning(_ name: AnswerEconomy.PartName) -> String {
        switch name {
        case .situation: "Where and when it was; one or two sentences do"
        case .task: "What was asked of you"
        case .action: "What you did yourself; usually the longest part"
        case .result: "What came of it"
        case .other: "Sentences before any cue was heard"
        }
    }

    private static func missing(_ name: AnswerEconomy.PartName) -> String {
        switch name {
        case .situation: "Not a cue for where and when it was"
        case .task: "Not a cue for what was asked of you"
        case .action: "Not a cue for what you did yourself"
        case .result: "Not a cue for what came of it"
        case .other: ""
        }
    }
}
