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
        for index in facts.usable.indices where facts.usable[index] && facts.isContent[index] {
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
        let patterns = Dictionary(grouping: phrases.map { $0.split(separator: " ").map(String.init) }) {
            $0.first ?? ""
        }
        return tokens.indices.flatMap { start in
            (patterns[tokens[start].text] ?? []).filter { pattern in
                start + pattern.count <= tokens.count && zip(pattern, tokens[start...]).allSatisfy { $0 == $1.text }
            }.map { _ in facts.sentence[start] }
        }
    }
}
