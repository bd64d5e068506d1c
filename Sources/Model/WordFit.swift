/// Brings a text and a list of words together that say the same but not letter by letter: "40,000" in the text where the words have "forty
/// thousand". The text's spelling and punctuation stay, the words' times stay, and what one of them has alone is kept.
package enum WordFit {
    /// A text and its words, which occur in it in order.
    package struct Fitted: Sendable, Hashable {
        /// The text, with single blanks.
        package var text: String
        /// Its words; those that were not paired are marked ``Transcript/Word/approximate``.
        package var words: [Transcript.Word]
        /// How many words were not paired.
        package var unpaired: Int
    }

    /// The least share of words that must be the same for the two to be one text.
    private static let leastShare = 0.6
    private static let lookAhead = 12

    /// The text with the times of the words; nil when they do not say the same.
    package static func fitted(_ words: [Transcript.Word], to text: String) -> Fitted? {
        let chunks = text.split(whereSeparator: \.isWhitespace).map { (text: String($0), key: key($0)) }
            .filter { !$0.key.isEmpty }
        let spoken = words.map { (word: $0, key: key($0.text[...])) }.filter { !$0.key.isEmpty }
        guard !chunks.isEmpty, !spoken.isEmpty else { return nil }
        let (chunkKeys, wordKeys) = (chunks.map(\.key), spoken.map(\.key))
        var out: [Transcript.Word] = []
        var (c, w, paired, unpaired) = (0, 0, 0, 0)
        while c < chunks.count || w < spoken.count {
            if c < chunks.count, w < spoken.count, chunks[c].key == spoken[w].key {
                var word = spoken[w].word
                word.text = chunks[c].text
                out.append(word)
                paired += 1
                c += 1
                w += 1
                continue
            }
            let (skipC, skipW) = nextPair(chunkKeys, c, wordKeys, w)
            let lost = spoken[w..<w + skipW].map(\.word)
            unpaired += max(skipC, skipW)
            if skipC == 0 {
                out += lost
            } else {
                let after = w + skipW < spoken.count ? spoken[w + skipW].word.startMs : nil
                out += spread(chunks[c..<c + skipC].map(\.text), lost, before: out.last?.endMs, after: after)
            }
            c += skipC
            w += skipW
        }
        guard Double(paired) >= leastShare * Double(max(chunks.count, spoken.count)) else { return nil }
        return Fitted(text: out.map(\.text).joined(separator: " "), words: out, unpaired: unpaired)
    }

    /// Chunks of the text in the time of the words they stand for, or between their neighbours.
    private static func spread(_ texts: [String], _ lost: [Transcript.Word], before: Int?, after: Int?)
        -> [Transcript.Word]
    {
        let start = lost.first?.startMs ?? before ?? after
        let end = lost.last?.endMs ?? after ?? start
        guard let start, let end else { return texts.map { Transcript.Word(text: $0) } }
        let total = texts.reduce(0) { $0 + $1.count + 1 }
        var done = 0
        return texts.map { text in
            let from = start + max(0, end - start) * done / total
            done += text.count + 1
            var word = Transcript.Word(
                text: text,
                startMs: from,
                endMs: start + max(0, end - start) * done / total,
                confidence: lost.first?.confidence
            )
            word.approximate = true
            return word
        }
    }

    /// How many chunks and words to pass over until two are the same again; all that is left when none is near.
    private static func nextPair(_ chunks: [String], _ c: Int, _ words: [String], _ w: Int) -> (Int, Int) {
        for distance in 1...(2 * lookAhead) {
            for skipC in max(0, distance - lookAhead)...min(distance, lookAhead) {
                let skipW = distance - skipC
                guard c + skipC < chunks.count, w + skipW < words.count else { continue }
                if chunks[c + skipC] == words[w + skipW] { return (skipC, skipW) }
            }
        }
        return (min(lookAhead, chunks.count - c), min(lookAhead, words.count - w))
    }

    private static func key(_ text: Substring) -> String {
        String(
            String.UnicodeScalarView(
                text.lowercased().unicodeScalars.filter {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "+" || $0 == "#"
                }
            )
        )
    }
}
