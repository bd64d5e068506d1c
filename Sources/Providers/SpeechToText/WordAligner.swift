import Model

/// Brings a service's words and its text together, so that the words occur in the text in order.
enum WordAligner {
    /// Extends each word to the whole of what stands between blanks in the text ("Um" becomes "Um,"). Where a few differ ("40,000" and
    /// "forty thousand") the text's spelling gets the words' times; the text is replaced by the joined words when they do not fit it.
    static func align(_ words: [Transcript.Word], to text: String) -> AlignedWords {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        var ranges: [Range<Substring.Index>] = []
        ranges.reserveCapacity(words.count)
        var from = text.startIndex
        for word in words {
            guard let found = place(word.text, in: text, from: from) else {
                // One word that is written otherwise costs the text neither its sentences nor the others their times.
                if let fitted = WordFit.fitted(words, to: String(text)) {
                    return AlignedWords(text: fitted.text, words: fitted.words)
                }
                return AlignedWords(text: words.map(\.text).joined(separator: " "), words: words)
            }
            ranges.append(found)
            from = found.upperBound
        }
        var out = words
        for (index, range) in ranges.enumerated() {
            let before = index > 0 ? ranges[index - 1].upperBound : text.startIndex
            let after = index + 1 < ranges.count ? ranges[index + 1].lowerBound : text.endIndex
            out[index].text = String(
                text[start(of: range, after: before, in: text)..<end(of: range, before: after, in: text)]
            )
        }
        return AlignedWords(text: String(text), words: out)
    }

    /// The next place of a word: the first where it stands alone among the next few, else the first at all ("a" is not meant
    /// by "said", but scripts without blanks have no words that stand alone).
    private static func place(_ word: String, in text: Substring, from: Substring.Index) -> Range<Substring.Index>? {
        guard !word.isEmpty, let first = text[from...].firstRange(of: word) else { return nil }
        var candidate = first
        for _ in 1...4 {
            if isAlone(candidate, in: text) { return candidate }
            guard let next = text[candidate.upperBound...].firstRange(of: word) else { break }
            candidate = next
        }
        return first
    }

    private static func isAlone(_ range: Range<Substring.Index>, in text: Substring) -> Bool {
        let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
        let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
        return !before.isLetter && !before.isNumber && !after.isLetter && !after.isNumber
    }

    private static func start(
        of range: Range<Substring.Index>,
        after bound: Substring.Index,
        in text: Substring
    ) -> Substring.Index {
        var index = range.lowerBound
        while index > bound {
            let previous = text.index(before: index)
            // Only opening marks belong to the word that follows.
            guard "\"'“‘«([{¿¡".contains(text[previous]) else { break }
            index = previous
        }
        return index
    }

    private static func end(
        of range: Range<Substring.Index>,
        before bound: Substring.Index,
        in text: Substring
    ) -> Substring.Index {
        var index = range.upperBound
        while index < bound, !text[index].isWhitespace, !text[index].isLetter, !text[index].isNumber {
            index = text.index(after: index)
        }
        return index
    }
}
