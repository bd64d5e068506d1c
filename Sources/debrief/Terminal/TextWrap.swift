/// Plain text folded to a terminal's width.
enum TextWrap {
    /// Folds `text` at blanks so that no line is wider than `width` characters, unless one word is; further lines are indented.
    static func fold(_ text: String, width: Int = 78, indent: String = "", first: String? = nil) -> String {
        var lines: [String] = []
        var line = first ?? indent
        var isEmpty = true
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = indent
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        lines.append(line)
        return lines.joined(separator: "\n")
    }
}
