extension RuleSense {
    /// The first-person verbs of doing in an answer that act on something. "I learned" and "when I worked" tell of learning and setting.
    static func actions(_ facts: AnswerFacts, _ search: CueSearch) -> [Range<Int>] {
        let tokens = facts.spoken.tokens
        let other = search.hits(CuePhrases.situation + CuePhrases.reflection).map(\.tokens)
        let told = Set(other.filter { $0.count >= 2 }.flatMap { $0 })
        var seen: Set<String> = []
        var found: [Range<Int>] = []
        for start in tokens.indices where ["i", "ive", "id"].contains(tokens[start].text) && facts.usable[start] {
            for index in start + 1..<min(tokens.count, start + 4) where facts.usable[index] {
                let word = tokens[index].text
                if ["had", "was", "could", "would", "should", "never", "didnt", "wasnt", "not"].contains(word) {
                    break
                }
                let past = word.hasSuffix("ed") && word.count > 4 && !CuePhrases.idle.contains(facts.stems[index])
                guard past || CuePhrases.actions.contains(word) else { continue }
                guard !told.contains(index), actsOnSomething(index, facts) else { break }
                if seen.insert(facts.stems[index]).inserted { found.append(start..<index + 1) }
                break
            }
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
        let value = actions.count >= 3 ? 1.0 : actions.isEmpty ? 0 : 0.5
        return Outcome(value: value, evidence: actions.prefix(3).map { search.words(around: $0) })
    }

    /// "I did" against "we did" and "they did".
    var ownership: Outcome {
        let tokens = facts.spoken.tokens
        let others = tokens.indices.count {
            facts.usable[$0] && ["we", "they", "everyone", "everybody", "people"].contains(tokens[$0].text)
        }
        let value: Double = actions.isEmpty ? 0 : actions.count >= 2 && actions.count * 3 >= others ? 1 : 0.5
        return Outcome(value: value, evidence: value > 0 ? actions.suffix(2).map { search.words(around: $0) } : [])
    }

    /// What came of it, in the later part of the answer.
    var result: Outcome { cues(announced(CuePhrases.result), yes: 2, partly: 1, after: 0.35) }

    /// A number with what it counts; together with a word of outcome it is a measured result.
    var quantified: Outcome {
        let tokens = facts.spoken.tokens
        let outcomes = Set(announced(CuePhrases.result).map(\.sentence))
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
        return Outcome(
            value: measured.isEmpty ? (mentioned.isEmpty ? 0 : 0.5) : 1,
            evidence: places.prefix(2).map { search.words(around: $0) }
        )
    }
}
