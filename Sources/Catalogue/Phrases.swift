/// Sentences of results in another language. A result is stored in English, without a language: a remark, a drill, a note of a stage. A
/// reader of another language gets each sentence by its English form, as `gettext` does, so that what was stored years ago is read in any language.
///
/// A table is a file, `Assets/phrases-CODE.txt`: a line in English, below it, indented by four spaces, the same in the language. `{name}`
/// stands for any words and is taken over as it is, with the decimal mark of the language in a number; `{Name}` stands for a phrase
/// that is itself translated. Text without a phrase stays as it is: words of the speaker, of a model, of one's own rubric.
package struct Phrases: Sendable {
    /// One part of a sentence.
    private enum Part: Sendable {
        case words(String)
        case place(String)
    }

    private struct Pattern: Sendable {
        var parts: [Part]
        var translation: [Part]
    }

    /// Longest text that is looked up as a whole, in UTF-8; longer ones are read sentence by sentence.
    private static let longest = 1200
    /// Most sentences of one text that are looked at.
    private static let mostSentences = 80
    /// Most sentences of one phrase.
    private static let longestRun = 6
    /// How deep phrases may stand in phrases.
    private static let depth = 4

    private let language: Language
    private let plain: [String: String]
    /// Sentences with places, by their first byte; those that begin with a place are under 0.
    private let patterns: [UInt8: [Pattern]]
    /// Every English sentence of the table, as it is written there.
    package let sources: [String]

    /// Reads a table.
    package init(_ source: String, for language: Language) {
        var (plain, patterns, sources): ([String: String], [UInt8: [Pattern]], [String]) = ([:], [:], [])
        var english: String?
        for line in source.split(separator: "\n") where !line.hasPrefix("#") {
            guard line.hasPrefix("    ") else {
                english = String(line)
                continue
            }
            guard let said = english else { continue }
            sources.append(said)
            let translation = String(line.dropFirst(4))
            let parts = Self.parts(said)
            if case .words(let words)? = parts.first, parts.count == 1 {
                plain[words] = translation
            } else {
                var first: UInt8 = 0
                if case .words(let words)? = parts.first { first = words.utf8.first ?? 0 }
                patterns[first, default: []].append(Pattern(parts: parts, translation: Self.parts(translation)))
            }
            english = nil
        }
        self.language = language
        self.plain = plain
        self.patterns = patterns
        self.sources = sources
    }

    private static let all: [Language: Phrases] = {
        var all: [Language: Phrases] = [:]
        for language in Language.allCases where language != .english {
            let file = EmbeddedAssets.all.first { $0.name == "phrases-\(language.code).txt" }
            all[language] = Phrases(file?.text.description ?? "", for: language)
        }
        return all
    }()

    /// The phrases of a language; nil for English, in which results are stored.
    package static func of(_ language: Language) -> Phrases? { all[language] }

    /// A sentence or some of them in the language of now; as it stands where there is no phrase for it.
    package static func say(_ text: String) -> String { of(.current)?.text(text) ?? text }

    /// A text that may be missing.
    package static func say(_ text: String?) -> String? { text.map { say($0) } }

    /// A text in this language, sentence by sentence; a phrase may hold several, the fewest first.
    package func text(_ text: String) -> String {
        if let found = plain[text] { return found }
        let sentences = Self.sentences(text)
        guard sentences.count > 1 else { return find(text) ?? text }
        guard sentences.count <= Self.mostSentences else { return text }
        var (out, place): ([String], Int) = ([], 0)
        while place < sentences.count {
            let ends = (place + 1)...min(sentences.count, place + Self.longestRun)
            let found = ends.lazy.compactMap { end in
                find(sentences[place..<end].joined(separator: " ")).map { (end, $0) }
            }.first
            out.append(found?.1 ?? sentences[place])
            place = found?.0 ?? place + 1
        }
        return out.joined(separator: " ")
    }

    /// The translation of one phrase; nil when the table has none for it.
    package func find(_ text: String) -> String? { find(text, depth: Self.depth) }

    private func find(_ text: String, depth: Int) -> String? {
        if let found = plain[text] { return found }
        guard depth > 0, text.utf8.count <= Self.longest, let first = text.utf8.first else { return nil }
        for pattern in (patterns[first] ?? []) + (patterns[0] ?? []) {
            guard let values = Self.match(pattern.parts, text) else { continue }
            return pattern.translation.map { part in
                switch part {
                case .words(let words): words
                case .place(let name): value(values[name] ?? "", of: name, depth: depth)
                }
            }.joined()
        }
        return nil
    }

    private func value(_ text: String, of name: String, depth: Int) -> String {
        guard name.first?.isUppercase != true else { return within(text, depth: depth - 1) }
        return Self.isNumber(text) ? text.replacing(".", with: language.decimalMark) : text
    }

    /// A phrase inside another one: as it is, or a sentence that lost its capital and its full stop there, or names in quotation marks.
    private func within(_ text: String, depth: Int) -> String {
        if let found = find(text, depth: depth) { return found }
        if text.hasPrefix("“"), text.hasSuffix("”") {
            let names = text.split(separator: "”").map { piece in
                let parts = piece.split(separator: "“", maxSplits: 1, omittingEmptySubsequences: false)
                let joint = parts[0] == " and " ? " und " : String(parts[0])
                return joint + "„" + within(String(parts.last ?? ""), depth: depth) + "“"
            }
            return names.joined()
        }
        let sentence = text.prefix(1).uppercased() + text.dropFirst()
        if let found = find(sentence, depth: depth) { return found }
        if let found = find(sentence + ".", depth: depth) { return String(found.dropLast()) }
        return self.text(text)
    }

    private static func isNumber(_ text: String) -> Bool {
        text.contains(where: \.isNumber) && text.allSatisfy { $0.isNumber || "+-−.,– ".contains($0) }
    }

    /// Names of places that stand for a number, so that a sentence with another word there is another sentence.
    private static let numbers: Set<String> = [
        "n", "all", "low", "high", "least", "most", "met", "partly", "judged", "found", "lost", "longest", "repairs",
        "calls",
        "pitch", "inside", "fit", "track", "heard", "weight", "value", "first", "last",
    ]

    /// What stands at the places of a sentence; nil when it is another sentence.
    private static func match(_ parts: [Part], _ text: String) -> [String: String]? {
        var (values, rest, open): ([String: String], Substring, String?) = ([:], text[...], nil)
        for (index, part) in parts.enumerated() {
            switch part {
            case .place(let name): open = name
            case .words(let words):
                guard let name = open else {
                    guard rest.hasPrefix(words) else { return nil }
                    rest = rest.dropFirst(words.count)
                    continue
                }
                if index == parts.count - 1 {
                    guard rest.hasSuffix(words), rest.count > words.count else { return nil }
                    values[name] = String(rest.dropLast(words.count))
                    rest = ""
                } else {
                    guard let found = rest.firstRange(of: words), found.lowerBound > rest.startIndex else { return nil }
                    values[name] = String(rest[..<found.lowerBound])
                    rest = rest[found.upperBound...]
                }
                open = nil
            }
        }
        if let name = open {
            guard !rest.isEmpty else { return nil }
            values[name] = String(rest)
            rest = ""
        }
        guard rest.isEmpty else { return nil }
        return values.allSatisfy { !numbers.contains($0.key) || isNumber($0.value) } ? values : nil
    }

    private static func parts(_ text: String) -> [Part] {
        var (parts, rest): ([Part], Substring) = ([], text[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.words(String(rest[..<open]))) }
            parts.append(.place(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.words(String(rest))) }
        return parts
    }

    /// The sentences of a text, parted after a full stop, a question mark or an exclamation mark and the space
    /// behind it; those of a quotation belong together.
    private static func sentences(_ text: String) -> [String] {
        var (sentences, now, ends, isQuoted): ([String], String, Bool, Bool) = ([], "", false, false)
        for character in text {
            if character == "“" || character == "”" { isQuoted = character == "“" }
            if ends, !isQuoted, character == " " {
                sentences.append(now)
                (now, ends) = ("", false)
                continue
            }
            ends = ".?!".contains(character) || (ends && "”\"’)".contains(character))
            now.append(character)
        }
        return now.isEmpty ? sentences : sentences + [now]
    }
}
