import Catalogue
package import Model

/// One number on a scale with the band in which most people speak.
package struct RangeStrip: Sendable, Hashable {
    /// What is measured: `Pace`.
    package var label: String
    /// The number as it is read: `186`.
    package var value: String
    /// What it counts: `words a minute`.
    package var unit: String
    /// What it means, in a few words.
    package var note: String
    /// The number itself.
    package var number: Double
    /// The ends of the scale.
    package var scale: ClosedRange<Double>
    /// The band of usual values.
    package var band: ClosedRange<Double>
    /// The number of the take before; nil without one.
    package var before: Double?
    /// How many decimals a change has.
    package var decimals = 0

    /// Whether the number is within the band.
    package var isUsual: Bool { band.contains(number) }

    /// Words a minute that are easy to follow.
    static let usualPace = 120.0...170.0
    /// Fillers a minute that few listeners notice.
    static let mostFillers = 4.0
    /// Seconds of a pause that still sounds like thinking.
    static let longestPause = 2.0

    /// The three numbers of a spoken answer: pace, fillers, longest pause. One that was not measured is left out.
    package static func strips(of answer: Answer, before: Answer?) -> [RangeStrip] {
        guard let delivery = answer.delivery, (answer.quality?.speechMs ?? 1) > 0 else { return [] }
        var strips: [RangeStrip] = []
        if let pace = delivery.wordsPerMinute {
            let note =
                Texts[pace > 170 ? "strip.paceFast" : pace < 120 ? "strip.paceSlow" : "strip.paceUsual"]
            strips.append(
                RangeStrip(
                    label: Texts["strip.pace"],
                    value: answer.transcript?.accuracy == .low
                        ? Texts["count.about", ["count": Figures.decimal(pace, places: 0)]]
                        : Figures.decimal(pace, places: 0),
                    unit: Texts["strip.paceUnit"],
                    note: note,
                    number: pace,
                    scale: 60...240,
                    band: usualPace,
                    before: before?.delivery?.wordsPerMinute
                )
            )
        }
        if delivery.fillers.reliability != .none, let rate = delivery.fillers.perMinute {
            let isRough = delivery.fillers.reliability == .lowerBound
            let count = Figures.count(delivery.fillers.total, "filler")
            strips.append(
                RangeStrip(
                    label: Texts["strip.fillers"],
                    value: Figures.decimal(rate),
                    unit: Texts["strip.fillersUnit"],
                    note: Texts[isRough ? "strip.roughCount" : "strip.inAll", ["count": count]],
                    number: rate,
                    scale: 0...12,
                    band: 0...mostFillers,
                    before: before?.delivery.flatMap { $0.fillers.reliability == .none ? nil : $0.fillers.perMinute },
                    decimals: 1
                )
            )
        }
        let longest = Double(delivery.pauses.longest?.durationMs ?? 0) / 1000
        strips.append(
            RangeStrip(
                label: Texts["strip.longestPause"],
                value: Figures.decimal(longest),
                unit: Texts["strip.longestPauseUnit"],
                note: Texts["strip.inAll", ["count": Figures.count(delivery.pauses.count, "pause")]],
                number: longest,
                scale: 0...5,
                band: 0...longestPause,
                before: before?.delivery.map { Double($0.pauses.longest?.durationMs ?? 0) / 1000 },
                decimals: 1
            )
        )
        return strips
    }

    /// The change since the take before, as words and whether it went towards the band; nil without one or without a change.
    package var change: (text: String, isBetter: Bool?)? {
        guard let before else { return nil }
        let scale: Double = decimals == 0 ? 1 : 10
        let by = ((number * scale).rounded() - (before * scale).rounded()) / scale
        guard by != 0 else { return (Texts["strip.asLastTime"], nil) }
        func distance(_ value: Double) -> Double { max(0, band.lowerBound - value, value - band.upperBound) }
        let (now, then) = (distance(number), distance(before))
        let arrow = by > 0 ? "▲" : "▼"
        let text = Texts["strip.sinceLast", ["change": "\(arrow) \(Figures.decimal(abs(by), places: decimals))"]]
        return (text, now == then ? nil : now < then)
    }

    /// Strips one after the other, as items of a list.
    static func html(_ strips: [RangeStrip]) throws(TemplateError) -> HTML {
        var html = HTML(markup: "")
        for strip in strips { html = html + (try Templates.fill("strip", strip.values)) }
        return html
    }

    private var values: [String: TemplateValue] {
        func place(_ value: Double) -> String {
            Figures.share(value - scale.lowerBound, of: scale.upperBound - scale.lowerBound)
        }
        let change = change
        let direction = change?.isBetter.map { $0 ? "better" : "worse" } ?? "same"
        let usual =
            Texts[
                "strip.usual",
                [
                    "low": Figures.decimal(band.lowerBound, places: 0),
                    "high": Figures.decimal(band.upperBound, places: 0),
                ]
            ]
        return [
            "label": .text(label), "value": .text(value), "unit": .text(unit), "note": .text(note),
            "dot": .text(place(number)), "bandStart": .text(place(band.lowerBound)), "usual": .text(usual),
            "bandWidth": .text(
                Figures.share(band.upperBound - band.lowerBound, of: scale.upperBound - scale.lowerBound)
            ),
            "before": .optional(before.map(place)), "change": .optional(change?.text), "direction": .text(direction),
            "state": .text(isUsual ? "usual" : "unusual"),
        ]
    }
}
