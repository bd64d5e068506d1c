/// The cheapest alignment of a quote with a stretch of the transcript, where only harmless differences have a price and all
/// others are impossible (approximate string matching after Sellers, J. Algorithms 1, 1980, over words).
struct QuoteAlignment {
    /// The token positions the quote was found at; nil when it costs more than it may.
    let best: ClosedRange<Int>?

    private static let never = Int.max / 4
    /// Price of a grammar word that only one side has, in sixths of the allowance.
    private static let grammar = 6
    /// Price of a long word that differs in one letter or ending.
    private static let noise = 4

    /// Aligns the whole quote with any part of `tokens`.
    init(quote: [String], tokens: ArraySlice<Token>) {
        let texts = tokens.map(\.text)
        let allowance = quote.count >= 5 ? max(Self.grammar, quote.count) : Self.noise
        var costs = [Int](repeating: 0, count: texts.count + 1)
        var starts = Array(0...texts.count)
        for (row, word) in quote.enumerated() {
            let isFree = Self.mayGo(word)
            var nextCosts = [Int](repeating: Self.never, count: texts.count + 1)
            var nextStarts = starts
            if isFree { nextCosts[0] = costs[0] + Self.grammar }
            for column in texts.indices {
                let match = costs[column] + Self.price(word, texts[column])
                let dropped = isFree ? costs[column + 1] + Self.grammar : Self.never
                let skipped = nextCosts[column] + (row + 1 < quote.count ? Self.skip(texts, column) : Self.never)
                let least = min(match, dropped, skipped, Self.never)
                nextCosts[column + 1] = least
                nextStarts[column + 1] =
                    least == match ? starts[column] : least == dropped ? starts[column + 1] : nextStarts[column]
            }
            costs = nextCosts
            starts = nextStarts
        }
        guard let end = costs.indices.min(by: { costs[$0] < costs[$1] }), costs[end] <= allowance, end > starts[end]
        else {
            best = nil
            return
        }
        best = tokens.startIndex + starts[end]...tokens.startIndex + end - 1
    }

    /// Whether a quote's word may be missing in the transcript.
    private static func mayGo(_ word: String) -> Bool {
        EnglishWords.function.contains(word) && !EnglishWords.protected.contains(word)
    }

    /// What it costs to leave out the transcript's word.
    private static func skip(_ texts: [String], _ index: Int) -> Int {
        let text = texts[index]
        if EnglishWords.hesitations.contains(text) { return 0 }
        if index > 0, texts[index - 1] == text { return 0 }
        return mayGo(text) ? grammar : never
    }

    private static func price(_ a: String, _ b: String) -> Int {
        if a == b { return 0 }
        if Token.isNumber(a) || Token.isNumber(b) { return never }
        if EnglishWords.protected.contains(a) || EnglishWords.protected.contains(b) { return never }
        if mayGo(a), mayGo(b) { return grammar }
        guard a.count >= 5, b.count >= 5, a.first == b.first else { return never }
        if Stem.of(a) == Stem.of(b) { return noise }
        return isOneEdit(Array(a), Array(b)) ? noise : never
    }

    private static func isOneEdit(_ a: [Character], _ b: [Character]) -> Bool {
        guard abs(a.count - b.count) <= 1 else { return false }
        let prefix = zip(a, b).prefix { $0 == $1 }.count
        let suffix = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
        return prefix + suffix >= max(a.count, b.count) - 1
    }
}
