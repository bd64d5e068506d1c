/// What rules know of an answer before they look for anything: which tokens stand in sentences that say something once.
struct AnswerFacts: Sendable {
    /// The transcript made ready.
    let spoken: Spoken
    /// Stems of the tokens.
    let stems: [String]
    /// Index of each token's sentence.
    let sentence: [Int]
    /// Whether a token may count: certain, not said to the judge, not a repetition, not part of a bare list of terms.
    let usable: [Bool]
    /// The share of tokens that repeat five words said before, 0–1.
    let repeatedShare: Double
    /// The share of tokens in bare lists of terms, 0–1.
    let listedShare: Double

    /// How varied the content words are: different ones among fifty in a row, on average, 0–1 (moving-average type-token ratio,
    /// Covington and McFall, J. Quant. Linguistics 17(2), 2010, which unlike the plain ratio does not depend on length).
    let variety: Double

    /// The facts of a transcript.
    init(_ spoken: Spoken) {
        self.spoken = spoken
        let tokens = spoken.tokens
        stems = tokens.map { Stem.of($0.text) }
        var sentenceOfWord = [Int](repeating: 0, count: spoken.words.count)
        for (index, range) in spoken.sentences.enumerated() { for word in range { sentenceOfWord[word] = index } }
        sentence = tokens.map { sentenceOfWord[$0.first] }
        let repeated = Self.repeated(tokens)
        let listed = Self.listed(tokens)
        usable = tokens.indices.map { spoken.counts(tokens[$0].first) && !repeated[$0] && !listed[$0] }
        let count = Double(max(1, tokens.count))
        repeatedShare = Double(repeated.count { $0 }) / count
        listedShare = Double(listed.count { $0 }) / count
        variety = Self.variety(
            tokens.indices.filter { EnglishWords.isContent(tokens[$0].text) }.map { [stems] in stems[$0] }
        )
    }

    private static func variety(_ content: [String]) -> Double {
        let window = 50
        guard content.count > window else { return Double(Set(content).count) / Double(max(1, content.count)) }
        var counts: [String: Int] = [:]
        for word in content.prefix(window) { counts[word, default: 0] += 1 }
        var sum = counts.count
        for end in window..<content.count {
            counts[content[end], default: 0] += 1
            let left = content[end - window]
            counts[left] = counts[left] == 1 ? nil : (counts[left] ?? 0) - 1
            sum += counts.count
        }
        return Double(sum) / Double((content.count - window + 1) * window)
    }

    /// How many tokens may count.
    var usableCount: Int { usable.count { $0 } }

    /// Tokens of five-word runs that were said before.
    private static func repeated(_ tokens: [Token]) -> [Bool] {
        var repeated = [Bool](repeating: false, count: tokens.count)
        guard tokens.count >= 10 else { return repeated }
        var seen: [[String]: Int] = [:]
        for start in 0...tokens.count - 5 {
            let run = tokens[start..<start + 5].map(\.text)
            if let first = seen[run], first + 5 <= start {
                for index in start..<start + 5 { repeated[index] = true }
            } else if seen[run] == nil {
                seen[run] = start
            }
        }
        return repeated
    }

    /// Tokens around which there is no grammar: of fifteen neighbours fewer than three different grammar words ("and", "or" not
    /// counted). Spoken English has five or more.
    private static func listed(_ tokens: [Token]) -> [Bool] {
        tokens.indices.map { index in
            let window = tokens[max(0, index - 7)..<min(tokens.count, index + 8)]
            let grammar = Set(
                window.map(\.text).filter { EnglishWords.function.contains($0) && $0 != "and" && $0 != "or" }
            )
            return window.count >= 8 && grammar.count < 3
        }
    }
}
