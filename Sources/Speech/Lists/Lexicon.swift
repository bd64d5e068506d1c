/// The entries of one list, ready to be looked up: patterns of elongation compiled, rules compiled, first words indexed.
struct Lexicon: Sendable {
    private struct Form {
        var words: [WordPattern]
        var entry: Int
    }

    private struct Rule {
        var before: [ContextPattern]
        var after: [ContextPattern]
        var counts: Bool
    }

    private let entries: [LanguageList.Entry]
    private let rules: [[Rule]]
    /// The forms by the first letter of their first word, longest first.
    private let forms: [Unicode.Scalar: [Form]]

    /// Compiles entries. A pattern that the schema would refuse never fits.
    init(_ entries: [LanguageList.Entry], classes: [String: [String]]) {
        self.entries = entries
        rules = entries.map { entry in
            entry.rules.map { rule in
                Rule(
                    before: rule.before.compactMap { try? ContextPattern($0, classes: classes) },
                    after: rule.after.compactMap { try? ContextPattern($0, classes: classes) },
                    counts: rule.counts
                )
            }
        }
        var forms: [Unicode.Scalar: [Form]] = [:]
        for (index, entry) in entries.enumerated() {
            for form in entry.forms {
                let words = form.split(separator: " ").map { WordPattern(String($0)) }
                guard let first = words.first?.first else { continue }
                forms[first, default: []].append(Form(words: words, entry: index))
            }
        }
        self.forms = forms.mapValues { $0.sorted { ($0.words.count, $1.entry) > ($1.words.count, $0.entry) } }
    }

    /// The longest entry that is written at a token, and how many tokens it takes. Words of one entry may have a comma between them
    /// ("you, know"), never the end of a sentence.
    func entry(at index: Int, in tokens: [TextToken]) -> (entry: LanguageList.Entry, rules: Int, count: Int)? {
        guard let first = tokens[index].folded.unicodeScalars.first, let candidates = forms[first] else { return nil }
        for form in candidates where index + form.words.count <= tokens.count {
            let fits = form.words.indices.allSatisfy { offset in
                (offset == 0 || tokens[index + offset].gapBefore != .edge)
                    && form.words[offset].matches(tokens[index + offset].folded)
            }
            if fits { return (entries[form.entry], form.entry, form.words.count) }
        }
        return nil
    }

    /// Whether an entry counts between these places of a text.
    func counts(_ rules: Int, from start: Int, to end: Int, in text: ContextText) -> Bool {
        for rule in self.rules[rules] {
            let before = rule.before.isEmpty || rule.before.contains { $0.fits(before: start, in: text) }
            guard before else { continue }
            if rule.after.isEmpty || rule.after.contains(where: { $0.fits(after: end, in: text) }) {
                return rule.counts
            }
        }
        return entries[rules].counts
    }
}
