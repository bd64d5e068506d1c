/// Finds the words a judge claims to quote. A quote passes when the transcript holds the same content words in the same order,
/// allowing for case, punctuation, numbers spelled differently, hesitations and repeated words left out, one small grammar
/// word (one per six in a longer quote), and one letter of recognizer noise in a long word. Negations, modals, pronouns, quantifiers, numbers and
/// content words are never forgiven: a quote that differs in one of them says something else.
struct QuoteFinder: Sendable {
    /// Fewest tokens of a quote; two of them carry content.
    static let minTokens = 3
    /// Most tokens of a quote.
    static let maxTokens = 60
    /// Longest quote in characters.
    static let maxCharacters = 500

    private let spoken: Spoken
    private let positions: [String: [Int]]

    /// A finder for one transcript.
    init(_ spoken: Spoken) {
        self.spoken = spoken
        var positions: [String: [Int]] = [:]
        for (index, stem) in spoken.stems.enumerated() { positions[stem, default: []].append(index) }
        self.positions = positions
    }

    /// The words of the transcript a quote stands for; nil when it is not there, too short, too long, mostly made of words the
    /// engine was unsure of, or spoken to the judge. An ellipsis may stand for words left out, no negation among them.
    func find(_ quote: String) -> Range<Int>? {
        guard quote.utf8.count <= Self.maxCharacters * 4, quote.count <= Self.maxCharacters else { return nil }
        let parts = Self.fragments(of: quote)
        let all = parts.flatMap { $0 }
        guard all.count >= Self.minTokens, all.count <= Self.maxTokens, parts.count <= 4 else { return nil }
        guard all.count(where: EnglishWords.isContent) >= 2 else { return nil }
        var from = 0
        var found: ClosedRange<Int>?
        for part in parts {
            guard let range = locate(part, from: from) else { return nil }
            if let before = found {
                let gap = spoken.tokens[before.upperBound + 1..<max(before.upperBound + 1, range.lowerBound)]
                guard gap.count <= 40, !gap.contains(where: { Self.negations.contains($0.text) }) else { return nil }
                found = before.lowerBound...range.upperBound
            } else {
                found = range
            }
            from = range.upperBound + 1
        }
        guard let found else { return nil }
        let words = spoken.tokens[found.lowerBound].first..<spoken.tokens[found.upperBound].last + 1
        guard !words.contains(where: { spoken.words[$0].addressed }) else { return nil }
        guard words.count(where: { spoken.words[$0].certain }) * 2 > words.count else { return nil }
        return words
    }

    private static let negations: Set<String> = [
        "not", "no", "never", "none", "nor", "nothing", "nobody", "without", "cannot", "cant", "wont", "dont", "didnt",
        "doesnt", "isnt", "wasnt", "werent", "couldnt", "wouldnt", "shouldnt", "hasnt", "havent", "hadnt", "failed",
    ]

    /// The tokens of a quote, cut at ellipses and at the mark for unclear words.
    private static func fragments(of quote: String) -> [[String]] {
        var text = ""
        for piece in quote.split(separator: JudgePrompt.unclear, omittingEmptySubsequences: false) {
            text += (text.isEmpty ? "" : " … ") + piece
        }
        var parts: [String] = [""]
        var dots = 0
        for character in text {
            if character == "…" {
                parts.append("")
            } else if character == "." {
                dots += 1
                if dots == 3 { parts.append("") }
                parts[parts.count - 1].append(character)
            } else {
                dots = 0
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map { Token.texts(of: $0) }.filter { !$0.isEmpty }
    }

    private func locate(_ quote: [String], from: Int) -> ClosedRange<Int>? {
        if let exact = exact(quote, from: from) { return exact }
        guard quote.count >= 3 else { return nil }
        let rarest = quote.enumerated().filter { EnglishWords.isContent($0.element) }
            .map { (offset: $0.offset, places: positions[Stem.of($0.element)] ?? []) }
            .filter { !$0.places.isEmpty }
            .sorted { ($0.places.count, $0.offset) < ($1.places.count, $1.offset) }
        for (offset, places) in rarest.prefix(3) {
            for place in places.prefix(40) {
                let start = max(from, place - offset * 2 - 8)
                guard start <= place else { continue }
                let end = min(spoken.tokens.count, place + (quote.count - offset) * 2 + 8)
                if let found = QuoteAlignment(quote: quote, tokens: spoken.tokens[start..<end]).best { return found }
            }
        }
        return nil
    }

    private func exact(_ quote: [String], from: Int) -> ClosedRange<Int>? {
        guard let first = quote.first else { return nil }
        let tokens = spoken.tokens
        for place in positions[Stem.of(first)] ?? [] where place >= from && place + quote.count <= tokens.count {
            if tokens[place..<place + quote.count].lazy.map(\.text).elementsEqual(quote) {
                return place...place + quote.count - 1
            }
        }
        return nil
    }
}

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
