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
        section.blocks.append(.heading("Practice estimate: \(estimate.percent) %"))
        section.add(estimate.label, .aside)
        section.add(estimate.formula, .small)
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Summand", share: 46), Table.Column(title: "Weight", share: 18, align: .right),
                    Table.Column(title: "Value", share: 18, align: .right),
                    Table.Column(title: "Adds", share: 18, align: .right),
                ],
                rows: estimate.parts.map { part in
                    [
                        Table.Cell(part.name), Table.Cell(Figures.whole(part.weight * 100) + " %"),
                        Table.Cell(Figures.whole(part.value)),
                        Table.Cell(Figures.tenths(part.weight * part.value), .smallStrong),
                    ]
                }
            ),
            caption: "What the estimate is made of"
        )
        if let opinion = estimate.opinion {
            section.add(
                "\(opinion.model) itself says \(opinion.percent) %; that is its opinion and no part of the estimate.",
                .aside
            )
        }
    }
}
