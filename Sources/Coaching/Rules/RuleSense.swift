import Model

/// Applies the rules of a rubric to one answer. Nil means that rules cannot tell.
struct RuleSense {
    /// What one rule found.
    struct Outcome {
        /// How far it is met, 0–1.
        var value: Double
        /// The words that show it.
        var evidence: [Range<Int>] = []
        /// One sentence, when there is something to add to the item.
        var comment = ""
        /// What to change, where the cause is known more exactly than the rubric's sentence says; nil for the rubric's own.
        var advice: String?
        /// The words the advice is about.
        var against: [Range<Int>] = []
        /// The drill for this cause; nil for the rubric's own.
        var drill: String?
        /// Whether rules cannot tell how far it is met, so that the value stands in the middle and nothing is asked for.
        var isOpen = false
    }

    /// What was asked.
    let question: Question
    /// Which words may count.
    let facts: AnswerFacts
    /// Finds cues.
    let search: CueSearch
    /// The first-person verbs of doing, each once: "I called", "I then rewrote".
    let actions: [Range<Int>]
    /// The question's words, as numbers of ``AnswerFacts/stemNumbers``; saying them again says nothing.
    let asked: Set<Int>
    /// What the stretches are about by meaning, where that was read.
    var meaning: PartReading?
    /// Finds terms.
    private let keywords: KeywordSearch

    /// The senses for one answer.
    init(question: Question, spoken: Spoken, meaning: PartReading? = nil) {
        self.question = question
        self.meaning = meaning
        let facts = AnswerFacts(spoken)
        self.facts = facts
        asked = Set(Token.texts(of: question.text.prefix(2_000)).compactMap { facts.numberOfStem[Stem.of($0)] })
        search = CueSearch(facts)
        actions = Self.actions(facts, search)
        keywords = KeywordSearch(spoken)
    }

    /// What a rule finds.
    func outcome(_ rule: RubricRule) -> Outcome? {
        guard var outcome = found(rule) else { return nil }
        // Two places in one sentence are one quote.
        var kept: [Range<Int>] = []
        for words in outcome.evidence where !kept.contains(where: { $0.overlaps(words) }) { kept.append(words) }
        outcome.evidence = kept
        return outcome
    }

    private func found(_ rule: RubricRule) -> Outcome? {
        switch rule {
        case .cues(let phrases, let yes, let partly): return cues(search.hits(phrases), yes: yes, partly: partly)
        case .term(let term): return terms([term])
        case .measure(let measure): return outcome(measure)
        }
    }

    private func outcome(_ measure: RuleMeasure) -> Outcome? {
        switch measure {
        case .onTopic: return nil
        case .keywords: return question.keywords.isEmpty ? nil : terms(KeywordSearch.bounded(question.keywords))
        case .ideal: return ideal
        case .direct: return direct
        case .situation: return weighed(.situation)
        case .task: return weighed(.task)
        case .action: return QuestionKind(question.text) == .technical ? nil : weighed(.action)
        case .result: return QuestionKind(question.text) == .technical ? nil : weighed(.result)
        case .quantified: return quantified
        case .ownership: return ownership
        case .reflection: return weighed(.reflection)
        case .specific: return specific
        case .ordered: return ordered
        case .concise: return concise
        case .reasons: return certain(reasons, unless: CuePhrases.likelyReason)
        case .example:
            let example = cues(announced(CuePhrases.example), yes: 1, partly: 1)
            return actions.isEmpty
                ? certain(example, unless: CuePhrases.likelyExample) : example.value > 0 ? example : nil
        case .tradeoff:
            let tradeoff = cues(announced(CuePhrases.tradeoff), yes: 2, partly: 1)
            return certain(tradeoff, unless: CuePhrases.likelyTradeoff)
        }
    }

    /// An outcome, or nil where nothing was found but may well be there in other words: then nothing is asked for.
    private func certain(_ outcome: Outcome, unless phrases: [String]) -> Outcome? {
        outcome.value > 0 || announced(phrases).isEmpty ? outcome : nil
    }

    /// Counts different phrases in different sentences, within a part of the answer when one is given (0–1).
    func cues(_ all: [CueSearch.Hit], yes: Int, partly: Int, before: Double = 1, after: Double = 0) -> Outcome {
        let count = Double(facts.spoken.tokens.count)
        let hits = search.distinct(
            all.filter {
                let place = Double($0.tokens.lowerBound) / max(1, count)
                return place <= before && place >= after
            }
        )
        let value = hits.count >= yes ? 1 : hits.count >= partly ? 0.5 : 0
        return Outcome(value: value, evidence: value > 0 ? hits.prefix(3).map { search.words(around: $0.tokens) } : [])
    }

    /// The share of terms used in sentences.
    private func terms(_ terms: [String]) -> Outcome? {
        guard !terms.isEmpty else { return nil }
        var evidence: [Range<Int>] = []
        var found = 0
        for term in terms {
            guard let words = keywords.place(of: term),
                let first = facts.spoken.tokens.firstIndex(where: { $0.first >= words.lowerBound }), facts.usable[first]
            else { continue }
            found += 1
            if evidence.count < 3 { evidence.append(search.words(around: first..<first + 1)) }
        }
        return Outcome(
            value: min(1, Double(found) / (0.8 * Double(terms.count))),
            evidence: evidence,
            comment: terms.count > 1 ? "\(found) of \(terms.count) expected terms are used in a sentence." : ""
        )
    }

    /// The share of the ideal answer's content words that are used; half of them are as good as all, as no answer is spoken by heart.
    private var ideal: Outcome? {
        guard let ideal = question.idealAnswer else { return nil }
        let wanted = Set(Token.texts(of: ideal.prefix(6_000)).filter(EnglishWords.isContent).map(Stem.of))
        guard wanted.count >= 4 else { return nil }
        var evidence: [Range<Int>] = []
        var found: Set<String> = []
        for index in facts.stems.indices where facts.usable[index] && wanted.contains(facts.stems[index]) {
            if found.insert(facts.stems[index]).inserted, evidence.count < 3 {
                evidence.append(search.words(around: index..<index + 1))
            }
        }
        let share = Double(found.count) / Double(wanted.count)
        return Outcome(
            value: min(1, share / 0.5),
            evidence: evidence
        )
    }
}
