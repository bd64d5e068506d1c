import Model

extension RuleSense {
    /// Names, numbers and terms against words that could mean anything.
    var specific: Outcome {
        let spoken = facts.spoken
        var details: [String: Int] = [:]
        for (index, token) in spoken.tokens.enumerated() where facts.usable[index] {
            let word = spoken.words[token.first].text
            let opens = spoken.sentences[facts.sentence[index]].lowerBound == token.first
            let named =
                !opens && word.first?.isUppercase == true && token.text != "i" && !token.text.hasPrefix("im")
                && !EnglishWords.function.contains(token.text)
            if (token.isNumber && token.text != "1") || named, details[token.text] == nil {
                details[token.text] = index
            }
        }
        let vague = search.hits(CuePhrases.vague)
        let rate = 100 * Double(vague.count) / Double(max(1, facts.usableCount))
        var value: Double =
            switch details.count {
            case 3...: rate < 4 ? 1 : 0.5
            case 2: rate < 3 ? 1 : 0.5
            case 1: rate < 6 ? 0.5 : 0
            default: rate < 1 ? 0.5 : 0
            }
        if isMostlyGeneral { value = min(value, 0.5) / 2 }
        var outcome = Outcome(
            value: value,
            evidence: value > 0 ? details.values.sorted().prefix(3).map { search.words(around: $0..<$0 + 1) } : []
        )
        if rate >= 4 {
            let words = vague.map(\.phrase).filter { !$0.hasSuffix("*") }.uniqued.prefix(2).map { "“\($0)”" }
            outcome.advice =
                words.isEmpty ? nil : "Say what you mean by \(SentenceParts.list(words)): name the thing itself."
            outcome.against = vague.prefix(2).map { search.words(around: $0.tokens) }
        } else if details.count > 0 {
            outcome.advice = "Make it more concrete: name one more tool, person, date or number."
        }
        return outcome
    }

    /// Whether a told experience was asked for and half of the words, by meaning, could stand in any answer.
    var isMostlyGeneral: Bool {
        guard let meaning, QuestionKind(question.text) == .story else { return false }
        return meaning.generalShare(facts.spoken.sentences) > 0.5
    }

    /// Whether the first point comes at once.
    var direct: Outcome {
        let opening = AnswerOpening(facts)
        let value: Double = opening.words <= 8 ? 1 : opening.words <= 30 ? 0.5 : 0
        let evidence = opening.first.map { [search.opening(of: $0)] } ?? []
        var outcome = Outcome(value: opening.first == nil ? 0 : value, evidence: evidence)
        if outcome.value < 0.75, opening.words > 0 {
            outcome.advice = "Leave out the first \(opening.words) words: your answer starts after them."
            outcome.against = [0..<min(opening.words, QuoteWindow.whole)]
        }
        return outcome
    }

    /// Whether a listener can follow: signposts, or a story told in its natural order.
    var ordered: Outcome {
        let signs = cues(announced(CuePhrases.signposts), yes: 3, partly: 1)
        let situation = announced(CuePhrases.situation).first?.tokens.lowerBound
        let action = actions.first?.lowerBound
        let result = announced(CuePhrases.result).last?.tokens.lowerBound
        if let situation, let action, let result, situation < result {
            let tokens = facts.spoken.tokens
            let first = tokens[action].first
            if first >= tokens[situation].first - 7, first <= tokens[result].first + 7 {
                return Outcome(
                    value: 1,
                    evidence: [
                        search.words(around: situation..<situation + 1), search.words(around: result..<result + 1),
                    ]
                )
            }
        }
        if let kept = keptOrder, signs.value < 1 { return kept }
        return signs
    }

    /// The natural order of a told experience by meaning: setting, deed, outcome, each where it is clearest; nil where it is not kept.
    private var keptOrder: Outcome? {
        let parts: [StoryPart] = [.situation, .action, .result]
        let places = parts.compactMap { part in told(part).isEmpty ? nil : meaning?.best(part)?.words }
        guard places.count == parts.count, places[0].lowerBound <= places[1].lowerBound,
            places[1].lowerBound <= places[2].lowerBound, places[0].lowerBound < places[2].lowerBound
        else { return nil }
        return Outcome(value: 1, evidence: [search.shown(places[0]), search.shown(places[2])])
    }

    /// No repetition, no rambling, no bare lists. Length is held against an answer only when it is extreme, and never for it.
    var concise: Outcome {
        let words = facts.spoken.words.count
        let vague = 100 * Double(search.hits(CuePhrases.vague).count) / Double(max(1, words))
        let waste = facts.repeatedShare + facts.listedShare
        let value: Double
        switch true {
        case waste > 0.3 || words > 800 || vague > 9 || facts.variety < 0.5: value = 0
        case waste > 0.1 || words > 450 || vague > 5 || words < 35 || facts.variety < 0.65 || isMostlyGeneral:
            value = 0.5
        default: value = 1
        }
        var outcome = Outcome(value: value)
        if facts.repeatedShare > 0.1 {
            outcome.comment =
                "About \(Int((100 * facts.repeatedShare).rounded())) percent of the words repeat earlier ones."
        }
        if facts.listedShare > 0.1 {
            outcome.comment =
                "About \(Int((100 * facts.listedShare).rounded())) percent of the words are bare lists of terms."
        }
        if value < 0.75, waste <= 0.1 {
            switch true {
            case words < 35:
                outcome.advice = "Say more: a good answer takes one to two minutes."
                outcome.drill = "one-minute"
            case words > 450: outcome.advice = "Say it in half the words: \(words) are more than a listener keeps."
            default:
                outcome.advice = "Cut the sentences that could stand in any answer."
                outcome.against = search.hits(CuePhrases.vague).prefix(1).map { search.words(around: $0.tokens) }
            }
        }
        return outcome
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of their first places.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
