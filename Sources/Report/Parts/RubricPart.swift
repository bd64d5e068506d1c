import Catalogue
import Model

/// The rubric, item by item: yes, partly or no, the words that show it, and a comment.
struct RubricPart {
    private let evaluation: Evaluation

    /// The rubric of one report; nil when nothing was judged.
    init?(_ content: ReportContent) {
        guard let evaluation = content.answer.evaluation else { return nil }
        guard !evaluation.criteria.isEmpty || evaluation.votes?.isEmpty == false else { return nil }
        self.evaluation = evaluation
    }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.rubricTitle"])
        let model = evaluation.model.map { " (\($0))" } ?? ""
        var text = Texts["report.judgedAgainst", ["a": "\(evaluation.engine)", "b": model, "c": String(rubric)]]
        text +=
            evaluation.criteria.isEmpty
            ? " " + Texts["report.noJudgement"] : " " + Texts["report.computed"]
        if evaluation.droppedRemarks > 0 {
            text +=
                " " + Texts.count("report.droppedRemarks", evaluation.droppedRemarks)
        }
        section.add(text, .small)
        section.add(scales, .small)
        section.add(votes, caption: Texts["report.votes"], titled: true)
        for criterion in evaluation.criteria {
            let score =
                criterion.score.map { Texts["report.nOf100", ["a": Figures.whole($0)]] }
                ?? Texts["report.criterionNotJudged"]
            section.add(table(criterion), caption: "\(criterion.title) · \(score)", titled: true)
        }
        HiringPart(evaluation)?.add(to: &section)
        return section
    }

    /// The rubric's name and version; its hash stands where the report says how it was made.
    private var rubric: Substring { evaluation.rubric.prefix { $0 != "(" }.trimmingSuffix(" ") }

    /// Draws the section with its first table below the heading.
    func draw(on flow: inout Flow) {
        var section = section
        let first = evaluation.criteria.first.map { SetTable(table($0), on: &flow).keep } ?? 0
        section.keep = first + 71
        flow.draw(section)
    }

    /// One row per judge; none with a single judge.
    private var votes: Table {
        Table(
            columns: [
                Table.Column(title: Texts["report.judgeColumn"], share: 18),
                Table.Column(title: Texts["report.model"], share: 26),
                Table.Column(title: Texts["report.scoreColumn"], share: 10, align: .right),
                Table.Column(title: Texts["report.range"], share: 12, align: .right),
                Table.Column(title: Texts["report.whyNone"], share: 34),
            ],
            rows: (evaluation.votes ?? []).map { vote in
                let range = vote.range.map { "\(Figures.whole($0.low))–\(Figures.whole($0.high))" }
                return [
                    Table.Cell(vote.engine, .smallStrong), Table.Cell(vote.model),
                    Table.Cell(Figures.whole(vote.score)),
                    Table.Cell(range ?? "–"), Table.Cell(vote.reason ?? "", .aside),
                ]
            }
        )
    }

    private var scales: String {
        guard let five = evaluation.scoreOfFive, let ten = evaluation.scoreOfTen else { return "" }
        return
            Texts["report.scales", ["a": Figures.shown(five), "b": Figures.shown(ten)]]
    }

    private func table(_ criterion: Evaluation.Criterion) -> Table {
        Table(
            columns: [
                Table.Column(title: Texts["report.item"], share: 36),
                Table.Column(title: Texts["report.met"], share: 12),
                Table.Column(title: Texts["report.shows"], share: 52),
            ],
            rows: criterion.items.map(row)
        )
    }

    private func row(_ item: Evaluation.Item) -> [Table.Cell] {
        var runs = Quotes.runs(item.evidence)
        if !item.comment.isEmpty { runs.append(TextRun((runs.isEmpty ? "" : "\n") + item.comment, .small)) }
        if runs.isEmpty {
            runs = [TextRun(item.met == .no ? Texts["report.showsNothing"] : Texts["report.asAWhole"], .aside)]
        }
        let (word, sign) = Self.word(item.met)
        return [Table.Cell(item.text), Table.Cell(word, .smallStrong, sign: sign), Table.Cell(runs)]
    }

    /// How far something is met, as a word and a sign.
    static func word(_ met: Evaluation.Met) -> (String, Sign) {
        switch met {
        case .yes: (Texts["report.yes"], .yes)
        case .partly: (Texts["report.partly"], .partly)
        case .no: (Texts["report.no"], .no)
        }
    }
}

extension Substring {
    /// Without a character at its end.
    fileprivate func trimmingSuffix(_ character: Character) -> Substring { last == character ? dropLast() : self }
}
