import Model

/// How the sentences of a narrative name numbers, times and the speaker's words.
enum SentenceParts {
    /// Longest quotation, in characters; a longer one ends with an ellipsis at a word.
    private static let longestQuote = 160

    /// The words of some evidence with their time: ` at 0:12: “…”`; empty without evidence.
    static func words(_ evidence: Evaluation.Evidence?) -> String {
        guard let evidence else { return "" }
        return "\(time(evidence.startMs)): “\(quoted(evidence.quote))”"
    }

    /// A quotation without quotation marks of its own and without a full stop at its end.
    static func quoted(_ text: String) -> String {
        withoutPoint(RemarkCheck.tidy(text.filter { !"\"“”".contains($0) }, limit: longestQuote))
    }

    /// ` at 0:12`; empty without a time.
    static func time(_ milliseconds: Int?) -> String {
        guard let milliseconds else { return "" }
        let whole = max(0, milliseconds) / 1_000
        return " at \(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }

    /// Seconds with a decimal below ten.
    static func seconds(_ milliseconds: Int) -> String {
        let tenths = (Double(milliseconds) / 100).rounded() / 10
        return NumberWords.spelling(tenths >= 10 ? tenths.rounded() : tenths)
    }

    /// `once`, `twice`, `3 times`.
    static func times(_ count: Int) -> String { count == 1 ? "once" : count == 2 ? "twice" : "\(count) times" }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A sentence as a part of another: without its capital, unless it is one of "I" or of an abbreviation, and without its full stop.
    static func lowered(_ text: String) -> String {
        let word = text.prefix { !$0.isWhitespace }
        guard word.count > 1 || word == "A", word.dropFirst().allSatisfy({ !$0.isUppercase }) else {
            return withoutPoint(text)
        }
        return withoutPoint(word.lowercased() + text.dropFirst(word.count))
    }

    /// A sentence with something at its end that closes it.
    static func stopped(_ text: String) -> String {
        guard let last = text.last, !".!?".contains(last) else { return text }
        return text + "."
    }

    private static func withoutPoint(_ text: String) -> String {
        text.hasSuffix(".") && !text.hasSuffix("..") ? String(text.dropLast()) : text
    }
}
