/// Chooses which words around a place are quoted: its whole sentence when that is short, else the clauses around it. A quote should
/// read as something a person said, so it opens and closes where a clause does and never on a hesitation.
struct QuoteWindow {
    /// Longest sentence that is quoted whole, in words.
    static let whole = 32
    /// Most words quoted on either side of the place in a longer one.
    static let reach = 12

    /// Words before which a clause may open.
    private static let openers: Set<String> = [
        "and", "but", "so", "because", "then", "when", "which", "who", "while", "if", "after", "before", "until",
        "since",
        "or", "where", "although", "though", "whereas", "that",
    ]

    private let spoken: Spoken
    private let folded: [String]

    /// Windows over a transcript.
    init(_ spoken: Spoken) {
        self.spoken = spoken
        folded = spoken.words.map { Folding.words($0.text).first ?? "" }
    }

    /// The words to quote around `core` within `sentence`, all as word indices.
    func words(around core: Range<Int>, in sentence: Range<Int>) -> Range<Int> {
        guard sentence.count > Self.whole || !sentence.contains(core.lowerBound) else { return trimmed(sentence, core) }
        let low = max(sentence.lowerBound, core.lowerBound - Self.reach)
        let high = min(sentence.upperBound, core.upperBound + Self.reach)
        // The widest clause within reach; a place in the middle of a long clause keeps a plain window.
        let first = (low...core.lowerBound).first { opens($0, in: sentence) } ?? low
        let last = (core.upperBound...max(core.upperBound, high)).last { closes($0, in: sentence) } ?? high
        return trimmed(first..<max(last, core.upperBound), core)
    }

    /// Whether a clause opens with a word.
    private func opens(_ word: Int, in sentence: Range<Int>) -> Bool {
        word == sentence.lowerBound || endsClause(word - 1)
            || (word < folded.count && Self.openers.contains(folded[word]))
    }

    /// Whether a clause ends before a word.
    private func closes(_ word: Int, in sentence: Range<Int>) -> Bool {
        word == sentence.upperBound || endsClause(word - 1)
            || (word < folded.count && Self.openers.contains(folded[word]))
    }

    private func endsClause(_ word: Int) -> Bool {
        guard spoken.words.indices.contains(word), let last = spoken.text(word..<word + 1).last else { return false }
        return ",;:–—".contains(last)
    }

    /// Without hesitations and loose joining words at its ends, as long as the place stays inside.
    private func trimmed(_ range: Range<Int>, _ core: Range<Int>) -> Range<Int> {
        var (first, last) = (range.lowerBound, range.upperBound)
        while first < core.lowerBound, EnglishWords.hesitations.contains(folded[first]) { first += 1 }
        while last > core.upperBound, isLoose(last - 1) { last -= 1 }
        return first..<last
    }

    private func isLoose(_ word: Int) -> Bool {
        EnglishWords.hesitations.contains(folded[word]) || Self.openers.contains(folded[word])
            || ["a", "an", "the", "of", "to", "in", "on", "my", "our", "than", "with", "for"].contains(folded[word])
                && !endsClause(word)
    }
}
