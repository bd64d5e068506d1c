/// The parts of a told experience by cues and by meaning together: each covers what the other misses.
extension RuleSense {
    /// How cue and meaning add up to the log odds of a part, fitted on the development half of the labelled answers.
    struct Weights: Sendable {
        /// What a cue adds.
        let cue: Double
        /// What one unit of the meaning's lead adds.
        let meaning: Double
        /// The offset.
        let offset: Double
    }

    /// Between this and its negative a part is neither found nor missed, and no remark is made on it.
    static let unsure = 0.35

    /// The weights of a part.
    static func weights(_ part: StoryPart) -> Weights {
        switch part {
        case .situation: Weights(cue: 1.83, meaning: 0.76, offset: 0.49)
        case .task: Weights(cue: 3.05, meaning: 0.56, offset: -1.91)
        case .action: Weights(cue: 2.76, meaning: 1.3, offset: -1.01)
        case .result: Weights(cue: 1.95, meaning: 0.78, offset: -0.68)
        case .reflection: Weights(cue: 3.8, meaning: 0.48, offset: -3.04)
        }
    }

    /// What the cues alone find of a part.
    func byCues(_ part: StoryPart) -> Outcome {
        switch part {
        case .situation: situation
        case .task:
            cues(announced(CuePhrases.task).filter { !isGeneral($0.sentence) }, yes: 1, partly: 1, before: 0.75)
        case .action: action
        case .result: result
        case .reflection:
            cues(announced(CuePhrases.reflection) + resolutions + lessons, yes: 1, partly: 1, after: 0.3)
        }
    }

    /// Sentences that tell by their verbs what the speaker would do, or does, otherwise than then: "I would ask the night staff sooner now",
    /// "next time I call first", "I check the valve before every shift now". A wish needs a word of comparison with what was.
    private var resolutions: [CueSearch.Hit] {
        let tokens = facts.spoken.tokens
        var hits: [CueSearch.Hit] = []
        for index in tokens.indices where facts.usable[index] && Self.willing.contains(tokens[index].text) {
            let sentence = facts.sentence[index]
            let near = max(0, index - 3)..<min(tokens.count, index + 16)
            let words = near.filter { facts.sentence[$0] == sentence }.map { tokens[$0].text }
            let before = index > 0 && facts.sentence[index - 1] == sentence ? tokens[index - 1].text : ""
            let isReported = tokens.indices[..<index].contains {
                facts.sentence[$0] == sentence && Self.reporting.contains(tokens[$0].text)
            }
            guard !isReported, isOwn(tokens[index].text, after: before), search.content[sentence].count >= 2,
                words.contains(where: Self.otherwise.contains) || words.joined(separator: " ").contains("next time")
            else { continue }
            hits.append(CueSearch.Hit(phrase: "would otherwise", tokens: index..<index + 1, sentence: sentence))
        }
        return hits
    }

    /// Whether a verb of intention has the speaker as its subject. "I'll" and "ill" are one word here; the illness follows its verb.
    private func isOwn(_ word: String, after before: String) -> Bool {
        switch word {
        case "id": true
        case "ill": before.isEmpty || ["time", "now", "and", "so", "but", "then"].contains(before)
        default: before == "i" || before == "we"
        }
    }

    /// "It taught me to own up fast": what was learned may be said in small words.
    private var lessons: [CueSearch.Hit] {
        let tokens = facts.spoken.tokens
        return tokens.indices.dropLast(3).filter { index in
            let pair = tokens[index].text + " " + tokens[index + 1].text
            return facts.usable[index] && Self.learning.contains(pair)
                && facts.sentence[index + 3] == facts.sentence[index]
        }.map { CueSearch.Hit(phrase: "learned", tokens: $0..<$0 + 2, sentence: facts.sentence[$0]) }
    }

    private static let learning: Set<String> = [
        "taught me", "taught us", "i learned", "i learnt", "learned to", "learnt to",
    ]
    private static let willing: Set<String> = ["would", "id", "will", "ill", "should", "shouldve"]
    private static let otherwise: Set<String> = [
        "now", "today", "sooner", "earlier", "differently", "again", "nowadays", "beforehand", "otherwise",
    ]
    /// Verbs that report what another person said: what follows one is no lesson of the speaker.
    private static let reporting: Set<String> = ["said", "told", "promised", "agreed", "explained", "replied"]

    /// The stretches that tell of a part by meaning alone.
    func told(_ part: StoryPart) -> [Range<Int>] {
        let weights = Self.weights(part)
        return (meaning?.placed(part) ?? []).filter { stretch in
            weights.meaning * stretch.leads[part.rawValue] + weights.offset >= 0
        }.map(\.words)
    }

    /// A part by cues and meaning; nil when they leave it open.
    func weighed(_ part: StoryPart) -> Outcome? {
        let cued = byCues(part)
        guard let meaning, let best = meaning.best(part, where: { !isView($0) }) ?? meaning.best(part) else {
            return cued
        }
        let weights = Self.weights(part)
        let odds = weights.cue * cued.value + weights.meaning * best.leads[part.rawValue] + weights.offset
        if odds >= 0 {
            if cued.value > 0 { return Outcome(value: 1, evidence: cued.evidence) }
            return Outcome(value: 1, evidence: [search.shown(best.words)])
        }
        // Missing is only what neither shows: where one of them sees the part, nothing is said, unless it is general talk alone.
        let isSeen =
            best.leads[part.rawValue] > Self.doubt(part) || (cued.value > 0 && part != .action) || mayTell(part)
        return odds > -Self.unsure || isSeen && (!isMostlyGeneral || !actions.isEmpty) ? nil : Outcome(value: 0)
    }

    /// Whether the end holds words in which a part may be told, though they tell other things as often.
    private func mayTell(_ part: StoryPart) -> Bool {
        let (phrases, from): ([String], Double)
        switch part {
        case .result: (phrases, from) = (CuePhrases.likelyResult, 0.5)
        case .reflection: (phrases, from) = (CuePhrases.likelyReflection, 0.7)
        case .situation, .task, .action: return false
        }
        let tokens = facts.spoken.tokens
        let count = Double(tokens.count)
        if search.hits(phrases).contains(where: {
            Double($0.tokens.lowerBound) >= from * count && !isGeneral($0.sentence)
        }) {
            return true
        }
        // A story that closes with a count may close with its outcome.
        let last = facts.sentence.last
        return part == .result
            && tokens.indices.contains {
                facts.sentence[$0] == last && facts.usable[$0] && tokens[$0].isNumber && tokens[$0].text != "1"
            }
    }

    /// From this lead on meaning alone makes the absence of a part doubtful. A task is often only implied.
    private static func doubt(_ part: StoryPart) -> Double { part == .task ? -0.5 : part == .reflection ? 0.5 : 0 }

    /// Whether a stretch of words says what the speaker thinks or what happens to everyone, and not what happened once.
    private func isView(_ words: Range<Int>) -> Bool {
        facts.spoken.tokens.contains { words.contains($0.first) && Self.viewing.contains($0.text) }
    }

    private static let viewing: Set<String> = [
        "think", "believe", "guess", "usually", "often", "everybody", "everyone", "always", "should",
    ]
}

extension CueSearch {
    /// A stretch of words as evidence, shortened to what is shown.
    func shown(_ words: Range<Int>) -> Range<Int> {
        words.lowerBound..<min(words.upperBound, words.lowerBound + QuoteWindow.whole)
    }
}
