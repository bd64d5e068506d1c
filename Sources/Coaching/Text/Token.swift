/// One comparable word and the words of the source it came from ("twenty five" is one token over two words).
struct Token: Sendable, Hashable {
    /// The folded word, e.g. `dont`, `25`, `customer`.
    var text: String
    /// Index of the first source word.
    var first: Int
    /// Index of the last source word.
    var last: Int

    /// The tokens of source words, numbers joined into one spelling each.
    static func tokens(of words: [String]) -> [Token] {
        var flat: [String] = []
        var source: [Int] = []
        for (index, word) in words.enumerated() {
            for folded in Folding.words(word) {
                flat.append(folded)
                source.append(index)
            }
        }
        var tokens: [Token] = []
        tokens.reserveCapacity(flat.count)
        var at = 0
        while at < flat.count {
            if let number = NumberWords.read(flat[at..<min(flat.count, at + 12)]) {
                let last = at + number.count - 1
                tokens.append(Token(text: NumberWords.spelling(number.value), first: source[at], last: source[last]))
                at = last + 1
            } else {
                tokens.append(Token(text: flat[at], first: source[at], last: source[at]))
                at += 1
            }
        }
        return tokens
    }

    /// The tokens of a text without a transcript behind it.
    static func texts(of text: some StringProtocol) -> [String] { tokens(of: [String(text)]).map(\.text) }

    /// Whether it is a number.
    var isNumber: Bool { Token.isNumber(text) }

    /// Whether a folded word is a number.
    static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x30...0x39).contains(first) else { return false }
        return Double(text) != nil
    }
}
