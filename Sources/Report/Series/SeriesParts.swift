import Catalogue
import Core
import Model

/// The overview of several answers as sections: the table of answers, the averages, the trends, and two takes side by side.
struct SeriesParts {
    private let series: SeriesContent
    private let figures: SeriesFigures

    /// The sections of a series.
    init(_ series: SeriesContent) {
        self.series = series
        figures = SeriesFigures(series)
    }

    /// One row per answer.
    var answers: Section {
        var section = Section(title: Texts["report.answers"], keep: 60)
        if series.answers.isEmpty { section.add(Texts["report.noAnswers"]) }
        section.add(
            Table(
                columns: [
                    Table.Column(title: "", share: 5, align: .right),
                    Table.Column(title: Texts["report.questionColumn"], share: 45),
                    Table.Column(title: Texts["report.scoreColumn"], share: 10, align: .right),
                    Table.Column(title: Texts["report.range"], share: 11, align: .right),
                    Table.Column(title: Texts["report.wordsAMinute"], share: 11, align: .right),
                    Table.Column(title: Texts["report.fillersAMinute"], share: 11, align: .right),
                    Table.Column(title: Texts["report.longPauses"], share: 10, align: .right),
                ],
                rows: series.answers.enumerated().map(row)
            ),
            caption: Texts["report.rowPerAnswer"]
        )
        return section
    }

    private func row(_ index: Int, _ content: ReportContent) -> [Table.Cell] {
        let answer = content.answer
        let delivery = answer.delivery
        let range = answer.evaluation?.range.map { range -> String in
            let (low, high) = (Figures.whole(range.low), Figures.whole(range.high))
            return low == high ? low : "\(low)–\(high)"
        }
        let bound = delivery?.fillers.reliability == .lowerBound ? "≥ " : ""
        let fillers = delivery.flatMap { $0.fillers.reliability == .none ? nil : $0.fillers.perMinute }
        let score = answer.evaluation?.shownScore
        return [
            Table.Cell("\(index + 1)", .smallStrong), Table.Cell(SeriesFigures.name(content)),
            score == nil ? Table.Cell(Texts["report.noScore"], .aside) : Table.Cell(score ?? "–", .smallStrong),
            Table.Cell(score == nil ? "–" : range ?? "–"), Table.Cell(Figures.whole(delivery?.wordsPerMinute)),
            Table.Cell(fillers == nil ? "–" : bound + Figures.shown(fillers)),
            Table.Cell(delivery.map { "\($0.pauses.longCount)" } ?? "–"),
        ]
    }

    /// Averages and trends, each over the answers that have the figure; nil when all there is are two takes.
    var averages: Section? {
        if series.comparison != nil, series.answers.count <= 2 { return nil }
        var section = Section(title: Texts["report.averages"], keep: 200)
        let measures = figures.measures.filter { !$0.known.isEmpty }
        guard !measures.isEmpty else {
            section.add(Texts["report.noAverages"])
            return section
        }
        if series.answers.count > 1 {
            section.add(
                Texts["report.trendText"],
                .aside
            )
        }
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.measure"], share: 21),
                    Table.Column(title: Texts["report.mean"], share: 8, align: .right),
                    Table.Column(title: Texts["report.lowest"], share: 8, align: .right),
                    Table.Column(title: Texts["report.highest"], share: 8, align: .right),
                    Table.Column(title: Texts["report.firstToLast"], share: 30),
                    Table.Column(title: Texts["report.over"], share: 25),
                ],
                rows: measures.map { measure in
                    [
                        Table.Cell(measure.name),
                        Table.Cell(Figures.shown(measure.mean), .smallStrong),
                        Table.Cell(measure.text(measure.known.min())), Table.Cell(measure.text(measure.known.max())),
                        Table.Cell(SeriesFigures.trend(measure)),
                        Table.Cell(
                            Texts[
                                "report.countedOf",
                                [
                                    "a": "\(measure.known.count)", "b": "\(measure.values.count)",
                                    "c": "\(measure.counted)",
                                ]
                            ],
                            .aside
                        ),
                    ]
                }
            ),
            caption: Texts["report.averagesCaption"]
        )
        return section
    }

    /// Two takes side by side; nil when the series compares none.
    var comparison: Section? {
        guard let comparison = series.comparison else { return nil }
        var section = Section(title: Texts["report.twoTakes"], keep: 120)
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.measure"], share: 30),
                    Table.Column(title: Texts["report.firstTake"], share: 13, align: .right),
                    Table.Column(title: Texts["report.secondTake"], share: 13, align: .right),
                    Table.Column(title: Texts["report.changeTitle"], share: 13, align: .right),
                    Table.Column(title: Texts["report.noteColumn"], share: 31),
                ],
                rows: comparison.rows.map { row in
                    let text = { (value: Double?) in row.decimals == 0 ? Figures.whole(value) : Figures.shown(value) }
                    return [
                        Table.Cell(row.measure), Table.Cell(text(row.before)), Table.Cell(text(row.after)),
                        Table.Cell(row.change.map { ($0 > 0 ? "+" : "") + text($0) } ?? "–", .smallStrong),
                        Table.Cell(row.note, .aside),
                    ]
                }
            ),
            caption: Texts["report.bothTakes"]
        )
        section.add(
            Texts["report.takesAre", ["a": "\(comparison.before.rawValue)", "b": "\(comparison.after.rawValue)"]],
            .aside
        )
        return section
    }
}
