import Catalogue
import Model

/// The drawings of the HTML report: inline SVG, each with a title, a description and a caption.
extension HTMLWriter {
    /// A figure around an SVG of a width of 640 units.
    mutating func figure(
        _ id: String,
        title: String,
        description: String,
        height: Double,
        caption: String,
        _ inside: (inout HTMLWriter) -> Void
    ) {
        element("figure") { writer in
            let attributes: KeyValuePairs = [
                "viewBox": "0 0 640 \(Figures.tenths(height))", "role": "img",
                "aria-labelledby": "\(id)-title \(id)-text",
            ]
            writer.element("svg", attributes) { writer in
                writer.element("title", ["id": "\(id)-title"], text: title)
                writer.element("desc", ["id": "\(id)-text"], text: description)
                inside(&writer)
            }
            writer.element("figcaption", text: caption)
        }
    }

    /// A bar of shares.
    mutating func bar(_ bar: ShareBar) {
        let words = bar.shares.map { "\($0.name): \($0.label)" }.joined(separator: "; ")
        figure("economy", title: bar.title, description: words, height: 34, caption: bar.title + ". " + words + ".") {
            writer in
            var x = 0.0
            for (index, part) in bar.parts.enumerated() where part > 0 {
                let width = 640 * part
                let fill = ["var(--band)", "var(--steel)", "var(--blue)", "var(--rule)", "var(--quiet)"]
                let name = bar.shares[index].name
                let tone = Self.tones.firstIndex(of: bar.shares[index].ink) ?? index % fill.count
                writer.shape(
                    "rect",
                    [
                        "x": Figures.tenths(x), "y": "0", "width": Figures.tenths(max(width - 1, 0.4)), "height": "20",
                        "fill": fill[tone],
                    ]
                )
                if Double(name.count) * 5 + 6 < width {
                    writer.element("text", ["x": Figures.tenths(x), "y": "30"], text: name)
                }
                x += width
            }
        }
    }

    private static let tones: [Ink] = [.paleBlue, .steel, .blue, .rule, .panel]

    /// The answer as a picture: waveform, silences, fillers and long pauses over time.
    mutating func timeline(_ timeline: Timeline) {
        let facts = timeline.summary
        let legend =
            Texts["report.timelineLegend"] + " "
        figure(
            "timeline",
            title: Texts["report.timelineTitle"],
            description: facts,
            height: 104,
            caption: legend + facts
        ) {
            writer in
            let x = { (ms: Int) in 640 * min(max(Double(ms) / Double(max(timeline.durationMs, 1)), 0), 1) }
            for pause in timeline.pauses {
                writer.box(x(pause.startMs), 14, max(x(pause.endMs) - x(pause.startMs), 0.5), 56, "var(--quiet)")
            }
            let bins = timeline.waveform
            let bars = min(320, bins.count)
            var path = ""
            for bar in 0..<bars {
                let from = bar * bins.count / bars
                let peak = bins[from..<max(from + 1, (bar + 1) * bins.count / bars)].max() ?? 0
                let half = max(28 * Double(min(max(peak, 0), 100)) / 100, 0.4)
                let left = (Double(bar) + 0.5) * 640 / Double(bars)
                path += "M\(Figures.tenths(left)) \(Figures.tenths(42 - half))v\(Figures.tenths(2 * half))"
            }
            if !path.isEmpty {
                writer.shape("path", ["d": path, "stroke": "var(--steel)", "stroke-width": "1.4", "fill": "none"])
            }
            for ms in timeline.fillers.compactMap(\.startMs) {
                let place = Figures.tenths(x(ms))
                writer.shape(
                    "path",
                    [
                        "d": "M\(place) 14v56M\(Figures.tenths(x(ms) - 3)) 6h6l-3 7z", "stroke": "var(--orange)",
                        "stroke-width": ".8", "fill": "var(--orange)",
                    ]
                )
            }
            for pause in timeline.pauses where pause.durationMs >= 1000 {
                let (from, to) = (x(pause.startMs), x(pause.endMs))
                writer.shape(
                    "path",
                    [
                        "d": "M\(Figures.tenths(from)) 71v5M\(Figures.tenths(from)) 73.5H\(Figures.tenths(to))"
                            + "M\(Figures.tenths(to)) 71v5", "stroke": "var(--soft)", "fill": "none",
                    ]
                )
            }
            writer.ticks(TimeAxis(startMs: 0, endMs: timeline.durationMs), y: 80, left: 0)
        }
    }

    /// One curve over time with its scale.
    mutating func curve(_ chart: Curves.Chart, _ axis: TimeAxis) {
        let values = chart.strokes.flatMap { $0 }.map(\.value)
        let name = "\(chart.title), \(chart.unit)"
        let span = Texts[
            "report.curveSpan",
            ["a": Figures.whole(values.min()), "b": Figures.whole(values.max()), "c": "\(chart.unit)"]
        ]
        var caption = "\(name): \(span)."
        if !chart.bandLabel.isEmpty { caption += " " + Texts["report.curveBand", ["a": "\(chart.bandLabel)"]] }
        if let reference = chart.reference {
            caption += " " + Texts["report.curveMedian", ["a": Figures.whole(reference), "b": "\(chart.unit)"]]
        }
        figure(
            HTMLWriter.anchor("curve " + chart.title),
            title: name,
            description: "\(chart.title) \(span)",
            height: 92,
            caption: caption
        ) {
            writer in
            let y = { (value: Double) in
                4 + 62 * (1 - min(max((value - chart.low) / max(chart.high - chart.low, 1e-9), 0), 1))
            }
            let x = { (ms: Int) in 34 + 606 * (axis.x(ms) - TimeAxis.left) / TimeAxis.width }
            if let band = chart.band {
                writer.box(34, y(band.upperBound), 606, y(band.lowerBound) - y(band.upperBound), "var(--band)")
            }
            for mark in chart.marks {
                writer.shape(
                    "path",
                    ["d": "M34 \(Figures.tenths(y(mark)))H640", "stroke": "var(--rule)", "stroke-width": ".6"]
                )
                let place: KeyValuePairs = ["x": "29", "y": Figures.tenths(y(mark) + 3), "text-anchor": "end"]
                writer.element("text", place, text: Figures.whole(mark))
            }
            if let reference = chart.reference {
                writer.shape(
                    "path",
                    [
                        "d": "M34 \(Figures.tenths(y(reference)))H640", "stroke": "var(--steel)", "stroke-width": ".8",
                        "stroke-dasharray": "3 2",
                    ]
                )
            }
            for stroke in chart.strokes where !stroke.isEmpty {
                var path = stroke.enumerated().map { index, point in
                    "\(index == 0 ? "M" : "L")\(Figures.tenths(x(point.ms))) \(Figures.tenths(y(point.value)))"
                }.joined()
                if stroke.count == 1 { path += "h1" }
                writer.shape("path", ["d": path, "stroke": "var(--blue)", "stroke-width": "1.4", "fill": "none"])
            }
            writer.ticks(axis, y: 70, left: 34)
        }
    }

    /// Score by answer with its range; nothing when fewer than two are judged.
    mutating func scores(_ series: SeriesContent) {
        let scores = series.answers.map { $0.answer.evaluation?.score.flatMap { $0.isFinite ? $0 : nil } }
        guard scores.compactMap({ $0 }).count > 1 else { return }
        let list = scores.enumerated().map { "\($0 + 1): \($1 == nil ? Texts["report.noScore"] : Figures.whole($1))" }
        let words = list.prefix(60).joined(separator: ", ") + (list.count > 60 ? ", …" : "")
        let caption = Texts["report.scoresCaption"]
        figure("scores", title: Texts["report.scoresByAnswer"], description: words, height: 112, caption: caption) {
            writer in
            let y = { (value: Double) in 6 + 88 * (1 - min(max(value.isFinite ? value : 0, 0), 100) / 100) }
            for mark in [0.0, 50, 100] {
                let line = "M34 \(Figures.tenths(y(mark)))H640"
                writer.shape("path", ["d": line, "stroke": "var(--rule)", "stroke-width": ".6"])
                let place: KeyValuePairs = ["x": "29", "y": Figures.tenths(y(mark) + 3), "text-anchor": "end"]
                writer.element("text", place, text: Figures.whole(mark))
            }
            let step = 606 / Double(max(scores.count, 1))
            let every = max(1, (scores.count + 19) / 20)
            for (index, score) in scores.enumerated() {
                let x = 34 + step * (Double(index) + 0.5)
                if index % every == 0 {
                    let place: KeyValuePairs = ["x": Figures.tenths(x), "y": "107", "text-anchor": "middle"]
                    writer.element("text", place, text: "\(index + 1)")
                }
                guard let score else { continue }
                if let range = series.answers[index].answer.evaluation?.range {
                    let width = min(6, step * 0.7)
                    let high = y(range.high)
                    writer.box(x - width / 2, high, width, max(y(range.low) - high, 0.5), "var(--steel)")
                }
                let radius = Figures.tenths(min(3, max(step * 0.4, 0.8)))
                let dot: KeyValuePairs = ["cx": Figures.tenths(x), "cy": Figures.tenths(y(score)), "r": radius]
                writer.shape("circle", dot)
            }
        }
    }

    private mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ fill: String) {
        shape(
            "rect",
            [
                "x": Figures.tenths(x), "y": Figures.tenths(y), "width": Figures.tenths(width),
                "height": Figures.tenths(height), "fill": fill,
            ]
        )
    }

    /// The line, the ticks and the times below `y`.
    private mutating func ticks(_ axis: TimeAxis, y: Double, left: Double) {
        shape("path", ["d": "M\(Figures.tenths(left)) \(Figures.tenths(y))H640", "stroke": "var(--soft)"])
        for tick in axis.ticks {
            let x = left + (640 - left) * (axis.x(tick) - TimeAxis.left) / TimeAxis.width
            shape("path", ["d": "M\(Figures.tenths(x)) \(Figures.tenths(y))v3", "stroke": "var(--soft)"])
            let anchor = x < left + 8 ? "start" : x > 630 ? "end" : "middle"
            let place: KeyValuePairs = ["x": Figures.tenths(x), "y": Figures.tenths(y + 12), "text-anchor": anchor]
            element("text", place, text: Figures.clock(tick))
        }
    }
}
