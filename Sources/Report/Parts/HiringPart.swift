import Catalogue
import Model

/// How likely an interviewer would go on, as a practice estimate with every summand; part of the rubric's section.
struct HiringPart {
    private let estimate: HiringEstimate

    /// The estimate of one evaluation; nil when there is none.
    init?(_ evaluation: Evaluation) {
        guard let estimate = evaluation.hiring else { return nil }
        self.estimate = estimate
    }

    /// Adds the estimate to a section.
    func add(to section: inout Section) {
        section.blocks.append(.heading(Texts["report.estimate", ["a": "\(estimate.percent)"]]))
        section.add(estimate.label, .aside)
        section.add(estimate.formula, .small)
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.summand"], share: 46),
                    Table.Column(title: Texts["report.weight"], share: 18, align: .right),
                    Table.Column(title: Texts["report.value"], share: 18, align: .right),
                    Table.Column(title: Texts["report.adds"], share: 18, align: .right),
                ],
                rows: estimate.parts.map { part in
                    [
                        Table.Cell(part.name), Table.Cell(Figures.whole(part.weight * 100) + " %"),
                        Table.Cell(Figures.whole(part.value)),
                        Table.Cell(Figures.shown(part.weight * part.value), .smallStrong),
                    ]
                }
            ),
            caption: Texts["report.estimateCaption"]
        )
        if let opinion = estimate.opinion {
            section.add(
                Texts["report.opinion", ["a": "\(opinion.model)", "b": "\(opinion.percent)"]],
                .aside
            )
        }
    }
}
