/// The way to the first point: how many words pass before a sentence says something.
struct AnswerOpening: Sendable {
    /// Words before the first point.
    let words: Int
    /// The first sentence that says something; nil when none does.
    let first: Range<Int>?

    /// The opening of an answer.
    init(_ facts: AnswerFacts) {
        let preambles = Set(CueSearch.plain(CuePhrases.preamble, in: facts))
        var content = [Int](repeating: 0, count: facts.spoken.sentences.count)
        for (index, token) in facts.spoken.tokens.enumerated()
        where facts.usable[index] && EnglishWords.isContent(token.text) {
            content[facts.sentence[index]] += 1
        }
        let point = facts.spoken.sentences.indices.first { content[$0] >= (preambles.contains($0) ? 7 : 3) }
        first = point.map { facts.spoken.sentences[$0] }
        words = first?.lowerBound ?? facts.spoken.words.count
    }
}

extension CueSearch {
    /// The sentences that hold one of the phrases, whatever else they say.
    static func plain(_ phrases: [String], in facts: AnswerFacts) -> [Int] {
        let tokens = facts.spoken.tokens
        return phrases.flatMap { phrase in
            let pattern = phrase.split(separator: " ").map(String.init)
            guard pattern.count <= tokens.count else { return [Int]() }
            return (0...tokens.count - pattern.count).filter { start in
                zip(pattern, tokens[start...]).allSatisfy { $0 == $1.text }
            }.map { facts.sentence[$0] }
        }
    }
}
