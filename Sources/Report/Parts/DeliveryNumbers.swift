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
        var section = Section(title: "Delivery in numbers", keep: 90)
        let rows = pace + pauses + voice + words + scores
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Measure", share: 27), Table.Column(title: "Yours", share: 17, align: .right),
                    Table.Column(title: "What is usual, as a hint", share: 56),
                ],
                rows: rows.map {
                    [Table.Cell($0.name), Table.Cell($0.value, .smallStrong), Table.Cell($0.hint, .aside)]
                }
            ),
            caption: "Every delivery number, with what is usual"
        )
        let runs = [
            longPauses, marks("Hedges", delivery.hedges), marks("Repetitions and restarts", delivery.repetitions),
        ]
        section.blocks += runs.compactMap { $0.map(Section.Block.paragraph) }
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }

    private var pace: [Row] {
        [
            ("Words", "\(delivery.wordCount)", "Fillers such as “um” are not counted"),
            (
                "Words a minute", Figures.whole(delivery.wordsPerMinute),
                "120–170; what suits you matters more than the band"
            ),
            (
                "Syllables a second", Figures.tenths(delivery.syllablesPerSecond),
                "Speed of articulation, pauses left out; taken from the signal, not from words"
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
                "Silence before the first word", spoke ? Figures.seconds(pauses.startLatencyMs) : "–",
                "A moment to think is fine"
            ),
            (
                "Pauses",
                (pauses.reliability == .rough ? "about " : "")
                    + "\(pauses.count) (\(Figures.seconds(pauses.totalMs)))",
                pauses.reliability == .rough
                    ? pauses.reliabilityNote ?? "" : "Silences of 200 ms or more between words, and their total"
            ),
            (
                "Long pauses", "\(pauses.longCount)",
                "1 s or more; the longest is \(pauses.longest.map { Figures.seconds($0.durationMs) } ?? "–")"
            ),
            (
                "Pauses inside a clause", known ? "\(inside)" : "–",
                "These disturb listeners most; pauses between sentences help them"
            ),
        ]
    }

    private var voice: [Row] {
        var rows: [Row] = []
        if let pitch = delivery.pitch {
            rows.append(
                ("Pitch, median", Figures.whole(pitch.medianHz) + " Hz", "A fact about the voice, neither good nor bad")
            )
            rows.append(
                (
                    "Pitch variation", Figures.tenths(pitch.spreadSemitones) + " semitones",
                    "Standard deviation; compare it with your own other answers"
                )
            )
        }
        if let loudness = delivery.loudness {
            if let lufs = loudness.lufs {
                rows.append(
                    ("Loudness", Figures.tenths(lufs) + " LUFS", "About -16 to -24 is comfortable to listen to")
                )
            }
            if let spread = loudness.spreadDb {
                rows.append(("Loudness variation", Figures.tenths(spread) + " dB", "Standard deviation while speaking"))
            }
        }
        return rows
    }

    private var words: [Row] {
        let fillers = delivery.fillers
        return [
            ("Fillers", fillers.countText, listed ? "Listed one by one below" : fillers.reliabilityNote),
            (
                "Fillers per 100 words", Figures.tenths(fillers.per100Words),
                "2–6 in ordinary speech; listeners mind them only when they notice them"
            ),
            (
                "Fillers a minute", Figures.tenths(fillers.perMinute),
                "Fluent speakers about 1 a minute, hesitant ones about 5"
            ),
            (
                "Hedges", "\(delivery.hedges.count)",
                "“maybe”, “kind of”, “I guess”: one or two are polite, many weaken a point"
            ),
            ("Repetitions and restarts", "\(delivery.repetitions.count)", "Normal in free speech"),
        ]
    }

    private var scores: [Row] {
        [("Fluency", delivery.fluency), ("Steadiness", delivery.confidence)].compactMap { name, score in
            guard let score else { return nil }
            let parts = score.parts.sorted { $0.key < $1.key }.map { part in
                let most = score.maxima?[part.key].map { " of \(Self.points($0))" } ?? ""
                return "\(Words.spaced(part.key)) \(Self.points(part.value))\(most)"
            }
            let about = score.about.map { $0 + " " } ?? ""
            return (
                score.label ?? name, "\(Figures.whole(score.score)) of 100",
                about + "Points: " + parts.joined(separator: ", ")
            )
        }
    }

    /// Points without a needless decimal.
    private static func points(_ value: Double) -> String {
        value == value.rounded() ? Figures.whole(value) : Figures.tenths(value)
    }

    private var longPauses: [TextRun]? {
        let long = delivery.pauses.items.filter { $0.durationMs >= 1000 }
        guard !long.isEmpty else { return nil }
        let list = long.map {
            "\(Figures.clock($0.startMs)) (\(Figures.seconds($0.durationMs))\(Self.place($0.place)))"
        }
        return [TextRun("Long pauses: ", .smallStrong), TextRun(list.joined(separator: ", "), .small)]
    }

    private func marks(_ title: String, _ marks: [Delivery.Mark]) -> [TextRun]? {
        guard !marks.isEmpty else { return nil }
        let list = marks.map { mark in "“\(mark.text)”" + (mark.startMs.map { " " + Figures.clock($0) } ?? "") }
        return [TextRun(title + ": ", .smallStrong), TextRun(list.joined(separator: ", "), .small)]
    }

    private static func place(_ place: Pauses.Place) -> String {
        switch place {
        case .initial: ", before the first word"
        case .boundary: ", between clauses"
        case .midClause: ", inside a clause"
        case .unknown: ""
        }
    }
}
