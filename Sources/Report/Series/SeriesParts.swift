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
        var section = Section(title: "The answers", keep: 60)
        if series.answers.isEmpty { section.add("There are no answers in this series.") }
        section.add(
            Table(
                columns: [
                    Table.Column(title: "", share: 5, align: .right), Table.Column(title: "Question", share: 45),
                    Table.Column(title: "Score", share: 10, align: .right),
                    Table.Column(title: "Range", share: 11, align: .right),
                    Table.Column(title: "Words a minute", share: 11, align: .right),
                    Table.Column(title: "Fillers a minute", share: 11, align: .right),
                    Table.Column(title: "Long pauses", share: 10, align: .right),
                ],
                rows: series.answers.enumerated().map(row)
            ),
            caption: "One row per answer"
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
        let score = answer.evaluation?.score
        return [
            Table.Cell("\(index + 1)", .smallStrong), Table.Cell(SeriesFigures.name(content)),
            score == nil ? Table.Cell("no score", .aside) : Table.Cell(Figures.whole(score), .smallStrong),
            Table.Cell(score == nil ? "–" : range ?? "–"), Table.Cell(Figures.whole(delivery?.wordsPerMinute)),
            Table.Cell(fillers == nil ? "–" : bound + Figures.tenths(fillers)),
            Table.Cell(delivery.map { "\($0.pauses.longCount)" } ?? "–"),
        ]
    }

    /// Averages and trends, each over the answers that have the figure; nil when all there is are two takes.
    var averages: Section? {
        if series.comparison != nil, series.answers.count <= 2 { return nil }
        var section = Section(title: "Averages and trends", keep: 200)
        let measures = figures.measures.filter { !$0.known.isEmpty }
        guard !measures.isEmpty else {
            section.add("No answer could be measured or judged, so there is nothing to average.")
            return section
        }
        if series.answers.count > 1 {
            section.add(
                "Answers to different questions differ for many reasons. A trend is named only when the Mann–Kendall test sees one at the "
                    + "5 % level; its size is Sen's slope.",
                .aside
            )
        }
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Measure", share: 21), Table.Column(title: "Mean", share: 8, align: .right),
                    Table.Column(title: "Lowest", share: 8, align: .right),
                    Table.Column(title: "Highest", share: 8, align: .right),
                    Table.Column(title: "First to last, and the trend", share: 30),
                    Table.Column(title: "Over", share: 25),
                ],
                rows: measures.map { measure in
                    [
                        Table.Cell(measure.name),
                        Table.Cell(Figures.tenths(measure.mean), .smallStrong),
                        Table.Cell(measure.text(measure.known.min())), Table.Cell(measure.text(measure.known.max())),
                        Table.Cell(SeriesFigures.trend(measure)),
                        Table.Cell("\(measure.known.count) of \(measure.values.count): \(measure.counted)", .aside),
                    ]
                }
            ),
            caption: "Averages over the answers that have the figure"
        )
        return section
    }

    /// Two takes side by side; nil when the series compares none.
    var comparison: Section? {
        guard let comparison = series.comparison else { return nil }
        var section = Section(title: "Two takes compared", keep: 120)
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Measure", share: 30),
                    Table.Column(title: "First take", share: 13, align: .right),
                    Table.Column(title: "Second take", share: 13, align: .right),
                    Table.Column(title: "Change", share: 13, align: .right), Table.Column(title: "Note", share: 31),
                ],
                rows: comparison.rows.map { row in
                    let text = { (value: Double?) in row.decimals == 0 ? Figures.whole(value) : Figures.tenths(value) }
                    return [
                        Table.Cell(row.measure), Table.Cell(text(row.before)), Table.Cell(text(row.after)),
                        Table.Cell(row.change.map { ($0 > 0 ? "+" : "") + text($0) } ?? "–", .smallStrong),
                        Table.Cell(row.note, .aside),
                    ]
                }
            ),
            caption: "Both takes, measure by measure"
        )
        section.add("First take: \(comparison.before.rawValue). Second take: \(comparison.after.rawValue).", .aside)
        return section
    }
}
