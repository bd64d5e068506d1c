import Catalogue
import Core
import Model

/// The figures of several answers: one row each, averages over those that have the figure, and trends.
struct SeriesFigures {
    /// One measure over all answers.
    struct Measure: Sendable {
        /// What it is.
        var name: String
        /// Its value in each answer; nil where it is not known.
        var values: [Double?]
        /// Meaningful decimals, 0 or 1.
        var decimals: Int
        /// Which answers count, for the reader.
        var counted: String

        /// The known values in order.
        var known: [Double] { values.compactMap { $0 }.filter(\.isFinite) }

        /// Their mean; nil when there are none.
        var mean: Double? { known.isEmpty ? nil : known.reduce(0, +) / Double(known.count) }

        /// A value as it is shown.
        func text(_ value: Double?) -> String { decimals == 0 ? Figures.whole(value) : Figures.shown(value) }
    }

    private let series: SeriesContent

    /// The figures of a series.
    init(_ series: SeriesContent) { self.series = series }

    /// The candidate, when all answers name the same one.
    var candidate: String? {
        let names = Set(series.answers.map { $0.answer.candidate ?? "" })
        return names.count == 1 ? names.first.flatMap { $0.isEmpty ? nil : $0 } : nil
    }

    /// How many answers have a score.
    var judged: Int { series.answers.count { $0.answer.evaluation?.score != nil } }

    /// A short name of an answer: its question, else its id.
    static func name(_ content: ReportContent) -> String {
        let text = content.answer.question.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !text.isEmpty else { return Texts["report.answerId", ["a": "\(content.answer.id.rawValue.suffix(12))"]] }
        return text.count <= 110 ? text : text.prefix(108) + "…"
    }

    /// The measures, the score first. A figure that is only a lower bound enters no average.
    var measures: [Measure] {
        func measure(_ name: String, _ decimals: Int, _ counted: String, _ value: (Answer) -> Double?) -> Measure {
            Measure(name: name, values: series.answers.map { value($0.answer) }, decimals: decimals, counted: counted)
        }
        return [
            measure(Texts["report.scoreColumn"], 0, Texts["report.counted.judged"]) { $0.evaluation?.score },
            measure(Texts["report.fillersAMinute"], 1, Texts["report.counted.fillers"]) {
                $0.delivery?.fillers.reliability == .counted ? $0.delivery?.fillers.perMinute : nil
            },
            measure(Texts["report.wordsAMinute"], 0, Texts["report.counted.words"]) { $0.delivery?.wordsPerMinute },
            measure(Texts["report.longPauses"], 1, Texts["report.counted.measured"]) {
                ($0.delivery?.pauses.longCount).map(Double.init)
            },
            measure(Texts["report.fluency"], 0, Texts["report.counted.speech"]) { $0.delivery?.fluency?.score },
            measure(Texts["report.secondsToPoint"], 1, Texts["report.counted.timed"]) {
                ($0.evaluation?.economy?.timeToFirstPointMs).map { Double($0) / 1000 }
            },
        ]
    }

    /// How a measure moves over the answers.
    static func trend(_ measure: Measure) -> String {
        let known = measure.known
        guard let first = known.first, let last = known.last, known.count > 1 else {
            return "–"
        }
        let ends = Texts["report.ends", ["a": "\(measure.text(first))", "b": "\(measure.text(last))"]]
        guard let trend = Trend(measure.values) else {
            return Texts["report.trendFew", ["a": ends]]
        }
        let step = Texts["report.perAnswer", ["a": Figures.shown(abs(trend.slope))]]
        return switch trend.direction {
        case .rising: Texts["report.trendRises", ["a": ends, "b": step]]
        case .falling: Texts["report.trendFalls", ["a": ends, "b": step]]
        case .none: Texts["report.trendNone", ["a": ends]]
        }
    }
}
