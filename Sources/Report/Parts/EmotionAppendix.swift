import Model

/// What a voice-emotion endpoint answered, apart from everything else, with its limits said first.
struct EmotionAppendix {
    private let emotion: Emotion

    /// The appendix; nil when no endpoint was asked.
    init?(_ content: ReportContent) {
        guard let emotion = content.answer.emotion else { return nil }
        self.emotion = emotion
    }

    /// The section.
    var section: Section {
        var section = Section(title: "Private appendix: voice emotion", keep: 80)
        section.blocks.append(
            .callout(
                [
                    TextRun("Not validated, and for the speaker only. ", .smallStrong),
                    TextRun("Nothing here enters a score or was shown to the judge. \(emotion.note)", .small),
                ]
            )
        )
        guard let primary = emotion.primary else {
            section.add("\(emotion.engine) gave no result.")
            return section
        }
        var text = "\(emotion.engine) heard mostly “\(primary)”"
        if let score = emotion.score { text += ", \(Figures.whole(score)) of 100" }
        if let rating = emotion.rating { text += " (\(rating))" }
        section.add(text + ".")
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Class", share: 30),
                    Table.Column(title: "Probability", share: 70),
                ],
                rows: emotion.probabilities.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    [Table.Cell($0.key), Table.Cell(Figures.whole($0.value * 100) + " %")]
                }
            ),
            caption: "Classes and their probabilities"
        )
        section.add(
            Table(
                columns: [
                    Table.Column(title: "From", share: 15), Table.Column(title: "To", share: 15),
                    Table.Column(title: "Class", share: 40), Table.Column(title: "Certainty", share: 30, align: .right),
                ],
                rows: emotion.segments.map {
                    [
                        Table.Cell(Figures.clock($0.startMs)), Table.Cell(Figures.clock($0.endMs)),
                        Table.Cell($0.primary),
                        Table.Cell($0.confidence.map { Figures.whole($0) + " %" } ?? "–"),
                    ]
                }
            ),
            caption: "Stretches judged on their own"
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }
}
