import Interview

/// The rubric, item by item: yes, partly or no, the words that show it, and a comment.
struct RubricPart {
    private let evaluation: Evaluation

    /// The rubric of one report; nil when nothing was judged.
    init?(_ content: ReportContent) {
        guard let evaluation = content.answer.evaluation, !evaluation.criteria.isEmpty else { return nil }
        self.evaluation = evaluation
    }

    /// Draws the section.
    func draw(on flow: inout Flow) {
        let tables = evaluation.criteria.map(table)
        let first = tables.first.map { SetTable($0, on: &flow).keep } ?? 0
        flow.section("Rubric", keep: first + 60)
        let model = evaluation.model.map { " (\($0))" } ?? ""
        var text =
            "Judged by \(evaluation.engine)\(model) against “\(evaluation.rubric)”. The scores are computed from the items."
        if evaluation.droppedRemarks > 0 {
            text +=
                " \(Figures.count(evaluation.droppedRemarks, "remark")) dropped, because the quoted words are not in the transcript."
        }
        flow.paragraph(text, .small)
        for (criterion, table) in zip(evaluation.criteria, tables) {
            let score = criterion.score.map { "\(Figures.whole($0)) of 100" } ?? "not judged"
            flow.table(table, title: "\(criterion.title) · \(score)")
        }
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
        let (word, sign): (String, Sign) =
            switch item.met {
            case .yes: ("Yes", .yes)
            case .partly: ("Partly", .partly)
            case .no: ("No", .no)
            }
        return [Table.Cell(item.text), Table.Cell(word, .smallStrong, sign: sign), Table.Cell(runs)]
    }
}
