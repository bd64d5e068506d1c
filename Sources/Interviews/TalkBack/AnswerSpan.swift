package import Model

/// A stretch of an answer's words: what a reader highlighted.
package struct AnswerSpan: Sendable, Hashable {
    /// The words as the transcript has them.
    package let quote: String
    /// Their places in the transcript's words.
    package let words: Range<Int>
    /// Their place in the text, in UTF-16 units.
    package let units: Range<Int>
    /// When they begin; nil without times.
    package let startMs: Int?
    /// When they end; nil without times.
    package let endMs: Int?

    /// The first place of a quotation in a transcript, whatever its case, punctuation and spacing; nil when it was not said.
    package init?(_ quote: String, in transcript: Transcript) {
        let wanted = Self.folded(quote)
        guard !wanted.isEmpty else { return nil }
        // A word of the transcript can hold several tokens, e.g. “well-known”.
        var tokens: [(text: String, word: Int)] = []
        let words =
            transcript.words.isEmpty
            ? transcript.text.split(whereSeparator: \.isWhitespace).map(String.init) : transcript.words.map(\.text)
        for (place, word) in words.enumerated() {
            for token in Self.folded(word) { tokens.append((token, place)) }
        }
        guard tokens.count >= wanted.count else { return nil }
        let starts = 0...(tokens.count - wanted.count)
        let start =
            starts.first { start in wanted.indices.allSatisfy { tokens[start + $0].text == wanted[$0] } }
            ?? starts.first { start in
                // A selection may begin and end inside a word.
                wanted.indices.allSatisfy { place in
                    let (said, part) = (tokens[start + place].text, wanted[place])
                    if said == part { return true }
                    if wanted.count == 1 || wanted.joined().count < 6 { return false }
                    return place == 0 && said.hasSuffix(part) || place == wanted.count - 1 && said.hasPrefix(part)
                }
            }
        guard let start else { return nil }
        let (first, last) = (tokens[start].word, tokens[start + wanted.count - 1].word)
        self.words = first..<(last + 1)
        self.quote = words[first...last].joined(separator: " ")
        units = Self.units(of: words, first, last, in: transcript.text)
        startMs = transcript.words.isEmpty ? nil : transcript.words[first].startMs
        endMs = transcript.words.isEmpty ? nil : transcript.words[last].endMs
    }

    /// The words of a text without case and punctuation.
    static func folded(_ text: String) -> [String] {
        text.lowercased().replacing("’", with: "'").split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
    }

    private static func units(of words: [String], _ first: Int, _ last: Int, in text: String) -> Range<Int> {
        var from = text.startIndex
        var start = text.startIndex
        var end = text.startIndex
        for (place, word) in words.enumerated().prefix(last + 1) {
            guard let found = text.range(of: word, from: from) else { continue }
            if place == first { start = found.lowerBound }
            if place == last { end = found.upperBound }
            from = found.upperBound
        }
        let (low, high) = (
            text.utf16.distance(from: text.startIndex, to: start), text.utf16.distance(from: text.startIndex, to: end)
        )
        return low..<max(low, high)
    }

    /// Whether a finding lies in it: by its place in the text, else by its time.
    func holds(_ range: TextRange?, _ fromMs: Int?, _ toMs: Int?) -> Bool {
        if let range { return range.start < units.upperBound && range.end > units.lowerBound }
        guard let startMs, let endMs, let fromMs else { return false }
        return fromMs < endMs && (toMs ?? fromMs + 1) > startMs
    }

    /// Whether words that were quoted as evidence lie in it: by their time, else by the words themselves.
    func holds(_ quote: String, _ fromMs: Int?, _ toMs: Int?) -> Bool {
        if let startMs, let endMs, let fromMs { return fromMs < endMs && (toMs ?? fromMs + 1) > startMs }
        let (mine, theirs) = (Self.folded(self.quote).joined(separator: " "), Self.folded(quote).joined(separator: " "))
        return !theirs.isEmpty && (" \(mine) ".contains(" \(theirs) ") || " \(theirs) ".contains(" \(mine) "))
    }
}

extension String {
    fileprivate func range(of word: String, from start: Index) -> Range<Index>? {
        self[start...].firstRange(of: word)
    }
}
