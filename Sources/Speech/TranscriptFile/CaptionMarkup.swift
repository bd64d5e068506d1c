
/// Takes the markup out of caption text.
enum CaptionMarkup {
    private static let entities = [
        "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&quot;": "\"", "&#39;": "'", "&apos;": "'", "&lrm;": "", "&rlm;": "",
        "&amp;": "&",
    ]
    /// Longer than any tag in use; a longer stretch is text with a stray "<".
    private static let longestTag = 200

    /// The text without `<v Ann>`, `<i>`, `<00:00:01.000>`, `{\an8}` and described sounds such as "[Music]", its entities decoded, with
    /// single spaces.
    static func plain(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "<" || $0 == "{" || $0 == "[" || $0 == "♪" }) {
            plain += rest[..<open]
            let inside = rest[open...].prefix(longestTag)
            if let end = close(of: inside) {
                rest = rest[inside.index(after: end)...]
            } else {
                if rest[open] != "♪" { plain.append(rest[open]) }
                rest = rest[rest.index(after: open)...]
            }
        }
        plain += rest
        if plain.contains("&") {
            // The ampersand itself last, so that nothing is decoded twice.
            for (entity, character) in entities.sorted(by: { $0.key > $1.key }) where entity != "&amp;" {
                plain = plain.replacing(entity, with: character)
            }
            plain = plain.replacing("&amp;", with: "&")
        }
        return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
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
        case "[":
            guard let end = text.firstIndex(of: "]") else { return nil }
            // "[mo-]" is a word broken off.
            return text[text.index(before: end)] == "-" ? nil : end
        default: return nil
        }
    }
}
