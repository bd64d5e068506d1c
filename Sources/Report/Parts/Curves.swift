import Catalogue
import Model

/// Pace, loudness and pitch over time, one small chart each, under the same time axis as the waveform.
struct Curves {
    /// One measure over time.
    struct Chart: Sendable {
        /// What is measured.
        var title: String
        /// Its unit.
        var unit: String
        /// The value at the lower edge.
        var low: Double
        /// The value at the upper edge.
        var high: Double
        /// Values with a line across.
        var marks: [Double]
        /// A stretch of values that is usual.
        var band: ClosedRange<Double>?
        /// What the band means.
        var bandLabel = ""
        /// A value with a dashed line across.
        var reference: Double?
        /// The lines; a new one starts where the measure was interrupted.
        var strokes: [[(ms: Int, value: Double)]]
        /// Whether each point is drawn too.
        var dots = false

        /// The unit, and what the band and the dashed line mean.
        var note: String {
            var note = unit
            if !bandLabel.isEmpty { note += Texts["report.chartBand", ["a": bandLabel]] }
            if let reference { note += Texts["report.chartMedian", ["a": Figures.whole(reference), "b": unit]] }
            return note
        }
    }

    /// The charts, top to bottom.
    let charts: [Chart]
    /// The time below them.
    let axis: TimeAxis
    private static let plot = 44.0

    /// The curves of one report; nil when nothing varies over time.
    init?(_ content: ReportContent) {
        let delivery = content.answer.delivery
        let duration = content.acoustics?.durationMs ?? content.answer.recording?.durationMs
        guard let duration = duration ?? delivery?.paceCurve.last?.endMs, duration > 0 else { return nil }
        let charts = [Self.pace(delivery), Self.level(content.acoustics), Self.pitch(content.acoustics)].compactMap {
            $0
        }
        guard !charts.isEmpty else { return nil }
        self.charts = charts
        axis = TimeAxis(startMs: 0, endMs: duration)
    }

    private static func pace(_ delivery: Delivery?) -> Chart? {
        guard let curve = delivery?.paceCurve, curve.count > 1 else { return nil }
        let points = curve.map { (ms: ($0.startMs &+ $0.endMs) / 2, value: $0.wordsPerMinute) }.filter {
            $0.value.isFinite
        }
        let top = max(200, ((points.map(\.value).max() ?? 0) / 50).rounded(.up) * 50)
        return Chart(
            title: Texts["report.curvePace"],
            unit: Texts["report.wordsPerMin"],
            low: 0,
            high: min(top, 1000),
            marks: [0, 100, 200].filter { $0 <= top },
            band: 120...170,
            bandLabel: Texts["report.paceHint"],
            strokes: [points],
            dots: points.count <= 40
        )
    }

    private static func level(_ acoustics: Acoustics?) -> Chart? {
        guard let acoustics, acoustics.levelsDb.count > 4, acoustics.levelsDb.contains(where: { $0 > -70 }) else {
            return nil
        }
        let points = thin(acoustics.levelsDb, stepMs: acoustics.curveStepMs) { $0.max() }
        return Chart(
            title: Texts["report.curveLoudness"],
            unit: "dBFS",
            low: -60,
            high: 0,
            marks: [-60, -30, 0],
            strokes: [points]
        )
    }

    private static func pitch(_ acoustics: Acoustics?) -> Chart? {
        guard let acoustics, let pitch = acoustics.pitch, pitch.medianHz > 0, pitch.curveHz.contains(where: { $0 > 0 })
        else {
            return nil
        }
        let points = thin(pitch.curveHz, stepMs: acoustics.curveStepMs) { voiced in
            let sorted = voiced.filter { $0 > 0 }.sorted()
            return sorted.isEmpty ? nil : sorted[sorted.count / 2]
        }
        var strokes: [[(ms: Int, value: Double)]] = []
        let gap = (points.count > 1 ? points[1].ms - points[0].ms : 100) * 3 / 2
        var last: Int?
        for point in points {
            if let last, point.ms - last <= max(gap, acoustics.curveStepMs * 3 / 2) {
                strokes[strokes.count - 1].append(point)
            } else {
                strokes.append([point])
            }
            last = point.ms
        }
        // Three or four round values around the speaker's own median.
        let step: Double = pitch.medianHz < 130 ? 50 : 100
        let low = (pitch.medianHz * 0.65 / step).rounded(.down) * step
        let high = (pitch.medianHz * 1.5 / step).rounded(.up) * step
        return Chart(
            title: Texts["report.curvePitch"],
            unit: "Hz",
            low: low,
            high: high,
            marks: Array(stride(from: low, through: high, by: step)),
            reference: pitch.medianHz,
            strokes: strokes
        )
    }

    /// At most 480 points of a curve, one that speaks for each stretch.
    private static func thin(
        _ values: [Double],
        stepMs: Int,
        _ pick: (ArraySlice<Double>) -> Double?
    ) -> [(ms: Int, value: Double)] {
        let stride = max(1, (values.count + 479) / 480)
        var points: [(ms: Int, value: Double)] = []
        var start = 0
        while start < values.count {
            let end = min(start + stride, values.count)
            if let value = pick(values[start..<end]), value.isFinite {
                points.append(((start + end) * max(stepMs, 1) / 2, value))
            }
            start = end
        }
        return points
    }

    /// Draws the charts.
    func draw(on flow: inout Flow) {
        flow.gap(6)
        // All under one axis where the page has room, else the pace first, since it matters most.
        let together = Self.height(of: charts.count) <= flow.room
        for group in together ? [charts[...]] : [charts.prefix(1), charts.dropFirst()] where !group.isEmpty {
            flow.need(Self.height(of: group.count))
            for chart in group { draw(chart, on: &flow) }
            axis.draw(y: flow.y - 8, on: &flow)
            flow.y += 20
        }
    }

    private static func height(of count: Int) -> Double { Double(count) * (plot + 29) + 14 }

    private func draw(_ chart: Chart, on flow: inout Flow) {
        flow.label(chart.title, .smallStrong, x: TimeAxis.left, y: flow.y)
        let after = flow.typeset([TextRun(chart.title, .smallStrong)]).first?.width ?? 0
        flow.label(chart.note, .aside, x: TimeAxis.left + after + 6, y: flow.y)
        let top = flow.y + 15
        let height = { (value: Double) in
            let share = (value - chart.low) / max(chart.high - chart.low, 1e-9)
            return top + Self.plot * (1 - min(max(share, 0), 1))
        }
        if let band = chart.band {
            let y = height(band.upperBound)
            flow.canvas.box(
                x: TimeAxis.left,
                y: y,
                width: TimeAxis.width,
                height: height(band.lowerBound) - y,
                fill: .paleBlue
            )
        }
        for mark in chart.marks {
            let y = height(mark)
            flow.canvas.line(
                from: (TimeAxis.left, y),
                to: (TimeAxis.left + TimeAxis.width, y),
                ink: .rule,
                thickness: 0.4
            )
            flow.label(Figures.whole(mark), .aside, x: TimeAxis.left - 5, y: y - 5.5, align: .right)
        }
        if let reference = chart.reference {
            let y = height(reference)
            flow.canvas.line(
                from: (TimeAxis.left, y),
                to: (TimeAxis.left + TimeAxis.width, y),
                ink: .steel,
                thickness: 0.7,
                dash: [3, 2]
            )
        }
        for stroke in chart.strokes {
            let points = stroke.map { (x: axis.x($0.ms), y: height($0.value)) }
            if points.count == 1 {
                flow.canvas.path([points[0], (points[0].x + 0.8, points[0].y)], ink: .blue, thickness: 1)
            } else {
                flow.canvas.path(points, ink: .blue, thickness: 1)
            }
            if chart.dots { for point in points { flow.canvas.disc(x: point.x, y: point.y, radius: 1.7, fill: .blue) } }
        }
        flow.y = top + Self.plot + 14
    }
}
