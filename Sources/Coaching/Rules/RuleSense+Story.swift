import Model

extension RuleSense {
    /// The first-person verbs of doing in an answer that act on something. "I learned" and "when I worked" tell of learning and setting.
    static func actions(_ facts: AnswerFacts, _ search: CueSearch) -> [Range<Int>] {
        let tokens = facts.spoken.tokens
        var seen: Set<String> = []
        var found: [Range<Int>] = []
        for start in tokens.indices where ["i", "ive", "id"].contains(tokens[start].text) && facts.usable[start] {
            var acted = false
            for index in start + 1..<min(tokens.count, start + 4) where facts.usable[index] {
                let word = tokens[index].text
                if blockers.contains(word) { break }
                guard acts(index, facts) else { continue }
                guard !told(start, index, facts), actsOnSomething(index, facts) else { break }
                acted = true
                if seen.insert(facts.stems[index]).inserted { found.append(start..<index + 1) }
                break
            }
            if acted { found += continued(from: start, facts, &seen) }
        }
        return found
    }

    private static let blockers: Set<String> = [
        "had", "was", "could", "would", "should", "never", "didnt", "wasnt", "not", "usually", "always", "generally",
    ]

    /// Whether a word is a verb of doing in the past.
    private static func acts(_ index: Int, _ facts: AnswerFacts) -> Bool {
        let word = facts.spoken.tokens[index].text
        let past = word.hasSuffix("ed") && word.count > 4 && !CuePhrases.idle.contains(facts.stems[index])
        return past || CuePhrases.actions.contains(word)
    }

    /// Verbs that tell of learning or of the setting: "I learned", "when I worked".
    private static func told(_ start: Int, _ verb: Int, _ facts: AnswerFacts) -> Bool {
        let setting: Set<String> = [
            "learn", "realiz", "realis", "work", "join", "start", "own", "studi", "grew", "live",
        ]
        guard setting.contains(facts.stems[verb]) else { return false }
        let before = start > 0 ? facts.spoken.tokens[start - 1].text : ""
        let after = verb + 1 < facts.stems.count ? facts.spoken.tokens[verb + 1].text : ""
        if ["when", "where", "since", "before", "while"].contains(before) { return true }
        return facts.stems[verb] != "start" && !(facts.stems[verb] == "work" && ["out", "with"].contains(after))
    }

    /// The further verbs of a sentence that the same "I" governs: "I compared …, noticed … and moved …".
    private static func continued(from start: Int, _ facts: AnswerFacts, _ seen: inout Set<String>) -> [Range<Int>] {
        let tokens = facts.spoken.tokens
        var found: [Range<Int>] = []
        for index in start + 3..<max(start + 3, min(tokens.count, start + 40)) {
            guard facts.sentence[index] == facts.sentence[start], tokens[index].text != "i" else { break }
            let before = tokens[index - 1]
            let joined =
                ["and", "then"].contains(before.text)
                || facts.spoken.text(before.last..<before.last + 1).last.map { ",;".contains($0) } ?? false
            guard joined, facts.usable[index], acts(index, facts), actsOnSomething(index, facts) else { continue }
            if seen.insert(facts.stems[index]).inserted { found.append(index..<index + 1) }
        }
        return found
    }

    /// Whether a content word follows a verb within its sentence, before the next "I".
    private static func actsOnSomething(_ verb: Int, _ facts: AnswerFacts) -> Bool {
        for index in verb + 1..<min(facts.stems.count, verb + 10) {
            guard facts.sentence[index] == facts.sentence[verb], facts.spoken.tokens[index].text != "i" else {
                return false
            }
            if facts.isContent[index] { return true }
        }
        return false
    }

    /// The sentences in which the speaker does something.
    var actionSentences: Set<Int> { Set(actions.map { facts.sentence[$0.lowerBound] }) }

    /// What the speaker did: three different actions, or one for half.
    var action: Outcome {
        let value = actions.count >= 2 ? 1.0 : actions.isEmpty ? 0 : 0.5
        let advice = actions.count == 1 ? "Say more about what you did: one action is there, tell the next." : nil
        return Outcome(value: value, evidence: actions.prefix(3).map { search.words(around: $0) }, advice: advice)
    }

    /// "I did" against "we did" and "they did". A stretch that tells of a deed by meaning and says "I" is one too, whatever its verb.
    var ownership: Outcome {
        let tokens = facts.spoken.tokens
        let others = tokens.indices.count {
            facts.usable[$0] && ["we", "they", "everyone", "everybody", "people"].contains(tokens[$0].text)
        }
        let meant = told(.action).filter { words in tokens.contains { $0.text == "i" && words.contains($0.first) } }
        let own = max(actions.count, meant.count)
        let value: Double = own == 0 ? 0 : own >= 2 && own * 3 >= others ? 1 : 0.5
        let places = actions.isEmpty ? meant.map(search.shown) : actions.map { search.words(around: $0) }
        var outcome = Outcome(value: value, evidence: value > 0 ? places.suffix(2).map { $0 } : [])
        if value < 0.75 {
            outcome.advice =
                others > 2 && others > 2 * own
                ? "Say which part was yours: “we” and “they” come up \(others) times."
                : own == 0
                    ? "Say what you did: start a sentence with “I” and a verb."
                    : "Tell one more thing you did yourself."
        }
        return outcome
    }

    /// When and where it was, in the first half; "my job was" tells of the task.
    var situation: Outcome {
        let task = search.hits(CuePhrases.task).map(\.tokens)
        let hits = announced(CuePhrases.situation).filter { hit in !task.contains { $0.overlaps(hit.tokens) } }
        return cues(hits.filter { !isGeneral($0.sentence) }, yes: 1, partly: 1, before: 0.5)
    }

    /// What came of it, in the later part of the answer; a short one may open with it.
    var result: Outcome {
        let from = facts.spoken.tokens.count < 50 ? 0.1 : 0.35
        return cues(announced(CuePhrases.result).filter { !isGeneral($0.sentence) }, yes: 1, partly: 1, after: from)
    }

    /// Whether a sentence says what one does in general, and not what happened once: "you should", "it is important".
    func isGeneral(_ sentence: Int) -> Bool {
        let words = facts.spoken.tokens.indices.filter { facts.sentence[$0] == sentence }.map {
            facts.spoken.tokens[$0].text
        }
        let people: Set<String> = ["i", "we", "he", "she", "my", "our", "me", "us"]
        let general: Set<String> = ["you", "should", "important", "usually", "always", "cases"]
        return !words.contains(where: people.contains) && words.contains(where: general.contains)
    }

    /// A number with what it counts; together with a word of outcome it is a measured result.
    var quantified: Outcome {
        let tokens = facts.spoken.tokens
        var outcomes = Set(announced(CuePhrases.result).filter { late($0.tokens) }.map(\.sentence))
        let meant = told(.result)
        for index in tokens.indices where meant.contains(where: { $0.contains(tokens[index].first) }) {
            outcomes.insert(facts.sentence[index])
        }
        var measured: [Range<Int>] = []
        var mentioned: [Range<Int>] = []
        for index in tokens.indices where tokens[index].isNumber && facts.usable[index] && tokens[index].text != "1" {
            let near = tokens[index + 1..<min(tokens.count, index + 4)].contains { CuePhrases.units.contains($0.text) }
            guard near || tokens[index].text.count >= 3 || outcomes.contains(facts.sentence[index]) else { continue }
            if outcomes.contains(facts.sentence[index]) {
                measured.append(index..<index + 1)
            } else {
                mentioned.append(index..<index + 1)
            }
        }
        let places = measured.isEmpty ? mentioned : measured
        // An outcome that a listener can picture counts without a number: a check needs no figure.
        let ended = weighed(.result)
        let half = ended == nil ? 0.5 : ended.map({ $0.value > 0 }) ?? false ? 0.8 : mentioned.isEmpty ? 0 : 0.3
        var outcome = Outcome(
            value: measured.isEmpty ? half : 1,
            evidence: places.isEmpty ? ended?.evidence ?? [] : places.prefix(2).map { search.words(around: $0) }
        )
        if measured.isEmpty {
            outcome.advice =
                switch ended.map({ $0.value > 0 }) {
                case true: "You say how it ended; add a number or another fact that shows how much changed."
                case false: "Say what came of it: what changed, from what to what."
                // How it ended may be there in words that rules do not know; that there is no number is known.
                case nil: "There is no number in this: one that shows how much changed makes an ending easy to believe."
                }
            outcome.isOpen = ended == nil && tokens.contains { $0.isNumber && $0.text != "1" }
            // Where nothing happened and nothing was done, the number is not what is missing.
            if QuestionKind(question.text) == .story, outcome.value == 0, isUntold { outcome.drill = "star-outline" }
        }
        return outcome
    }

    /// Whether a setting or a deed was not found, or most of the answer is general.
    private var isUntold: Bool {
        (weighed(.situation)?.value ?? 0) == 0 || isMostlyGeneral
            || (weighed(.action)?.value ?? 0) == 0 && actions.isEmpty
    }

    /// Whether a place lies in the later part of the answer, where outcomes stand.
    private func late(_ tokens: Range<Int>) -> Bool { tokens.lowerBound * 100 >= facts.spoken.tokens.count * 35 }
}
