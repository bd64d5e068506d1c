import Catalogue
import Model

/// The evaluation told in connected prose, when it was asked for.
struct NarrativePart {
    private let narrative: Narrative

    /// The narrative of one report; nil when there is none.
    init?(_ content: ReportContent) {
        guard let narrative = content.answer.evaluation?.narrative else { return nil }
        guard !narrative.paragraphs.isEmpty || !narrative.notes.isEmpty else { return nil }
        self.narrative = narrative
    }

    /// The section: who wrote it, the paragraphs, and what was left out of them.
    var section: Section {
        var section = Section(title: Texts["report.narrative"], keep: 70)
        section.add(origin, .aside)
        for paragraph in narrative.paragraphs { section.add(paragraph) }
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }

    private var origin: String {
        var sentences: [String] = []
        switch narrative.source {
        case .model:
            let who =
                narrative.model.map { Texts["report.writtenBy", ["a": "\($0)"]] } ?? Texts["report.writtenByModel"]
            sentences.append(Texts["report.checked", ["a": who]])
        case .findings: if narrative.notes.isEmpty { sentences.append(Texts["report.fromFindings"]) }
        }
        if narrative.droppedSentences > 0 {
            let count = Texts.count("count.sentence", narrative.droppedSentences)
            sentences.append(Texts["report.dropped", ["a": count]])
        }
        return (sentences + narrative.notes).joined(separator: " ")
    }
}
