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
        let tokens = facts.spoken.tokens
        var hits: [Hit] = []
        for phrase in phrases {
            let pattern = phrase.lowercased().split(separator: " ").map(String.init)
            guard let first = pattern.first, pattern.count <= tokens.count else { continue }
            for start in starts(first) where start + pattern.count <= tokens.count && matches(pattern, at: start) {
                let sentence = facts.sentence[start]
                let own = pattern.count { EnglishWords.isContent($0) }
                guard content[sentence].count - own >= 2, !new[sentence].isEmpty else { continue }
                hits.append(Hit(phrase: phrase, tokens: start..<start + pattern.count, sentence: sentence))
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
        if word.hasSuffix("*") {
            let stem = word.dropLast()
            return places.filter { $0.key.hasPrefix(stem) }.flatMap(\.value)
        }
        let stem = Stem.of(word)
        return (places[word] ?? []) + (stem != word && word.count >= 5 ? places[stem] ?? [] : [])
    }

    private func matches(_ pattern: [String], at start: Int) -> Bool {
        for (offset, word) in pattern.enumerated() {
            let index = start + offset
            guard facts.usable[index] else { return false }
            let text = facts.spoken.tokens[index].text
            if word.hasSuffix("*") {
                guard text.hasPrefix(word.dropLast()) else { return false }
            } else if text != word, word.count < 5 || facts.stems[index] != Stem.of(word) {
                return false
            }
        }
        return true
    }
}
