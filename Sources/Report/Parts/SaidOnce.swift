/// Remembers sentences, so that none is said twice in one report. Sentences are compared without case, punctuation and the
/// words before a colon that name a stage or announce them.
struct SaidOnce {
    private var said: Set<String> = []

    /// Remembers every sentence of a text.
    mutating func remember(_ text: String) {
        for sentence in Self.sentences(text) { said.formUnion(Self.keys(sentence)) }
    }

    /// The sentences of a text that were not said yet, now remembered; nil when all were.
    mutating func fresh(_ text: String) -> String? {
        let fresh = Self.sentences(text).filter { sentence in
            let keys = Self.keys(sentence)
            guard said.isDisjoint(with: keys) else { return false }
            said.formUnion(keys)
            return true
        }
        return fresh.isEmpty ? nil : fresh.joined(separator: " ")
    }

    /// Splits after `.`, `!` and `?` before white space, and at line ends.
    static func sentences(_ text: String) -> [String] {
        var result: [String] = []
        var sentence = ""
        var ended = false
        for character in text {
            if character.isNewline || (ended && character.isWhitespace) {
                if sentence.contains(where: { !$0.isWhitespace }) { result.append(sentence) }
                sentence = ""
                ended = false
                continue
            }
            if sentence.isEmpty, character.isWhitespace { continue }
            sentence.append(character)
            ended = ".!?".contains(character)
        }
        if sentence.contains(where: { !$0.isWhitespace }) { result.append(sentence) }
        return result
    }

    /// A sentence as it is compared: as a whole, and what follows its first colons when that is a sentence of its own.
    private static func keys(_ sentence: String) -> [String] {
        var keys = [normalized(sentence[...])]
        var rest = sentence[...]
        for _ in 0..<3 {
            guard let colon = rest.firstIndex(of: ":") else { break }
            rest = rest[rest.index(after: colon)...]
            guard rest.first == " " else { continue }
            let key = normalized(rest)
            if key.split(separator: " ").count >= 3 { keys.append(key) }
        }
        return keys.filter { !$0.isEmpty }
    }

    private static func normalized(_ text: Substring) -> String {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
}
