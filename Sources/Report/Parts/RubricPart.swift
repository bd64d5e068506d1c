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
        var section = Section(title: "Rubric")
        let model = evaluation.model.map { " (\($0))" } ?? ""
        var text = "Judged by \(evaluation.engine)\(model) against the rubric “\(rubric)”."
        text +=
            evaluation.criteria.isEmpty
            ? " No judgement is shown; page one says why." : " The scores are computed from the items."
        if evaluation.droppedRemarks > 0 {
            text +=
                " \(Figures.count(evaluation.droppedRemarks, "remark")) dropped, because the quoted words are not in the transcript."
        }
        section.add(text, .small)
        section.add(scales, .small)
        section.add(votes, caption: "What each judge said", titled: true)
        for criterion in evaluation.criteria {
            let score = criterion.score.map { "\(Figures.whole($0)) of 100" } ?? "not judged"
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
                Table.Column(title: "Judge", share: 18), Table.Column(title: "Model", share: 26),
                Table.Column(title: "Score", share: 10, align: .right),
                Table.Column(title: "Range", share: 12, align: .right),
                Table.Column(title: "Why none", share: 34),
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
            "On other scales: \(Figures.tenths(five)) on 1–5 (1 + score ÷ 25) and \(Figures.tenths(ten)) on 1–10 "
            + "(1 + score × 9 ÷ 100), from the unrounded score, in tenths."
    }

    private func table(_ criterion: Evaluation.Criterion) -> Table {
        Table(
            columns: [
                Table.Column(title: "Item", share: 36), Table.Column(title: "Met", share: 12),
                Table.Column(title: "What shows it", share: 52),
            ],
            rows: criterion.items.map(row)
        )
    }

    private func row(_ item: Evaluation.Item) -> [Table.Cell] {
        var runs = Quotes.runs(item.evidence)
        if !item.comment.isEmpty { runs.append(TextRun((runs.isEmpty ? "" : "\n") + item.comment, .small)) }
        if runs.isEmpty {
            runs = [TextRun(item.met == .no ? "Nothing that shows it" : "The answer as a whole", .aside)]
        }
        let (word, sign) = Self.word(item.met)
        return [Table.Cell(item.text), Table.Cell(word, .smallStrong, sign: sign), Table.Cell(runs)]
    }

    /// How far something is met, as a word and a sign.
    static func word(_ met: Evaluation.Met) -> (String, Sign) {
        switch met {
        case .yes: ("Yes", .yes)
        case .partly: ("Partly", .partly)
        case .no: ("No", .no)
        }
    }
}

extension Substring {
    /// Without a character at its end.
    fileprivate func trimmingSuffix(_ character: Character) -> Substring { last == character ? dropLast() : self }
}
