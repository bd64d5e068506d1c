import Catalogue
import Model

/// Every delivery number in one table, with what is usual as a hint and never as a rule.
struct DeliveryNumbers {
    private let delivery: Delivery
    private let listed: Bool
    private typealias Row = (name: String, value: String, hint: String)

    /// The numbers of one report; nil when nothing was measured.
    init?(_ content: ReportContent) {
        guard let delivery = content.answer.delivery else { return nil }
        self.delivery = delivery
        listed = FillerTable(content) != nil
    }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.delivery"], keep: 90)
        let rows = pace + pauses + voice + words + scores
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.measure"], share: 27),
                    Table.Column(title: Texts["report.yours"], share: 17, align: .right),
                    Table.Column(title: Texts["report.usualHint"], share: 56),
                ],
                rows: rows.map {
                    [Table.Cell($0.name), Table.Cell($0.value, .smallStrong), Table.Cell($0.hint, .aside)]
                }
            ),
            caption: Texts["report.deliveryCaption"]
        )
        let runs = [
            longPauses, marks(Texts["report.hedges"], delivery.hedges),
            marks(Texts["report.repetitions"], delivery.repetitions),
        ]
        section.blocks += runs.compactMap { $0.map(Section.Block.paragraph) }
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }

    private var pace: [Row] {
        [
            (Texts["report.words"], "\(delivery.wordCount)", Texts["report.wordsHint"]),
            (
                Texts["report.wordsAMinute"], Figures.whole(delivery.wordsPerMinute),
                Texts["report.wordsAMinuteHint"]
            ),
            (
                Texts["report.syllables"], Figures.shown(delivery.syllablesPerSecond),
                Texts["report.syllablesHint"]
            ),
        ]
    }

    private var pauses: [Row] {
        let pauses = delivery.pauses
        let inside = pauses.items.count { $0.place == .midClause }
        // Without speech there is no first word.
        let spoke = delivery.wordCount > 0 || pauses.count > 0 || delivery.syllablesPerSecond != nil
        let known = pauses.items.contains { $0.place == .midClause || $0.place == .boundary }
        return [
            (
                Texts["report.latency"], spoke ? Figures.seconds(pauses.startLatencyMs) : "–",
                Texts["report.latencyHint"]
            ),
            (
                Texts["report.pauses"],
                (pauses.reliability == .rough ? Texts["report.aboutWord"] + " " : "")
                    + "\(pauses.count) (\(Figures.seconds(pauses.totalMs)))",
                pauses.reliability == .rough
                    ? pauses.reliabilityNote ?? "" : Texts["report.pausesHint"]
            ),
            (
                Texts["report.longPauses"], "\(pauses.longCount)",
                Texts["report.longPausesHint", ["a": "\(pauses.longest.map { Figures.seconds($0.durationMs) } ?? "–")"]]
            ),
            (
                Texts["report.midClause"], known ? "\(inside)" : "–",
                Texts["report.midClauseHint"]
            ),
        ]
    }

    private var voice: [Row] {
        var rows: [Row] = []
        if let pitch = delivery.pitch {
            rows.append(
                (Texts["report.pitchMedian"], Figures.whole(pitch.medianHz) + " Hz", Texts["report.pitchHint"])
            )
            rows.append(
                (
                    Texts["report.pitchVariation"],
                    Figures.shown(pitch.spreadSemitones) + " " + Texts["report.semitones"],
                    Texts["report.pitchVariationHint"]
                )
            )
        }
        if let loudness = delivery.loudness {
            if let lufs = loudness.lufs {
                rows.append(
                    (Texts["report.curveLoudness"], Figures.shown(lufs) + " LUFS", Texts["report.loudnessHint"])
                )
            }
            if let spread = loudness.spreadDb {
                rows.append(
                    (
                        Texts["report.loudnessVariation"], Figures.shown(spread) + " dB",
                        Texts["report.loudnessVariationHint"]
                    )
                )
            }
        }
        return rows
    }

    private var words: [Row] {
        let fillers = delivery.fillers
        return [
            (
                Texts["report.fillerTable"], Figures.fillers(fillers),
                listed ? Texts["report.listedBelow"] : fillers.reliabilityNote
            ),
            (
                Texts["report.fillersPer100"], Figures.shown(fillers.per100Words),
                Texts["report.fillersPer100Hint"]
            ),
            (
                Texts["report.fillersAMinute"], Figures.shown(fillers.perMinute),
                Texts["report.fillersAMinuteHint"]
            ),
            (
                Texts["report.hedges"], "\(delivery.hedges.count)",
                Texts["report.hedgesHint"]
            ),
            (Texts["report.repetitions"], "\(delivery.repetitions.count)", Texts["report.repetitionsHint"]),
        ]
    }

    private var scores: [Row] {
        [(Texts["report.fluency"], delivery.fluency), (Texts["report.steadiness"], delivery.confidence)].compactMap {
            name,
            score in
            guard let score else { return nil }
            let parts = score.parts.sorted { $0.key < $1.key }.map { part in
                let most = score.maxima?[part.key].map { " " + Texts["report.partOf", ["a": Self.points($0)]] } ?? ""
                return "\(Phrases.say(Words.spaced(part.key))) \(Self.points(part.value))\(most)"
            }
            let about = score.about.map { $0 + " " } ?? ""
            return (
                score.label ?? name, Texts["report.nOf100", ["a": Figures.whole(score.score)]],
                about + Texts["report.points"] + " " + parts.joined(separator: ", ")
            )
        }
    }

    /// Points without a needless decimal.
    private static func points(_ value: Double) -> String {
        value == value.rounded() ? Figures.whole(value) : Figures.shown(value)
    }

    private var longPauses: [TextRun]? {
        let long = delivery.pauses.items.filter { $0.durationMs >= 1000 }
        guard !long.isEmpty else { return nil }
        let list = long.map {
            "\(Figures.clock($0.startMs)) (\(Figures.seconds($0.durationMs))\(Self.place($0.place)))"
        }
        return [
            TextRun(Texts["report.longPausesList"] + " ", .smallStrong), TextRun(list.joined(separator: ", "), .small),
        ]
    }

    private func marks(_ title: String, _ marks: [Delivery.Mark]) -> [TextRun]? {
        guard !marks.isEmpty else { return nil }
        let list = marks.map { mark in "“\(mark.text)”" + (mark.startMs.map { " " + Figures.clock($0) } ?? "") }
        return [TextRun(title + ": ", .smallStrong), TextRun(list.joined(separator: ", "), .small)]
    }

    private static func place(_ place: Pauses.Place) -> String {
        switch place {
        case .initial: Texts["report.placeInitial"]
        case .boundary: Texts["report.placeBoundary"]
        case .midClause: Texts["report.placeMid"]
        case .unknown: ""
        }
    }
}
