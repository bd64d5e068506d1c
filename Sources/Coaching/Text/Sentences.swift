import Model

/// Cuts words into sentences: by the engine's punctuation, else by pauses, else by length.
enum Sentences {
    /// A silence this long between two words ends a sentence when the engine sets no punctuation.
    static let pauseMs = 600
    /// Longest sentence without punctuation, in words.
    static let lengthLimit = 24
    /// Longest sentence with punctuation, in words; longer ones are cut so that one missing full stop cannot join everything.
    static let punctuatedLimit = 60

    /// Ranges of word indices that cover every word in order.
    static func ranges(of words: [Spoken.Word], endings: [Bool]) -> [Range<Int>] {
        let punctuated = endings.count { $0 } * 60 >= words.count
        let limit = punctuated ? punctuatedLimit : lengthLimit
        var ranges: [Range<Int>] = []
        var start = 0
        for index in words.indices {
            let following = index + 1 < words.count ? words[index + 1].span : nil
            let paused = zip2(words[index].span, following).map { $1.startMs - $0.endMs >= pauseMs } ?? false
            if endings[index] || (paused && !punctuated) || index + 1 - start >= limit {
                ranges.append(start..<index + 1)
                start = index + 1
            }
        }
        if start < words.count { ranges.append(start..<words.count) }
        return ranges
    }

    private static func zip2<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
        guard let a, let b else { return nil }
        return (a, b)
    }
}

/// Cuts written prose into sentences, never inside a quotation.
enum ProseSentences {
    /// The sentences with their marks, trimmed, none empty. A full stop ends one when space and no small letter follows.
    static func split(_ text: String, alsoAt marks: Set<Character> = []) -> [String] {
        var sentences: [String] = []
        var current = ""
        var quoted: Character?
        let characters = Array(text)
        func flush() {
            let trimmed = trim(current)
            if !trimmed.isEmpty { sentences.append(trimmed) }
            current = ""
        }
        for (index, character) in characters.enumerated() {
            current.append(character)
            if let close = quoted {
                if character == close || character.isNewline { quoted = nil }
            } else if let close = closing[character] {
                quoted = close
            }
            let before = index > 0 ? characters[index - 1] : " "
            let atEnd =
                ".?!。？！".contains(character) || (quoted == nil && closers.contains(character) && ".?!".contains(before))
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            let after = index + 2 < characters.count ? characters[index + 2] : "A"
            let breaks = quoted == nil && next.isWhitespace && !after.isLowercase
            if quoted == nil, marks.contains(character) || character.isNewline || (atEnd && breaks) { flush() }
        }
        flush()
        return sentences
    }

    private static let closing: [Character: Character] = ["\"": "\"", "“": "”", "«": "»"]
    private static let closers: Set<Character> = ["\"", "”", "»", ")"]

    private static func trim(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace || $0 == ";" || $0 == "•" }
        return String(start.reversed().drop { $0.isWhitespace || $0 == ";" || $0 == "•" }.reversed())
    }
}

/// Looks for phrases in one text. Over plain letters it compares bytes, which an hour of speech needs; where marks combine
/// with letters it compares characters, so that both spellings of "é" are one.
struct PhraseSearch: Sendable {
    /// The text.
    let text: String
    private let bytes: [UInt8]
    private let isASCII: Bool
    private let combines: Bool

    /// A search in a text.
    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        combines =
            !isASCII
            && text.unicodeScalars.contains { scalar in
                switch scalar.properties.generalCategory {
                case .nonspacingMark, .spacingMark, .enclosingMark: true
                default: (0x1100...0x11ff).contains(scalar.value)
                }
            }
    }

    /// Whether the text holds a phrase; the phrase is given in composed spelling.
    func holds(_ phrase: String) -> Bool {
        if combines { return text.contains(phrase) }
        let wanted = Array(phrase.utf8)
        guard let first = wanted.first, wanted.count <= bytes.count else { return wanted.isEmpty }
        if isASCII, first >= 0x80 { return false }
        for start in 0...bytes.count - wanted.count where bytes[start] == first {
            if bytes[start..<start + wanted.count].elementsEqual(wanted) { return true }
        }
        return false
    }
}

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
