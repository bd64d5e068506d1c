import Glibc

/// Standard output for results, standard error for everything else.
enum Console {
    /// Prints a line of result.
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Prints a line for the person at the terminal.
    static func warn(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        try? unsafe OutputTarget(descriptor: descriptor).write(Array(text.utf8).span.bytes)
    }
}

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
