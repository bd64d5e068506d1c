/// A question as it was asked and as its speaker would state it: "Tell me about a time you solved a difficult problem" and "I solved a
/// difficult problem". An answer is nearer to a statement than to a question.
struct QuestionForms: Sendable {
    /// The question, then its statement.
    let texts: [String]

    /// The forms of a question.
    init(_ question: String) {
        let asked = String(question.prefix(1_000))
        let stated = Self.statement(of: asked)
        texts = [asked, stated.isEmpty ? asked : stated]
    }

    /// The question as its speaker would state it.
    var stated: String { texts[1] }

    private static let swapped = [
        "you": "I", "your": "my", "yourself": "myself", "yours": "mine", "me": "you", "are": "am",
    ]
    private static let leads = [
        "tell you about", "describe", "give you an example of", "talk you through", "walk you through", "explain",
        "a time when", "a time that", "a time", "a situation where", "a situation in which", "a situation",
        "an occasion when",
        "when",
    ]

    private static func statement(of question: String) -> String {
        var words: [String] = question.split(whereSeparator: \.isWhitespace).map { word in
            let core = word.prefix { $0.isLetter || $0 == "'" }
            return (swapped[core.lowercased()] ?? String(core)) + String(word.dropFirst(core.count))
        }
        for lead in leads {
            let parts = lead.split(separator: " ")
            guard words.count > parts.count + 1 else { continue }
            if zip(words, parts).allSatisfy({ $0.lowercased() == $1 }) { words.removeFirst(parts.count) }
        }
        var text = words.joined(separator: " ")
        while let last = text.last, "?!. ".contains(last) { text.removeLast() }
        guard let first = text.first else { return "" }
        return first.uppercased() + text.dropFirst() + "."
    }
}
