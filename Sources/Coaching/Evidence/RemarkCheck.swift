import Model

/// Decides whether a sentence of a judge may be shown: numbers and quoted words in it must come from the speaker or the
/// question, and it carries no link or markup.
struct RemarkCheck: Sendable {
    /// Longest remark, in characters; longer ones are cut at a word.
    static let maxCharacters = 400

    private let numbers: Set<String>
    private let finder: QuoteFinder
    private let letters: Set<String>?

    /// A check against what was said and asked; `also` are further numbers that may be named, `letters` the sources that may be cited
    /// where there are sources.
    init(
        spoken: Spoken,
        finder: QuoteFinder,
        question: String,
        also: Set<String> = [],
        letters: Set<String>? = nil
    ) {
        self.letters = letters
        var numbers = Set(spoken.tokens.lazy.filter { $0.isNumber && spoken.counts($0.first) }.map(\.text))
        numbers.formUnion(Token.texts(of: question.prefix(2_000)).filter(Token.isNumber))
        self.numbers = numbers.union(also)
        self.finder = finder
    }

    /// The remark, tidied; nil when it claims a number or quotes words that were not said, or holds a link.
    func passed(_ remark: String) -> String? {
        let text = Self.tidy(remark)
        guard !text.isEmpty, !Self.hasLink(text), citesWhatIsThere(text) else { return nil }
        for number in Token.texts(of: text).filter(Token.isNumber) where !numbers.contains(number) {
            // "one", "two" and the like are ordinary words; ten and more, and any fraction, are claims.
            guard let value = Double(number), value < 10, value == value.rounded(), !text.contains(number) else {
                return nil
            }
        }
        for quoted in Self.quoted(in: text) where Token.texts(of: quoted).count >= QuoteFinder.minTokens {
            guard finder.find(quoted) != nil else { return nil }
        }
        return text
    }

    /// Whether every letter that a text cites is one of the sources; true where there are none, for brackets mean nothing then.
    func citesWhatIsThere(_ text: String) -> Bool {
        letters.map { Set(KnowledgeUse.letters(in: text)).isSubset(of: $0) } ?? true
    }

    /// A text without control and formatting characters and markdown emphasis around whole words, cut to its length.
    static func tidy(_ text: String, limit: Int = maxCharacters) -> String {
        var kept = ""
        for scalar in text.prefix(limit * 8).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                kept += " "
            default: kept.unicodeScalars.append(scalar)
            }
        }
        var words = kept.split(whereSeparator: \.isWhitespace).map(String.init)
        for mark in ["**", "__"] { words = words.map { $0.replacing(wholeWord: mark) } }
        kept = words.joined(separator: " ")
        guard kept.count > limit else { return kept }
        let cut = kept.prefix(limit - 1)
        return (cut.lastIndex(of: " ").map { String(cut[..<$0]) } ?? String(cut)) + "…"
    }

    /// Whether a text holds a web or mail address or markup that loads something.
    static func hasLink(_ text: String) -> Bool {
        let lower = text.lowercased()
        return ["http:", "https:", "www.", "mailto:", "javascript:", "<script", "<a ", "<img"].contains {
            lower.contains($0)
        }
            || lower.split(separator: " ").contains { word in
                guard let sign = word.firstIndex(of: "@") else { return false }
                return sign > word.startIndex && word[sign...].contains(".")
            }
    }

    /// What stands in quotation marks.
    static func quoted(in text: String) -> [String] {
        var found: [String] = []
        for (open, close): (Character, Character) in [("\"", "\""), ("“", "”"), ("«", "»")] {
            var rest = Substring(text)
            while let start = rest.firstIndex(of: open), found.count < 20 {
                let after = rest[rest.index(after: start)...]
                guard let end = after.firstIndex(of: close) else { break }
                found.append(String(after[..<end]))
                rest = after[after.index(after: end)...]
            }
        }
        return found
    }
}

extension String {
    /// The word without a markdown mark that opens or closes it; a mark inside (`a__b`) stays, and so does `__init__`.
    fileprivate func replacing(wholeWord mark: String) -> String {
        if hasPrefix(mark), hasSuffix(mark), count > 2 * mark.count, mark == "__" { return self }
        var word = self[...]
        if word.hasPrefix(mark), word.count > mark.count { word = word.dropFirst(mark.count) }
        for tail in ["", ".", ",", ":", ";", "!"]
        where word.hasSuffix(mark + tail) && word.count > mark.count + tail.count {
            word = word.dropLast(mark.count + tail.count) + tail
            break
        }
        return String(word)
    }
}
