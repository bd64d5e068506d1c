/// What rules know of an answer before they look for anything: which tokens stand in sentences that say something once.
struct AnswerFacts: Sendable {
    /// The transcript made ready.
    let spoken: Spoken
    /// Stems of the tokens.
    let stems: [String]
    /// Whether each token carries content.
    let isContent: [Bool]
    /// One number per different stem, for each token.
    let stemNumbers: [Int]
    /// The number of each stem.
    let numberOfStem: [String: Int]
    /// The first token of each numbered stem.
    let firstPlaces: [Int]
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
        stems = spoken.stems
        isContent = tokens.map { EnglishWords.isContent($0.text) }
        stemNumbers = Self.numbers(stems)
        numberOfStem = Dictionary(zip(stems, stemNumbers), uniquingKeysWith: { first, _ in first })
        var firstPlaces: [Int] = []
        for (index, number) in stemNumbers.enumerated() where number == firstPlaces.count { firstPlaces.append(index) }
        self.firstPlaces = firstPlaces
        var sentenceOfWord = [Int](repeating: 0, count: spoken.words.count)
        for (index, range) in spoken.sentences.enumerated() { for word in range { sentenceOfWord[word] = index } }
        sentence = tokens.map { sentenceOfWord[$0.first] }
        let repeated = Self.repeated(tokens)
        let listed = Self.listed(tokens)
        usable = tokens.indices.map { spoken.counts(tokens[$0].first) && !repeated[$0] && !listed[$0] }
        let count = Double(max(1, tokens.count))
        repeatedShare = Double(repeated.count { $0 }) / count
        listedShare = Double(listed.count { $0 }) / count
        variety = Self.variety(zip(stemNumbers, isContent).filter(\.1).map(\.0))
    }

    private static func variety(_ content: [Int]) -> Double {
        let window = 50
        guard content.count > window else { return Double(Set(content).count) / Double(max(1, content.count)) }
        var counts: [Int: Int] = [:]
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

    /// One number per different text, in the order of their first places.
    private static func numbers(_ texts: [String]) -> [Int] {
        var known: [String: Int] = [:]
        return texts.map { text in
            let next = known.count
            if let number = known[text] { return number }
            known[text] = next
            return next
        }
    }

    /// Tokens of five-word runs that were said before.
    private static func repeated(_ tokens: [Token]) -> [Bool] {
        var repeated = [Bool](repeating: false, count: tokens.count)
        guard tokens.count >= 10 else { return repeated }
        let numbers = numbers(tokens.map(\.text))
        var seen: [Run: Int] = [:]
        for start in 0...tokens.count - 5 {
            let run = Run(
                a: numbers[start],
                b: numbers[start + 1],
                c: numbers[start + 2],
                d: numbers[start + 3],
                e: numbers[start + 4]
            )
            if let first = seen[run], first + 5 <= start {
                for index in start..<start + 5 { repeated[index] = true }
            } else if seen[run] == nil {
                seen[run] = start
            }
        }
        return repeated
    }

    /// Five words in a row, by their numbers.
    private struct Run: Hashable { let a, b, c, d, e: Int }

    /// Tokens around which there is no grammar: of fifteen neighbours fewer than three different grammar words ("and", "or" not
    /// counted). Spoken English has five or more.
    private static func listed(_ tokens: [Token]) -> [Bool] {
        let grammar = numbers(
            tokens.map { EnglishWords.function.contains($0.text) && $0.text != "and" && $0.text != "or" ? $0.text : "" }
        )
        let other = tokens.indices.first { index in
            let text = tokens[index].text
            return !EnglishWords.function.contains(text) || text == "and" || text == "or"
        }.map { grammar[$0] }
        return tokens.indices.map { index in
            let window = grammar[max(0, index - 7)..<min(tokens.count, index + 8)]
            guard window.count >= 8 else { return false }
            var different: [Int] = []
            for word in window where word != other && !different.contains(word) {
                different.append(word)
                if different.count == 3 { return false }
            }
            return true
        }
    }
}
