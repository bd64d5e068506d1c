import Core
package import FoundationEssentials

/// Knows whether a text is a job title, forgiving typing errors, and which question families suit it.
///
/// A title has a head noun ("developer", "notary") from a list. The other words qualify it. They may be unknown, because no
/// list has every product and trade, but they must look like words.
package struct JobTitles: Sendable {
    /// What a text was taken for.
    package enum Verdict: Sendable, Hashable {
        /// A title, with its known words spelled right.
        case title(String)
        /// Not a title.
        case unknown
    }

    private var nouns: [String: [String]] = [:]
    private var modifiers: [String: [String]] = [:]
    private var ordinary: Set<String> = []
    private var related: [String: [String]] = [:]

    /// Reads `titles.json`: `nouns` and `modifiers` map words to families, `ordinary` lists words that are never corrected
    /// into a title, `related` maps a family to its neighbours. Throws ``QuestionsError/Code/invalidTitles`` with the line.
    package init(_ data: Data) throws(QuestionsError) {
        do {
            let json = try LocatedJSONParser.parse(Array(data))
            nouns = try Self.table(json, "nouns")
            modifiers = try Self.table(json, "modifiers")
            related = try Self.table(json, "related")
            ordinary = Set(try Self.words(json["ordinary"], json.line, "ordinary"))
        } catch {
            throw QuestionsError(
                .invalidTitles,
                "The file of job titles is broken: line \(error.line) \(error.message).",
                context: ["line": String(error.line)]
            )
        }
    }

    /// Whether a text is a job title (B9). At most 8 words and 80 characters are one.
    package func verdict(_ text: String) -> Verdict {
        let words = Self.split(text)
        guard text.count <= 80, (1...8).contains(words.count) else { return .unknown }
        var result: [String] = []
        var heads = 0
        for word in words {
            if Self.linking.contains(word) {
                result.append(word)
            } else if nouns[word] != nil {
                heads += 1
                result.append(word)
            } else if modifiers[word] != nil {
                result.append(word)
            } else if Self.sentence.contains(word) {
                return .unknown
            } else if let noun = corrected(word, among: nouns) {
                heads += 1
                result.append(noun)
            } else if let modifier = corrected(word, among: modifiers) {
                result.append(modifier)
            } else if Self.looksLikeWord(word) {
                result.append(word)
            } else {
                return .unknown
            }
        }
        return heads > 0 ? .title(result.joined(separator: " ")) : .unknown
    }

    /// The families that suit a title, those of its qualifying words first: "Node developer" is backend before anything else.
    /// Empty when the title is unknown or suits no family in particular.
    package func families(for text: String) -> [String] {
        guard case .title(let title) = verdict(text) else { return [] }
        let words = title.split(separator: " ").map(String.init)
        let special = words.flatMap { modifiers[$0] ?? [] }
        let general = words.flatMap { nouns[$0] ?? [] }
        var families: [String] = []
        for family in special.isEmpty ? general : special + general.filter(special.contains)
        where !families.contains(family) {
            families.append(family)
        }
        return families
    }

    /// Neighbours of families, nearest first, without the families themselves.
    package func neighbours(of families: [String]) -> [String] {
        var found: [String] = []
        for neighbour in families.flatMap({ related[$0] ?? [] })
        where !families.contains(neighbour) && !found.contains(neighbour) {
            found.append(neighbour)
        }
        return found
    }

    // MARK: - Words

    /// The one entry within reach of a word: one error in five to seven letters, two in eight or more. The first letter must
    /// agree, the word must not be an ordinary one, and ties go to the nearer, then to the earlier in the alphabet.
    private func corrected(_ word: String, among table: [String: [String]]) -> String? {
        guard word.count >= 5, word.count <= 24, !ordinary.contains(word) else { return nil }
        let letters = Array(word)
        let reach = letters.count >= 8 ? 2 : 1
        var best: (entry: String, distance: Int)?
        for entry in table.keys where entry.first == letters[0] && abs(entry.count - letters.count) <= reach {
            guard entry.count >= 5 else { continue }
            let distance = Self.distance(letters, Array(entry))
            guard distance <= reach else { continue }
            if best.map({ (distance, entry) < ($0.distance, $0.entry) }) ?? true { best = (entry, distance) }
        }
        return best?.entry
    }

    /// Damerau and Levenshtein's distance with adjacent transpositions (optimal string alignment).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for row in 1...a.count {
            var current = [row]
            for column in 1...b.count {
                var cost = min(last[column] + 1, current[column - 1] + 1)
                cost = min(cost, last[column - 1] + (a[row - 1] == b[column - 1] ? 0 : 1))
                if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] {
                    cost = min(cost, before[column - 2] + 1)
                }
                current.append(cost)
            }
            (before, last) = (last, current)
        }
        return last[b.count]
    }

    private static func split(_ text: String) -> [String] {
        text.prefix(200).lowercased().split { !($0.isLetter || $0.isNumber || "+#.'-".contains($0)) }
            .flatMap { word -> [String] in
                let word = word.drop { ".-'".contains($0) }
                let end = word.reversed().drop { ".-'".contains($0) }.reversed()
                return String(end).split(separator: "-").map(String.init)
            }
            .filter { !$0.isEmpty }
    }

    /// Whether an unknown word could be a name of a product or trade: it has a vowel, no letter three times in a row and no
    /// run of five consonants, or is an abbreviation of up to four characters beside a known noun.
    private static func looksLikeWord(_ word: String) -> Bool {
        let vowels: Set<Character> = ["a", "e", "i", "o", "u", "y", "é", "è", "ä", "ö", "ü", "á", "í", "ó", "ú"]
        guard word.count <= 24 else { return false }
        if !word.allSatisfy({ $0.isLetter && $0.isASCII }) { return word.contains { $0.isLetter } || word.count <= 2 }
        guard !keyboardRuns.contains(where: word.contains) else { return false }
        if word.count <= 4 { return true }
        var consonants = 0
        var equal = 0
        var last: Character?
        for letter in word {
            consonants = vowels.contains(letter) ? 0 : consonants + 1
            equal = letter == last ? equal + 1 : 1
            last = letter
            if consonants >= 5 || equal >= 3 { return false }
        }
        return true
    }

    private static let keyboardRuns = ["asdf", "sdfg", "dfgh", "fghj", "ghjk", "hjkl", "qwer", "wert", "zxcv", "xcvb"]
    private static let linking: Set<String> = ["of", "and", "for", "in", "the", "to", "at", "with", "or", "de", "a"]
    /// Words of sentences, which no title has.
    private static let sentence: Set<String> = [
        "i", "you", "he", "she", "we", "they", "my", "your", "is", "am", "are", "was", "want", "like", "please",
        "hello",
        "hi", "what", "why", "how", "who", "dont", "don't", "not", "no", "yes", "be", "become", "need", "give", "tell",
        "me", "ignore", "love", "hate", "this", "that", "would", "can", "will",
    ]

    // MARK: - File

    private static func table(_ json: LocatedJSON, _ key: String) throws(LocatedJSONParser.Fault) -> [String: [String]]
    {
        guard let members = json[key]?.members, members.count <= 5_000 else {
            throw LocatedJSONParser.Fault(
                line: json.line,
                message: "needs an object of at most 5,000 entries for \"\(key)\""
            )
        }
        var table: [String: [String]] = [:]
        for member in members {
            guard !member.key.isEmpty, member.key == member.key.lowercased(), !member.key.contains(" ") else {
                throw LocatedJSONParser.Fault(
                    line: member.line,
                    message: "has an entry that is not one lower-case word"
                )
            }
            table[member.key] = try words(member.value, member.line, member.key)
        }
        return table
    }

    private static func words(
        _ json: LocatedJSON?,
        _ line: Int,
        _ key: String
    ) throws(LocatedJSONParser.Fault) -> [String] {
        guard let elements = json?.elements, elements.count <= 5_000 else {
            throw LocatedJSONParser.Fault(line: line, message: "needs a list of words for \"\(key.prefix(40))\"")
        }
        var words: [String] = []
        for element in elements {
            guard let word = element.text, !word.isEmpty else {
                throw LocatedJSONParser.Fault(
                    line: element.line,
                    message: "needs a list of words for \"\(key.prefix(40))\""
                )
            }
            words.append(word)
        }
        return words
    }
}
