import Catalogue
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
        section.blocks.append(.heading(Texts["report.ideal", ["a": "\(covered)", "b": "\(comparison.points.count)"]]))
        section.add(comparison.note, .aside)
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.idealPoint"], share: 44),
                    Table.Column(title: Texts["report.saidColumn"], share: 12),
                    Table.Column(title: Texts["report.yourWords"], share: 44),
                ],
                rows: comparison.points.map { point in
                    let (word, sign) = RubricPart.word(point.met)
                    return [
                        Table.Cell(point.text), Table.Cell(word, .smallStrong, sign: sign),
                        Table.Cell(Quotes.runs(point.evidence)),
                    ]
                }
            ),
            caption: Texts["report.idealCaption"]
        )
    }
}
