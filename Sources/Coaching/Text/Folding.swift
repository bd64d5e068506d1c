/// Text reduced to what comparison needs: lower-case words without punctuation, numbers in one spelling.
enum Folding {
    /// The comparable words of a text. "don't" gives `dont`, "1,200" gives `1200`, "40%" gives `40 percent`, "C++" gives `c++`,
    /// `customer_id` gives `customer id`; scripts written without spaces give one word per character.
    static func words(_ text: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var characters = text.makeIterator()
        var current = characters.next()
        func flush() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        while let character = current {
            let following = characters.next()
            if isIdeograph(character) {
                flush()
                words.append(String(character))
            } else if character.isLetter || character.isNumber {
                word += character.lowercased()
            } else if character == "%" {
                flush()
                words.append("percent")
            } else if !joins(character, word: word, following: following) {
                flush()
            } else if character == "." || character == "+" || character == "#" {
                word.append(character)
            }
            current = following
        }
        flush()
        return words
    }

    /// Whether a mark belongs to the word around it: an apostrophe in a word, a point or comma in a number, `c++`, `c#`.
    private static func joins(_ mark: Character, word: String, following: Character?) -> Bool {
        guard let last = word.last else { return false }
        switch mark {
        case "'", "’", "ʼ", "\u{ad}": return last.isLetter && following?.isLetter == true
        case ".", ",": return last.isNumber && following?.isNumber == true
        case "+", "#": return word == "c" || word == "c+" || word == "f"
        default: return mark.unicodeScalars.allSatisfy { $0.properties.isDefaultIgnorableCodePoint }
        }
    }

    /// Whether a character is a word of its own for lack of spaces (Han, kana, Thai and their neighbours).
    private static func isIdeograph(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first?.value, scalar >= 0x0e00 else { return false }
        return (0x0e00...0x0eff).contains(scalar) || (0x3040...0x30ff).contains(scalar)
            || (0x3400...0x9fff).contains(scalar) || (0xf900...0xfaff).contains(scalar)
            || (0x20000...0x3ffff).contains(scalar)
    }
}
