import Model

/// A narrative put together from the findings: every sentence is a finding, a measurement or the rubric's own advice, so there is nothing
/// to verify. What there is to tell decides its length: there is none when it is too little, and a short one says so.
struct FindingsNarrative {
    private let material: NarrativeMaterial

    /// Words after which sentences of a lower rank stay out.
    private static let enough = 560

    /// A narrative of what the material holds.
    init(_ material: NarrativeMaterial) { self.material = material }

    /// The text.
    var narrative: Narrative {
        let content = FindingsSentences(material)
        let speech = SpeechSentences(material)
        let paragraphs = RankedSentence.chosen(
            RankedSentence.once([
                content.overall, content.strengths, content.criteria, content.improvements, content.expectations,
                speech.delivery, speech.economy, content.practice, content.limits,
            ]),
            enough: Self.enough,
            most: NarrativeCheck.words.upperBound
        )
        var narrative = Narrative(paragraphs: paragraphs, source: .findings)
        let count = narrative.wordCount
        if count < NarrativeCheck.leastWords {
            narrative.paragraphs = []
            narrative.notes = [
                "There is no narrative: what was found fills \(count) words, and "
                    + "\(NarrativeCheck.words.lowerBound) of them would be padding."
            ]
            return narrative
        }
        narrative.notes = ["Put together from the findings, without a model."]
        if count < NarrativeCheck.words.lowerBound {
            narrative.notes.append("It has \(count) words: there was no more to tell without inventing.")
        }
        return narrative
    }
}
