import Catalogue
import Core
package import Model

/// One measure over several takes: a line with the usual band, and the same in words.
package struct MeasureChart: Sendable, Hashable {
    /// One take.
    package struct Point: Sendable, Hashable {
        /// What was measured.
        package var value: Double
        /// The take's own page.
        package var address: String

        /// A take.
        package init(value: Double, address: String) {
            self.value = value
            self.address = address
        }
    }

    /// Fewer takes show nothing that could be called a course.
    static let least = 3
    private static let height = 96.0

    /// What is measured, such as `Fillers a minute`.
    package let title: String
    /// The takes, the oldest first.
    package let points: [Point]
    /// The usual values; nil where none are known.
    package let band: ClosedRange<Double>?
    /// The top of the scale, unless a take is above it.
    package let scale: ClosedRange<Double>
    /// Meaningful decimals, 0 or 1.
    package let decimals: Int

    /// A chart; nil with fewer than three takes.
    package init?(
        title: String,
        points: [Point],
        band: ClosedRange<Double>?,
        scale: ClosedRange<Double>,
        decimals: Int = 1
    ) {
        let known = points.filter { $0.value.isFinite }
        guard known.count >= Self.least else { return nil }
        self.title = title
        self.points = known
        self.band = band
        self.scale = scale
        self.decimals = decimals
    }

    /// Fillers a minute over some answers, newest first.
    package static func fillers(of answers: [Answer]) -> MeasureChart? {
        make("chart.fillers", answers, band: 0...4, scale: 0...12) { answer in
            answer.delivery.flatMap { $0.fillers.reliability == .none ? nil : $0.fillers.perMinute }
        }
    }

    /// Every measure that some answers have, newest first.
    package static func all(of answers: [Answer]) -> [MeasureChart] {
        [
            make("chart.score", answers, band: nil, scale: 0...100, decimals: 0) { $0.evaluation?.score },
            make("chart.pace", answers, band: 120...170, scale: 60...240, decimals: 0) {
                $0.delivery?.wordsPerMinute
            },
            fillers(of: answers),
            make("chart.longestPause", answers, band: 0...2, scale: 0...5) { answer in
                answer.delivery.map { Double($0.pauses.longest?.durationMs ?? 0) / 1000 }
            },
        ].compactMap(\.self)
    }

    private static func make(
        _ key: String,
        _ answers: [Answer],
        band: ClosedRange<Double>?,
        scale: ClosedRange<Double>,
        decimals: Int = 1,
        _ value: (Answer) -> Double?
    ) -> MeasureChart? {
        let points = answers.reversed().compactMap { answer in
            value(answer).map { Point(value: $0, address: "/answers/\(answer.id.rawValue)") }
        }
        return MeasureChart(title: Texts[key], points: points, band: band, scale: scale, decimals: decimals)
    }

    /// What the takes say about a change, and where they usually lie.
    package var sentences: [String] {
        let sorted = points.map(\.value).sorted()
        func quarter(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let (low, rest) = (Int(place), place - Double(Int(place)))
            return sorted[low] + rest * (sorted[min(low + 1, sorted.count - 1)] - sorted[low])
        }
        let low = figure(quarter(0.25)), high = figure(quarter(0.75))
        let middle =
            low == high
            ? Texts["chart.halfAt", ["value": low]] : Texts["chart.halfBetween", ["low": low, "high": high]]
        return [Course(points.map(\.value)).sentence, middle]
    }

    private func figure(_ value: Double) -> String { Figures.decimal(value, places: decimals) }

    /// The chart as a card.
    func html() throws(TemplateError) -> HTML {
        let top = max(scale.upperBound, (points.map(\.value).max() ?? 0).rounded(.up))
        let bottom = min(scale.lowerBound, (points.map(\.value).min() ?? 0).rounded(.down))
        func y(_ value: Double) -> String { Figures.place(Self.height * (top - value) / max(1, top - bottom)) }
        func x(_ index: Int) -> String { Figures.place(8 + 88 * Double(index) / Double(points.count - 1)) + "%" }
        let usual = band.map {
            Texts["chart.usual", ["low": figure0($0.lowerBound), "high": figure0($0.upperBound)]]
        }
        let (first, last) = (figure(points[0].value), figure(points[points.count - 1].value))
        return try Templates.fill(
            "chart",
            [
                "id": .text(title.lowercased().filter(\.isLetter)), "title": .text(title),
                "points": .list(
                    points.enumerated().map { index, one in
                        [
                            "x": .text(x(index)), "y": .text(y(one.value)), "address": .text(one.address),
                            "label": .text(Texts["chart.take", ["n": String(index + 1), "value": figure(one.value)]]),
                        ]
                    }
                ),
                "lines": .list(
                    zip(points, points.dropFirst()).enumerated().map { index, pair in
                        [
                            "x1": .text(x(index)), "x2": .text(x(index + 1)), "y1": .text(y(pair.0.value)),
                            "y2": .text(y(pair.1.value)),
                        ]
                    }
                ),
                "hasBand": .flag(band != nil), "bandTop": .text(y(band?.upperBound ?? 0)),
                "bandHeight": .text(
                    Figures.place(
                        Self.height * ((band?.upperBound ?? 0) - (band?.lowerBound ?? 0)) / max(1, top - bottom)
                    )
                ),
                "usual": .text(usual ?? ""), "first": .text(first), "last": .text(last),
                "count": .text(String(points.count)), "top": .text(figure0(top)), "bottom": .text(figure0(bottom)),
                "sentences": .list(sentences.map { ["sentence": .text($0)] }),
            ]
        )
    }

    private func figure0(_ value: Double) -> String { Figures.decimal(value, places: 0) }
}

/// Whether later values are higher or lower, by the Mann–Kendall test with ties (Mann 1945, Kendall 1975) in its normal approximation,
/// two-sided at 5 %.
struct Course: Hashable, Sendable {
    /// How many values the approximation needs.
    static let least = 8
    /// Longer series are cut to their last values, since the test takes quadratic time.
    private static let most = 500

    /// 1 for a rise, −1 for a fall, 0 for no change that can be told from chance; nil with too few values.
    let direction: Int?
    private let count: Int

    init(_ all: [Double]) {
        let values = Array(all.suffix(Self.most))
        count = values.count
        guard count >= Self.least else {
            direction = nil
            return
        }
        var score = 0
        for later in 1..<count {
            for earlier in 0..<later {
                score += values[later] > values[earlier] ? 1 : values[later] < values[earlier] ? -1 : 0
            }
        }
        func term(_ n: Int) -> Double { Double(n * (n - 1) * (2 * n + 5)) }
        let ties = Dictionary(grouping: values, by: \.self).values.reduce(0) { $0 + term($1.count) }
        let variance = (term(count) - ties) / 18
        let z = variance > 0 ? Double(abs(score) - 1) / variance.squareRoot() : 0
        direction = z < 1.96 ? 0 : score.signum()
    }

    /// The same in words.
    var sentence: String {
        switch direction {
        case .some(1): Texts["chart.goingUp", ["n": String(count)]]
        case .some(-1): Texts["chart.goingDown", ["n": String(count)]]
        case .some: Texts["chart.noChange", ["n": String(count)]]
        case .none: Texts["chart.tooFew", ["n": String(count), "least": String(Self.least)]]
        }
    }
}
