/// Takes the markup out of caption text.
enum CaptionMarkup {
    /// Longer than any tag in use; a longer stretch is text with a stray "<".
    private static let longestTag = 200

    /// The text without `<v Ann>`, `<i>`, `<00:00:01.000>`, `{\an8}`, described sounds such as "[Music]" or "(laughs)", and the marks ">>"
    /// and "-" at a change of speakers; its entities decoded, with single spaces.
    static func plain(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "<" || $0 == "{" }) {
            plain += rest[..<open]
            let inside = rest[open...].prefix(longestTag)
            if let end = close(of: inside) {
                rest = rest[inside.index(after: end)...]
            } else {
                plain.append(rest[open])
                rest = rest[rest.index(after: open)...]
            }
        }
        plain += rest
        let decoded = CaptionEntities.decoded(plain)
        let words = decoded.split(whereSeparator: \.isWhitespace)
        let spoken = words.enumerated().filter { index, word in
            !(word.count >= 2 && word.allSatisfy { $0 == ">" }) && !(index == 0 && ["-", "–", "—"].contains(word))
        }
        return spoken.map(\.element).joined(separator: " ")
    }

    /// Where the markup that begins a text ends; nil when it is no markup.
    private static func close(of text: Substring) -> String.Index? {
        guard let second = text.dropFirst().first else { return nil }
        switch text.first {
        case "<":
            // "a < b" is text: a tag begins with a letter, a digit, a slash or a full stop.
            guard second.isLetter || second.isNumber || second == "/" || second == "." else { return nil }
            return text.firstIndex(of: ">")
        case "{": return second == "\\" ? text.firstIndex(of: "}") : nil
        default: return nil
        }
    }
}
