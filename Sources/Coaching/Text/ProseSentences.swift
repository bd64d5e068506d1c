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
