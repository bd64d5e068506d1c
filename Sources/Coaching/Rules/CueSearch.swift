/// Finds cue phrases in sentences that say something besides the cue.
struct CueSearch: Sendable {
    /// One place where a cue was said.
    struct Hit: Sendable, Hashable {
        /// The phrase.
        var phrase: String
        /// Its tokens.
        var tokens: Range<Int>
        /// Its sentence.
        var sentence: Int
    }

    private let facts: AnswerFacts
    /// The different content words of each sentence, as numbers of ``AnswerFacts/stemNumbers``.
    let content: [Set<Int>]
    /// Those of them that were not said in an earlier sentence.
    let new: [Set<Int>]
    /// Places of usable tokens by their text and by their stem.
    private let places: [String: [Int]]
    private let window: QuoteWindow

    /// A search over an answer.
    init(_ facts: AnswerFacts) {
        self.facts = facts
        window = QuoteWindow(facts.spoken)
        var places: [String: [Int]] = [:]
        for (index, token) in facts.spoken.tokens.enumerated() where facts.usable[index] {
            places[token.text, default: []].append(index)
            if facts.stems[index] != token.text { places[facts.stems[index], default: []].append(index) }
        }
        self.places = places
        var stems = [Set<Int>](repeating: [], count: facts.spoken.sentences.count)
        for index in facts.usable.indices where facts.usable[index] && facts.isContent[index] {
            stems[facts.sentence[index]].insert(facts.stemNumbers[index])
        }
        content = stems
        var said: Set<Int> = []
        new = stems.map { sentence in
            let new = sentence.subtracting(said)
            said.formUnion(new)
            return new
        }
    }

    /// Every place of the phrases, in order. A sentence must hold two content words besides the cue's own, and one
    /// that was not said before.
    func hits(_ phrases: [String]) -> [Hit] {
        let count = facts.spoken.tokens.count
        var hits: [Hit] = []
        for phrase in phrases {
            let pattern = phrase.split(separator: " ").map { $0.hasPrefix("<") ? String($0) : $0.lowercased() }
            guard let first = pattern.first, pattern.count <= count else { continue }
            for start in starts(first) {
                guard let end = end(of: pattern[...], at: start) else { continue }
                let sentence = facts.sentence[start]
                let own = pattern.count { !$0.hasPrefix("<") && EnglishWords.isContent($0) }
                guard content[sentence].count - own >= 2, !new[sentence].isEmpty else { continue }
                hits.append(Hit(phrase: phrase, tokens: start..<end, sentence: sentence))
            }
        }
        return Set(hits).sorted {
            ($0.tokens.lowerBound, $0.tokens.upperBound, $0.phrase) < (
                $1.tokens.lowerBound, $1.tokens.upperBound, $1.phrase
            )
        }
    }

    /// One hit per sentence, each with another phrase: saying one phrase often, or many at once, counts once.
    func distinct(_ hits: [Hit]) -> [Hit] {
        var phrases: Set<String> = []
        var sentences: Set<Int> = []
        return hits.filter { hit in
            guard !phrases.contains(hit.phrase), !sentences.contains(hit.sentence) else { return false }
            phrases.insert(hit.phrase)
            sentences.insert(hit.sentence)
            return true
        }
    }

    /// The words around a place, within its sentence, as evidence.
    func words(around tokens: Range<Int>) -> Range<Int> {
        let all = facts.spoken.tokens
        let core = all[tokens.lowerBound].first..<all[tokens.upperBound - 1].last + 1
        return window.words(around: core, in: facts.spoken.sentences[facts.sentence[tokens.lowerBound]])
    }

    /// The words a sentence opens with, as evidence.
    func opening(of sentence: Range<Int>) -> Range<Int> {
        window.words(around: sentence.lowerBound..<sentence.lowerBound + 1, in: sentence)
    }

    /// Where a phrase that opens with this word may start.
    private func starts(_ word: String) -> [Int] {
        if let kind = WordClass(rawValue: word) {
            return facts.usable.indices.filter { facts.usable[$0] && holds(kind, $0) }
        }
        if word.hasSuffix("*") {
            let stem = word.dropLast()
            return places.filter { $0.key.hasPrefix(stem) }.flatMap(\.value)
        }
        let stem = Stem.of(word)
        return (places[word] ?? []) + (stem != word && word.count >= 5 ? places[stem] ?? [] : [])
    }

    /// The end of a phrase that starts at a token; nil when it does not stand there. A phrase stays within its sentence.
    private func end(of pattern: ArraySlice<String>, at start: Int) -> Int? {
        guard let word = pattern.first else { return start }
        guard start < facts.usable.count, facts.usable[start] else { return nil }
        let rest = pattern.dropFirst()
        if let next = start + 1 < facts.usable.count ? start + 1 : nil, !rest.isEmpty,
            facts.sentence[next] != facts.sentence[start]
        {
            return nil
        }
        if word == WordClass.gap.rawValue {
            for length in 1...WordClass.longestGap {
                if let end = end(of: rest, at: start + length) { return end }
            }
            return nil
        }
        return matches(word, start) ? end(of: rest, at: start + 1) : nil
    }

    private func matches(_ word: String, _ index: Int) -> Bool {
        let text = facts.spoken.tokens[index].text
        if let kind = WordClass(rawValue: word) { return holds(kind, index) }
        if word.hasSuffix("*") { return text.hasPrefix(word.dropLast()) }
        return text == word || (word.count >= 5 && facts.stems[index] == Stem.of(word))
    }

    private func holds(_ kind: WordClass, _ index: Int) -> Bool {
        let token = facts.spoken.tokens[index]
        let opens = facts.spoken.sentences[facts.sentence[index]].lowerBound == token.first
        let isName = !opens && token.text != "i" && facts.spoken.words[token.first].text.first?.isUppercase == true
        return kind.holds(token.text, isName: isName)
    }
}
