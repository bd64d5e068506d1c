import Model

/// The answer against the ideal one, point by point.
struct IdealPart {
    private let comparison: IdealComparison

    /// The comparison of one evaluation; nil when there is none.
    init?(_ evaluation: Evaluation) {
        guard let comparison = evaluation.ideal, !comparison.points.isEmpty else { return nil }
        self.comparison = comparison
    }

    /// Adds the comparison to a section.
    func add(to section: inout Section) {
        let covered = comparison.covered.count
        section.blocks.append(.heading("Against the ideal answer: \(covered) of \(comparison.points.count) points"))
        section.add(comparison.note, .aside)
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Point of the ideal answer", share: 44), Table.Column(title: "Said", share: 12),
                    Table.Column(title: "Your words", share: 44),
                ],
                rows: comparison.points.map { point in
                    let (word, sign) = RubricPart.word(point.met)
                    return [
                        Table.Cell(point.text), Table.Cell(word, .smallStrong, sign: sign),
                        Table.Cell(Quotes.runs(point.evidence)),
                    ]
                }
            ),
            caption: "Points of the ideal answer and whether they were said"
        )
    }
}
