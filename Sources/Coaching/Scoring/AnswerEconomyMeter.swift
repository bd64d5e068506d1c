import Model

/// Measures where an answer's time goes. The clauses of a told experience are sorted into its parts by their cues, so that several parts may
/// share a sentence; a clause without any belongs to the part before it. Other questions have sections of their own.
struct AnswerEconomyMeter {
    /// Version of the measure; part of the configuration of every judge.
    static let version = 4
    /// Most cuts proposed.
    static let maxCuts = 12

    private let spoken: Spoken
    private let delivery: Delivery
    private let sense: RuleSense?

    /// A meter for one answer; `sense` may be given where the answer was already looked at.
    init(_ spoken: Spoken, delivery: Delivery, sense: RuleSense? = nil) {
        self.spoken = spoken
        self.delivery = delivery
        self.sense = sense
    }

    /// The economy; nil for an answer without words.
    var economy: AnswerEconomy? {
        guard !spoken.words.isEmpty else { return nil }
        let sense = sense ?? RuleSense(question: Question(text: ""), spoken: spoken)
        let opening = AnswerOpening(sense.facts)
        let cuts = cuts(opening)
        let start = spoken.words.first?.span?.startMs
        let point = opening.first.flatMap { spoken.words[$0.lowerBound].span?.startMs }
        let saved = cuts.compactMap { cut in cut.endMs.flatMap { end in cut.startMs.map { max(0, end - $0) } } }
        let kind = QuestionKind(sense.question.text)
        let tellsStory = kind == .story || !sense.question.text.contains { $0.isLetter }
        return AnswerEconomy(
            parts: tellsStory ? StoryParts(sense).parts : [],
            timeToFirstPointMs: point.flatMap { point in start.map { max(0, point - $0) } },
            wordsToFirstPoint: opening.words,
            cuts: cuts,
            savedMs: saved.isEmpty ? nil : saved.reduce(0, +),
            sections: tellsStory ? nil : AnswerSections(sense, kind: kind).sections
        )
    }

    private func cuts(_ opening: AnswerOpening) -> [AnswerEconomy.Cut] {
        var cuts: [AnswerEconomy.Cut] = []
        if opening.words > 5, opening.first != nil {
            let evidence = spoken.evidence(0..<opening.words)
            cuts.append(
                AnswerEconomy.Cut(
                    text: RemarkCheck.tidy(evidence.quote, limit: 200),
                    reason: "It comes before the first point.",
                    startMs: evidence.startMs,
                    endMs: evidence.endMs
                )
            )
        }
        let end = cuts.first?.endMs ?? -1
        for mark in delivery.repetitions where mark.startMs ?? 0 >= end {
            cuts.append(
                .init(
                    text: RemarkCheck.tidy(mark.text, limit: 200),
                    reason: "It is said twice.",
                    startMs: mark.startMs,
                    endMs: mark.endMs
                )
            )
        }
        for mark in delivery.hedges where mark.startMs ?? 0 >= end {
            cuts.append(
                .init(
                    text: RemarkCheck.tidy(mark.text, limit: 200),
                    reason: "It takes back what you say.",
                    startMs: mark.startMs,
                    endMs: mark.endMs
                )
            )
        }
        return Array(cuts.sorted { ($0.startMs ?? 0) < ($1.startMs ?? 0) }.prefix(Self.maxCuts))
    }
}
