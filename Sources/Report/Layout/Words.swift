/// Names from code as words for readers.
enum Words {
    /// `filledPauses` or `gap_filled` as `filled pauses`, `gap filled`.
    static func spaced(_ name: String) -> String {
        var text = ""
        for character in name {
            if character == "_" {
                text.append(" ")
            } else if character.isUppercase, let last = text.last, last.isLowercase {
                text.append(" ")
                text.append(contentsOf: character.lowercased())
            } else {
                text.append(character)
            }
        }
        return text
    }

    /// With a capital first letter.
    static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
