import Catalogue
import Core
import Model

/// The first pages of a report over several answers: what it is about, how the answers went, how that moved.
struct SeriesOverview {
    private let series: SeriesContent
    private let figures: SeriesFigures
    private static let plot = 84.0

    /// The overview of a series.
    init(_ series: SeriesContent) {
        self.series = series
        figures = SeriesFigures(series)
    }

    /// Draws it from the top of the current page on.
    func draw(on flow: inout Flow) {
        flow.y = 44
        flow.canvas.openChapter(Texts["report.overview"], y: 0)
        heading(on: &flow)
        let parts = SeriesParts(series)
        if let comparison = parts.comparison { flow.draw(comparison) }
        chart(on: &flow)
        flow.draw(parts.answers)
        if let averages = parts.averages { flow.draw(averages) }
    }

    private func heading(on flow: inout Flow) {
        let right = Flow.left + Flow.width
        flow.label(Texts["report.kind"], TextStyle(face: .bold, size: 8, ink: .blue), x: Flow.left, y: flow.y)
        flow.label(CivilDate(series.date).shown, .aside, x: right, y: flow.y, align: .right)
        flow.y += 14
        let title = series.title.isEmpty ? Texts["report.severalAnswers"] : series.title
        flow.draw(flow.clamp([TextRun(title, .title)], width: Flow.width, to: 2).lines, x: Flow.left)
        flow.y += 2
        let facts = [
            figures.candidate, Texts.count("count.answer", series.answers.count),
            Texts["report.nJudged", ["a": "\(figures.judged)"]],
            figures.measures.first?.mean.map { Texts["report.meanScore", ["a": Figures.shown($0)]] },
        ]
        let line = facts.compactMap { $0 }.joined(separator: "  ·  ")
        flow.draw(flow.clamp([TextRun(line, .aside)], width: Flow.width, to: 3).lines, x: Flow.left)
        flow.y += 8
        flow.canvas.line(from: (Flow.left, flow.y), to: (right, flow.y), ink: .blue, thickness: 1.2)
        flow.y += 4
    }

    /// Score by answer: a dot for the score, a bar for its range, nothing for an answer without a score.
    private func chart(on flow: inout Flow) {
        guard figures.judged > 1 else { return }
        flow.section(Texts["report.scores"], keep: Self.plot + 50)
        flow.paragraph(
            Texts["report.scoresCaption"],
            .aside
        )
        let top = flow.y + 8
        let height = { (value: Double) in top + Self.plot * (1 - min(max(value.isFinite ? value : 0, 0), 100) / 100) }
        for mark in [0.0, 50, 100] {
            let y = height(mark)
            flow.canvas.line(
                from: (TimeAxis.left, y),
                to: (TimeAxis.left + TimeAxis.width, y),
                ink: .rule,
                thickness: 0.4
            )
            flow.label(Figures.whole(mark), .aside, x: TimeAxis.left - 5, y: y - 5.5, align: .right)
        }
        let count = series.answers.count
        let step = TimeAxis.width / Double(max(count, 1))
        let every = max(1, (count + 19) / 20)
        let radius = min(2.6, max(step * 0.4, 0.8))
        for (index, content) in series.answers.enumerated() {
            let x = TimeAxis.left + step * (Double(index) + 0.5)
            if index % every == 0 {
                flow.label("\(index + 1)", .aside, x: x, y: top + Self.plot + 4, align: .center)
            }
            guard let evaluation = content.answer.evaluation, let score = evaluation.score else { continue }
            if let range = evaluation.range {
                let high = height(range.high)
                let width = min(5, step * 0.7)
                flow.canvas.box(
                    x: x - width / 2,
                    y: high,
                    width: width,
                    height: max(height(range.low) - high, 0.5),
                    fill: .steel
                )
            }
            flow.canvas.disc(x: x, y: height(score), radius: radius, fill: .blue)
        }
        flow.y = top + Self.plot + 18
    }
}
