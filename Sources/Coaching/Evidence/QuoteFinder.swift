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
