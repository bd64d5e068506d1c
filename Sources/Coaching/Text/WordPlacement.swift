/// Finds each word of a transcript in its text, to know the punctuation the engine set around it.
struct WordPlacement {
    /// Each word with the punctuation that follows it directly; nil where the word is not found in the text.
    private(set) var texts: [Substring?] = []
    /// Whether a sentence ends after the word.
    private(set) var endings: [Bool] = []

    /// Places words in order. Each is looked for only a little ahead of the one before, so that a text that does not hold its
    /// words costs no more than one that does.
    init(words: [String], in text: String) {
        let bytes = Array(text.utf8)
        var cursor = 0
        var ends: [Int?] = []
        var starts: [Int] = []
        for word in words {
            let start = Self.find(Array(word.utf8), in: bytes, from: cursor)
            starts.append(start ?? cursor)
            ends.append(start.map { $0 + word.utf8.count })
            if let start { cursor = start + word.utf8.count }
        }
        for (index, word) in words.enumerated() {
            var ending = Self.closesSentence(word)
            guard let end = ends[index] else {
                texts.append(nil)
                endings.append(ending)
                continue
            }
            let limit = index + 1 < words.count ? max(end, starts[index + 1]) : min(bytes.count, end + 8)
            let gap = String(decoding: bytes[end..<limit], as: UTF8.self)
            if Self.closesSentence(gap) || gap.contains("\n") { ending = true }
            let attached = gap.prefix { !$0.isWhitespace && !$0.isLetter && !$0.isNumber }
            texts.append(Substring(word + attached))
            endings.append(ending)
        }
    }

    private static func closesSentence(_ text: String) -> Bool {
        let trimmed = text.reversed().drop { "\"'”’)] ".contains($0) }
        guard let last = trimmed.first else { return false }
        return ".?!。？！।؟".contains(last)
    }

    private static func find(_ word: [UInt8], in bytes: [UInt8], from cursor: Int) -> Int? {
        guard let first = word.first else { return nil }
        let limit = min(bytes.count - word.count, cursor + 64)
        var at = cursor
        while at <= limit {
            if bytes[at] == first, bytes[at..<at + word.count].elementsEqual(word) { return at }
            at += 1
        }
        return nil
    }
}
