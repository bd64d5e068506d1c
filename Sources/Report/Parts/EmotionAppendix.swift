import Catalogue
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
        var section = Section(title: Texts["report.emotion"], keep: 80)
        section.blocks.append(
            .callout(
                [
                    TextRun(Texts["report.emotionWarning"] + " ", .smallStrong),
                    TextRun(Texts["report.emotionText", ["a": "\(emotion.note)"]], .small),
                ]
            )
        )
        guard let primary = emotion.primary else {
            section.add(Texts["report.emotionNone", ["a": "\(emotion.engine)"]])
            return section
        }
        var text = Texts["report.emotionHeard", ["a": "\(emotion.engine)", "b": primary]]
        if let score = emotion.score { text += Texts["report.emotionOf100", ["a": Figures.whole(score)]] }
        if let rating = emotion.rating { text += " (\(rating))" }
        section.add(text + ".")
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.class"], share: 30),
                    Table.Column(title: Texts["report.probability"], share: 70),
                ],
                rows: emotion.probabilities.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    [Table.Cell($0.key), Table.Cell(Figures.whole($0.value * 100) + " %")]
                }
            ),
            caption: Texts["report.classes"]
        )
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.fromColumn"], share: 15),
                    Table.Column(title: Texts["report.toColumn"], share: 15),
                    Table.Column(title: Texts["report.class"], share: 40),
                    Table.Column(title: Texts["report.certainty"], share: 30, align: .right),
                ],
                rows: emotion.segments.map {
                    [
                        Table.Cell(Figures.clock($0.startMs)), Table.Cell(Figures.clock($0.endMs)),
                        Table.Cell($0.primary),
                        Table.Cell($0.confidence.map { Figures.whole($0) + " %" } ?? "–"),
                    ]
                }
            ),
            caption: Texts["report.stretches"]
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }
}
