import Catalogue
import Model

/// The answer as a picture: waveform, fillers above it, long pauses labelled below it, over a time axis. Long answers take
/// several rows.
struct Timeline {
    private let acoustics: Acoustics
    /// The fillers with a time.
    let fillers: [Fillers.Item]
    /// The silences, in order.
    let pauses: [Pauses.Item]

    private static let half = 24.0
    private static let rowHeight = 14 + 2 * half + 20 + 22

    /// The timeline of one report; nil without decoded sound.
    init?(_ content: ReportContent) {
        guard let acoustics = content.acoustics, acoustics.durationMs > 0 else { return nil }
        self.acoustics = acoustics
        fillers = (content.answer.delivery?.fillers.items ?? []).filter { $0.startMs != nil }
        let known = content.answer.delivery?.pauses.items ?? []
        pauses =
            !known.isEmpty
            ? known
            : acoustics.silences.map { Pauses.Item(startMs: $0.startMs, endMs: $0.endMs, place: .unknown) }
    }

    /// How long the recording is.
    var durationMs: Int { acoustics.durationMs }

    /// The peaks, 0–100.
    var waveform: [Int] { acoustics.waveform }

    /// What the picture shows, in words.
    var summary: String {
        let long = pauses.filter { $0.durationMs >= 1000 }
        let list = long.prefix(20).map {
            Texts["report.lengthAt", ["a": Figures.seconds($0.durationMs), "b": Figures.clock($0.startMs)]]
        }
        let more = long.count > 20 ? " " + Texts["report.andMore", ["a": "\(long.count - 20)"]] : ""
        let times = fillers.compactMap(\.startMs)
        let marks = times.prefix(40).map(Figures.clock).joined(separator: ", ") + (times.count > 40 ? ", …" : "")
        return Texts["report.loudnessOver", ["a": Figures.clock(durationMs)]] + " "
            + (times.isEmpty
                ? Texts["report.noFillersMarked"] + " "
                : Texts["report.countAt", ["a": Texts.count("count.filler", times.count), "b": marks]] + " ")
            + (long.isEmpty
                ? Texts["report.noLongSilence"]
                : Texts.count("report.longSilences", long.count, ["list": list.joined(separator: ", ") + more]))
    }

    /// Draws the section.
    func draw(on flow: inout Flow) {
        flow.section(Texts["report.timeline"], keep: Self.rowHeight + 30)
        legend(on: &flow)
        let length = (acoustics.durationMs + rows - 1) / rows
        for row in 0..<rows {
            let end = min(acoustics.durationMs, (row + 1) * length)
            self.row(TimeAxis(startMs: row * length, endMs: end), on: &flow)
        }
    }

    /// How many rows it has: one for each 90 seconds, six at most.
    private var rows: Int { min(max((acoustics.durationMs + 89_999) / 90_000, 1), 6) }

    /// What the section takes of a page, in points.
    var heightOfSection: Double { 70 + Double(rows) * Self.rowHeight }

    private func legend(on flow: inout Flow) {
        flow.need(14)
        let y = flow.y
        var x = TimeAxis.left
        flow.canvas.boxes([(x, y + 3, 1.2, 5), (x + 2, y + 1, 1.2, 9), (x + 4, y + 2.5, 1.2, 6)], fill: .steel)
        x = legend(Texts["report.loudness"], x: x + 9, y: y, on: &flow)
        flow.canvas.polygons([Self.triangle(x: x + 3.5, y: y + 2.5)], ink: .orange)
        x = legend(Texts["report.filler"], x: x + 10, y: y, on: &flow)
        flow.canvas.box(x: x, y: y + 0.5, width: 10, height: 10, fill: .silence)
        x = legend(Texts["report.silence"], x: x + 14, y: y, on: &flow)
        bracket(from: x, to: x + 14, y: y + 5.5, on: flow)
        _ = legend(Texts["report.longSilence"], x: x + 18, y: y, on: &flow)
        flow.y += 16
    }

    private func legend(_ text: String, x: Double, y: Double, on flow: inout Flow) -> Double {
        flow.label(text, .aside, x: x, y: y)
        return x + (flow.typeset([TextRun(text, .aside)]).first?.width ?? 0) + 16
    }

    private func row(_ axis: TimeAxis, on flow: inout Flow) {
        flow.need(Self.rowHeight)
        let top = flow.y + 12
        let middle = top + Self.half
        let shown = pauses.filter { $0.endMs > axis.startMs && $0.startMs < axis.endMs }
        flow.canvas.boxes(
            shown.map { (axis.x($0.startMs), top, max(axis.x($0.endMs) - axis.x($0.startMs), 0.3), 2 * Self.half) },
            fill: .silence
        )
        wave(axis, middle: middle, on: flow)
        let marks = fillers.compactMap(\.startMs).filter(axis.holds).map(axis.x)
        for x in marks {
            flow.canvas.line(from: (x, top), to: (x, top + 2 * Self.half), ink: .orange, thickness: 0.6)
        }
        flow.canvas.polygons(marks.map { Self.triangle(x: $0, y: top - 7) }, ink: .orange)
        longPauses(shown, axis, y: top + 2 * Self.half + 4, on: &flow)
        axis.draw(y: top + 2 * Self.half + 20, on: &flow)
        flow.y += Self.rowHeight
    }

    /// Mirrored bars, each the peak of the stretch it covers.
    private func wave(_ axis: TimeAxis, middle: Double, on flow: borrowing Flow) {
        let bins = acoustics.waveform
        flow.canvas.line(
            from: (TimeAxis.left, middle),
            to: (TimeAxis.left + TimeAxis.width, middle),
            ink: .steel,
            thickness: 0.4
        )
        guard !bins.isEmpty else { return }
        let bars = 240
        let pitch = TimeAxis.width / Double(bars)
        let perMs = Double(bins.count) / Double(acoustics.durationMs)
        var boxes: [(x: Double, y: Double, width: Double, height: Double)] = []
        for bar in 0..<bars {
            let length = Double(axis.endMs - axis.startMs) / Double(bars)
            let from = Int((Double(axis.startMs) + Double(bar) * length) * perMs)
            let to = max(from + 1, Int((Double(axis.startMs) + Double(bar + 1) * length) * perMs))
            guard from < bins.count, from >= 0 else { continue }
            let peak = bins[from..<min(to, bins.count)].max() ?? 0
            let half = max(Self.half * Double(min(max(peak, 0), 100)) / 100, 0.3)
            boxes.append((TimeAxis.left + Double(bar) * pitch + 0.3, middle - half, pitch - 0.6, 2 * half))
        }
        flow.canvas.boxes(boxes, fill: .steel)
    }

    /// Brackets under the long pauses; a length that would run into its neighbour is left out.
    private func longPauses(_ shown: [Pauses.Item], _ axis: TimeAxis, y: Double, on flow: inout Flow) {
        var free = TimeAxis.left - 10
        for pause in shown where pause.durationMs >= 1000 {
            let from = axis.x(pause.startMs)
            let to = axis.x(pause.endMs)
            bracket(from: from, to: to, y: y, on: flow)
            let text = Figures.seconds(pause.durationMs)
            let width = flow.typeset([TextRun(text, .aside)]).first?.width ?? 0
            let edge = TimeAxis.left + TimeAxis.width
            let left = min(max((from + to - width) / 2, TimeAxis.left), edge - width)
            guard left >= free else { continue }
            flow.label(text, .aside, x: left, y: y + 2)
            free = left + width + 4
        }
    }

    private func bracket(from: Double, to: Double, y: Double, on flow: borrowing Flow) {
        flow.canvas.line(from: (from, y), to: (to, y), ink: .grey, thickness: 0.8)
        flow.canvas.line(from: (from, y - 2.5), to: (from, y + 2.5), ink: .grey, thickness: 0.8)
        flow.canvas.line(from: (to, y - 2.5), to: (to, y + 2.5), ink: .grey, thickness: 0.8)
    }

    private static func triangle(x: Double, y: Double) -> [(x: Double, y: Double)] {
        [(x - 3.2, y), (x + 3.2, y), (x, y + 6)]
    }
}
