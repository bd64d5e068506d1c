import Core
package import FoundationEssentials

/// The filler lists of every configured language.
package struct WordLists: Sendable, Hashable, Codable {
    /// The lists by primary language tag.
    package var languages: [String: LanguageList]
    /// The common words by which a text's language is told; nil when none are configured.
    package var profiles: LanguageProfiles?

    private static let mostFiles = 100
    private static let mostBytes = 512 * 1024

    /// Lists of these languages; of two for one language the last counts.
    package init(_ lists: [LanguageList]) {
        languages = Dictionary(lists.map { ($0.language, $0) }, uniquingKeysWith: { $1 })
    }

    /// The list for a BCP 47 tag: `en-GB` and `en_US` take that of `en`; nil when the language has none.
    package func list(for tag: String) -> LanguageList? {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        return languages[primary]
    }

    /// Reads `<language>.json` files from a folder, and the common words of languages from `../languages/common-words.json` where there is
    /// such a file.
    /// - Throws: `analyze.invalid_list`, naming file, line and place, when one breaks the schema or there is none.
    package static func load(folder: URL) throws(SpeechError) -> WordLists {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
                .sorted()
        } catch {
            throw SpeechError(.invalidList, "The folder of filler lists \(folder.path) cannot be read.")
        }
        guard !names.isEmpty, names.count <= mostFiles else {
            throw SpeechError(
                .invalidList,
                "The folder \(folder.path) holds \(names.count) filler lists; 1 to \(mostFiles) files <language>.json are expected."
            )
        }
        var lists: [LanguageList] = []
        for name in names {
            let list = try read(folder.appendingPathComponent(name), name: name)
            guard list.language == String(name.dropLast(5)) else {
                throw SpeechError(
                    .invalidList,
                    "\(name): language is \"\(list.language)\", but the file's name says \"\(name.dropLast(5))\".",
                    context: ["file": name]
                )
            }
            lists.append(list)
        }
        var all = WordLists(lists)
        let profiles = folder.deletingLastPathComponent().appendingPathComponent("languages/common-words.json")
        if let data = try? Data(contentsOf: profiles), data.count <= mostBytes {
            all.profiles = try LanguageProfiles.parse(String(decoding: data, as: UTF8.self), name: "common-words.json")
        }
        return all
    }

    private static func read(_ file: URL, name: String) throws(SpeechError) -> LanguageList {
        guard let data = try? Data(contentsOf: file), data.count <= mostBytes else {
            throw SpeechError(
                .invalidList,
                "\(name) cannot be read, or is larger than \(mostBytes / 1024) KB.",
                context: ["file": name]
            )
        }
        return try parse(String(decoding: data, as: UTF8.self), name: name)
    }

    /// Reads the text of one list.
    /// - Throws: `analyze.invalid_list`, naming line and place.
    package static func parse(_ text: String, name: String) throws(SpeechError) -> LanguageList {
        let value: LocatedJSON
        do {
            value = try LocatedJSONParser.parse(Array(text.utf8))
        } catch {
            throw SpeechError(
                .invalidList,
                "\(name), line \(error.line): the JSON \(error.message).",
                context: ["file": name, "line": "\(error.line)"]
            )
        }
        return try ListSchema(file: name).list(value)
    }
}

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
