import Model

/// Measures where an answer's time goes. Sentences are sorted into the parts of a told experience by their cues; a sentence without
/// any belongs to the part before it.
struct AnswerEconomyMeter {
    /// Version of the measure; part of the configuration of every judge.
    static let version = 3
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
        return AnswerEconomy(
            parts: parts(sense),
            timeToFirstPointMs: point.flatMap { point in start.map { max(0, point - $0) } },
            wordsToFirstPoint: opening.words,
            cuts: cuts,
            savedMs: saved.isEmpty ? nil : saved.reduce(0, +)
        )
    }

    private func parts(_ sense: RuleSense) -> [AnswerEconomy.Part] {
        let cues: [(AnswerEconomy.PartName, [String])] = [
            (.result, CuePhrases.result), (.task, CuePhrases.task), (.situation, CuePhrases.situation),
        ]
        var votes = [[AnswerEconomy.PartName: Int]](repeating: [:], count: spoken.sentences.count)
        for (name, phrases) in cues {
            for hit in sense.announced(phrases) { votes[hit.sentence][name, default: 0] += 1 }
        }
        let actions = sense.actionSentences
        var parts: [AnswerEconomy.PartName: AnswerEconomy.Part] = [:]
        var current = AnswerEconomy.PartName.other
        for (index, sentence) in spoken.sentences.enumerated() {
            let late = index * 5 >= spoken.sentences.count * 2
            if votes[index][.result] != nil, late {
                current = .result
            } else if votes[index][.situation] != nil, current == .other,
                opens(with: CuePhrases.situation, index, sense)
            {
                current = .situation
            } else if actions.contains(index) {
                current = .action
            } else if votes[index][.task] != nil, current != .result {
                current = .task
            } else if votes[index][.situation] != nil, current == .other || current == .situation {
                current = .situation
            }
            var part =
                parts[current]
                ?? AnswerEconomy.Part(name: current, words: 0, startMs: spoken.words[sentence.lowerBound].span?.startMs)
            part.words += sentence.count
            if let from = spoken.words[sentence.lowerBound].span?.startMs,
                let to = spoken.words[sentence.upperBound - 1].span?.endMs
            {
                part.durationMs = (part.durationMs ?? 0) + max(0, to - from)
            }
            parts[current] = part
        }
        return AnswerEconomy.PartName.allCases.compactMap { parts[$0] }
    }

    /// Whether a cue stands at the start of a sentence: "In my last job I looked after …" sets the scene, whatever verb follows.
    private func opens(with phrases: [String], _ index: Int, _ sense: RuleSense) -> Bool {
        sense.announced(phrases).contains { hit in
            hit.sentence == index
                && spoken.tokens[hit.tokens.lowerBound].first - spoken.sentences[index].lowerBound <= 2
        }
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
