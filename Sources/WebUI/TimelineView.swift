import Catalogue
import Model

/// The answer as a picture over time, and the same as a list. Shapes are placed in per cent, so that nothing is stretched.
struct TimelineView {
    private static let waveHeight = 56.0
    private static let mostMoments = 60

    private let durationMs: Int
    private let answer: Answer
    private let acoustics: Acoustics?
    private let remarks: Remarks

    /// The picture; nil when there is no sound or nothing is measured yet.
    init?(_ answer: Answer, _ acoustics: Acoustics?, _ remarks: Remarks) {
        guard let durationMs = answer.recording?.durationMs, durationMs > 0 else { return nil }
        (self.durationMs, self.answer, self.acoustics, self.remarks) = (durationMs, answer, acoustics, remarks)
    }

    private func x(_ ms: Int) -> String { Figures.share(Double(ms), of: Double(durationMs)) }

    /// What the template of the timeline is filled with.
    var values: [String: TemplateValue] {
        let delivery = answer.delivery
        let moments = moments
        let fillers = (delivery?.fillers.items ?? []).filter { $0.startMs != nil }
        return [
            "durationMs": .text(String(durationMs)), "summary": .text(summary),
            "wave": .optional(wave), "bins": .text(String(acoustics?.waveform.count ?? 0)),
            "pauses": .list((delivery?.pauses.items ?? []).map { span($0.startMs, $0.endMs) }),
            "fillers": .list(fillers.map { span($0.startMs ?? 0, $0.endMs ?? ($0.startMs ?? 0)) }),
            "marks": .list(
                remarks.all.flatMap { remark in
                    remark.evidence.compactMap { one in
                        one.startMs.map { span($0, one.endMs ?? $0).merging(["kind": .text(remark.kind)]) { $1 } }
                    }
                }
            ),
            "ticks": .list(ticks.map { ["x": .text(x($0)), "clock": .text(Figures.clock($0))] }),
            "moments": .list(moments), "hasMoments": .flag(!moments.isEmpty),
            "momentCount": .text(Figures.count(moments.count, "moment")),
        ]
    }

    private func span(_ start: Int, _ end: Int) -> [String: TemplateValue] {
        ["x": .text(x(start)), "width": .text(x(max(end - start, durationMs / 400)))]
    }

    /// The waveform as one path: a bar for each bin, mirrored at the middle.
    private var wave: String? {
        guard let bins = acoustics?.waveform, !bins.isEmpty else { return nil }
        let peak = Double(max(12, bins.max() ?? 12))
        return bins.enumerated().map { index, level in
            let half = max(0.6, Double(level) / peak * Self.waveHeight / 2)
            let top = Figures.place(Self.waveHeight / 2 - half)
            return "M\(index) \(top)V\(Figures.place(Self.waveHeight / 2 + half))"
        }.joined()
    }

    /// At most eight times along the axis, at round seconds.
    private var ticks: [Int] {
        let steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200].map { $0 * 1000 }
        let step = steps.first { durationMs / $0 <= 7 } ?? durationMs
        return Array(stride(from: 0, to: durationMs - step / 3, by: step))
    }

    private var summary: String {
        var parts = [Texts["timeline.long", ["clock": Figures.clock(durationMs)]]]
        if let delivery = answer.delivery {
            parts.append(Figures.count(delivery.pauses.count, "pause"))
            if delivery.fillers.reliability != .none {
                parts.append(Figures.fillers(delivery.fillers))
            }
        }
        return Texts["timeline.summary", ["parts": parts.joined(separator: ", ")]]
    }

    /// Everything that has a moment, in order: what the picture shows, for those who do not see it.
    private var moments: [[String: TemplateValue]] {
        struct Moment {
            var ms: Int
            var kind: String
            var name: String
            var text: String
        }
        var all: [Moment] = []
        for item in answer.delivery?.fillers.items ?? [] {
            guard let ms = item.startMs else { continue }
            all.append(
                Moment(
                    ms: ms,
                    kind: "filler",
                    name: Texts["timeline.aFiller"],
                    text: item.range == nil ? "um/uh" : item.text
                )
            )
        }
        for item in answer.delivery?.pauses.items ?? [] where item.durationMs >= 1000 && item.place != .initial {
            all.append(
                Moment(
                    ms: item.startMs,
                    kind: "pause",
                    name: Texts["timeline.aPause"],
                    text: Figures.seconds(item.durationMs)
                )
            )
        }
        for remark in remarks.all {
            guard let ms = remark.evidence.compactMap(\.startMs).first else { continue }
            all.append(
                Moment(ms: ms, kind: remark.kind, name: Texts["answer.\(remark.kind)"], text: remark.text)
            )
        }
        return all.sorted { $0.ms < $1.ms }.prefix(Self.mostMoments).map {
            [
                "ms": .text(String($0.ms)), "clock": .text(Figures.clock($0.ms)), "kind": .text($0.kind),
                "name": .text($0.name), "text": .text($0.text),
            ]
        }
    }
}
