import Core
import FoundationEssentials

/// One skill of the list.
package struct Skill: Sendable, Hashable, Codable {
    /// How it is shown.
    package var name: String
    /// A broad class, such as `language` or `database`.
    package var kind: String
    /// Skills of one group stand in for each other in part.
    package var group: String
    /// Other spellings.
    package var synonyms: [String]?
    /// Whether its name means something else as well, so that it needs company.
    package var ambiguous: Bool?
    /// Spellings that count only with the letters exactly so.
    package var cased: [String]?
    /// Spellings that have other meanings as well, each with words of which some must stand near it, see ``SkillList``.
    package var near: [String: [String]]?
    /// The trade it belongs to; nil for what many have.
    package var field: String?

    /// A skill.
    package init(
        name: String,
        kind: String,
        group: String,
        synonyms: [String]? = nil,
        ambiguous: Bool? = nil,
        cased: [String]? = nil,
        near: [String: [String]]? = nil,
        field: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.group = group
        self.synonyms = synonyms
        self.ambiguous = ambiguous
        self.cased = cased
        self.near = near
        self.field = field
    }
}

/// A skill that stands in a text.
package struct SkillHit: Sendable, Hashable {
    /// Its index in ``SkillList/skills``.
    package var skill: Int
    /// The words that say it.
    package var quote: Quote
}

/// The skills that documents are searched for, by their spellings.
///
/// A spelling with words to stand near it ("ADR" with "HGV", "tanker" …) counts when one of them stands in the same line, or two in the
/// document. Several skills may have such a spelling: the one with the most of its words counts, those in the line thrice; none does when
/// two have as many.
package struct SkillList: Sendable {
    private struct Spelling: Sendable {
        var tokens: [String]
        var skill: Int
        var exact: String?
        var isAmbiguous: Bool
        var startsWithDot: Bool
        var near: Set<String>?

        /// How much a line and its document speak for it; nil when it needs nothing of the kind.
        func weight(_ line: Set<String>, _ document: Set<String>) -> Int? {
            guard let near else { return nil }
            let (beside, elsewhere) = (near.intersection(line).count, near.intersection(document).count)
            return beside > 0 || elsewhere > 1 ? beside * 3 + elsewhere : 0
        }
    }

    /// A word with its place in the line.
    struct Token: Sendable {
        var text: String
        var folded: String
        var start: Int
        var end: Int
    }

    /// All skills.
    package let skills: [Skill]
    private let spellings: [String: [Spelling]]
    private let byName: [String: Int]

    private struct File: Decodable {
        var skills: [Skill]
    }

    /// Reads lists as JSON, one behind the other.
    ///
    /// - Throws: `document.invalid_list`.
    package static func read(_ files: [UInt8]...) throws(DocumentError) -> SkillList { try read(files) }

    /// Reads lists as JSON, one behind the other.
    ///
    /// - Throws: `document.invalid_list`.
    package static func read(_ files: [[UInt8]]) throws(DocumentError) -> SkillList {
        var skills: [Skill] = []
        for json in files {
            do { skills += try JSONDecoder().decode(File.self, from: Data(json)).skills } catch {
                throw DocumentError(
                    .invalidList,
                    "The list of skills is no JSON of skills.",
                    context: ["reason": "\(error)"]
                )
            }
        }
        return try SkillList(skills)
    }

    /// A list.
    ///
    /// - Throws: `document.invalid_list` when a spelling is empty, or stands for two skills without words to tell them apart.
    package init(_ skills: [Skill]) throws(DocumentError) {
        var spellings: [String: [Spelling]] = [:]
        var owners: [String: Bool] = [:]
        var names: [String: Int] = [:]
        for (index, skill) in skills.enumerated() {
            for (position, name) in ([skill.name] + (skill.synonyms ?? [])).enumerated() {
                let tokens = Self.tokens(name).map(\.folded)
                guard let first = tokens.first, !skill.group.isEmpty, !skill.kind.isEmpty else {
                    throw DocumentError(.invalidList, "A skill has an empty spelling: \(skill.name).")
                }
                let isAmbiguous = position == 0 && skill.ambiguous == true
                let near = skill.near?[name].map { Set($0.map { $0.lowercased() }) }
                let isShared = owners[name.lowercased()].map { $0 && near != nil } ?? true
                owners[name.lowercased()] = near != nil
                guard isShared else {
                    throw DocumentError(.invalidList, "Two skills are spelt \(name).")
                }
                if position == 0 { names[skill.name] = index }
                let isExact = isAmbiguous || skill.cased?.contains(name) == true
                spellings[first, default: []].append(
                    Spelling(
                        tokens: tokens,
                        skill: index,
                        exact: isExact ? name : nil,
                        isAmbiguous: isAmbiguous,
                        startsWithDot: name.hasPrefix("."),
                        near: near
                    )
                )
            }
        }
        self.skills = skills
        byName = names
        self.spellings = spellings.mapValues { $0.sorted { $0.tokens.count > $1.tokens.count } }
    }

    /// The skill with this name.
    package func named(_ name: String) -> Skill? { byName[name].map { skills[$0] } }

    /// The index of a skill.
    package func index(of name: String) -> Int? { byName[name] }

    /// The words of a line. `+` and `#` behind a letter belong to the word: C++, C#.
    static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var (current, start, at, wasWide) = ("", 0, 0, false)
        func end() {
            if !current.isEmpty {
                tokens.append(Token(text: current, folded: current.lowercased(), start: start, end: at))
            }
            current = ""
        }
        for character in text {
            let isPart =
                character.isLetter || character.isNumber || !current.isEmpty && (character == "+" || character == "#")
            if isPart {
                // Chinese, Japanese and Korean letters part Latin words without a space: 迁移到Kubernetes.
                let isWide = WideScript.isWide(character)
                if !current.isEmpty, isWide != wasWide { end() }
                wasWide = isWide
                if current.isEmpty { start = at }
                current.append(character)
            } else {
                end()
            }
            at += character.utf16.count
        }
        end()
        return tokens
    }

    /// Every skill in a document, in the order of the text.
    ///
    /// - Parameter listed: whether a line belongs to a list of skills, where a word by itself is a skill.
    package func find(in document: DocumentText, listed: (Int) -> Bool) -> [SkillHit] {
        let (starts, context) = (document.starts, context(of: document))
        return document.lines.indices.flatMap { line in
            find(in: document.lines[line], number: line, start: starts[line], isListed: listed(line), context: context)
        }
    }

    /// The words of a document that tell which meaning a spelling has.
    func context(of document: DocumentText) -> Set<String> {
        var words: Set<String> = []
        for line in document.lines { for token in Self.tokens(line.text) { words.insert(token.folded) } }
        return words
    }

    /// Every skill in one line.
    ///
    /// - Parameter context: the words of its document.
    package func find(
        in line: DocumentText.Line,
        number: Int,
        start: Int,
        isListed: Bool,
        context: Set<String> = []
    ) -> [SkillHit] {
        let text = Array(line.text.utf16)
        let tokens = Self.tokens(line.text)
        let beside = Set(tokens.map(\.folded))
        var found: [(hit: SkillHit, isSure: Bool, first: Int, last: Int)] = []
        var at = 0
        while at < tokens.count {
            guard let spelling = spelling(at: at, tokens, text, beside, context) else {
                at += 1
                continue
            }
            let (first, last) = (tokens[at], tokens[at + spelling.tokens.count - 1])
            let words = String(decoding: text[first.start..<last.end], as: UTF16.self)
            let quote = Quote(
                text: words,
                line: number,
                page: line.page,
                start: start + first.start,
                end: start + last.end
            )
            found.append(
                (
                    SkillHit(skill: spelling.skill, quote: quote), !spelling.isAmbiguous, at,
                    at + spelling.tokens.count - 1
                )
            )
            at += spelling.tokens.count
        }
        settle(&found, tokens, text, isListed: isListed)
        return found.filter(\.isSure).map(\.hit)
    }

    /// The longest spelling that begins at a word; of those that need words near them, the one that has most.
    private func spelling(
        at: Int,
        _ tokens: [Token],
        _ text: [UInt16],
        _ line: Set<String>,
        _ document: Set<String>
    ) -> Spelling? {
        var rest = matches(at: at, tokens, text)[...]
        while let first = rest.first {
            let group = rest.prefix { $0.tokens.count == first.tokens.count }
            if let plain = group.first(where: { $0.near == nil }) { return plain }
            let weights = group.map { $0.weight(line, document) ?? 0 }
            if let most = weights.max(), most > 0, weights.count(where: { $0 == most }) == 1,
                let at = weights.firstIndex(of: most)
            {
                return group[group.startIndex + at]
            }
            rest = rest.dropFirst(group.count)
        }
        return nil
    }

    private func matches(at: Int, _ tokens: [Token], _ text: [UInt16]) -> [Spelling] {
        (spellings[tokens[at].folded] ?? []).filter { spelling in
            let last = at + spelling.tokens.count - 1
            guard last < tokens.count else { return false }
            for (offset, word) in spelling.tokens.enumerated() where tokens[at + offset].folded != word { return false }
            for index in at..<last {
                let between = text[tokens[index].end..<tokens[index + 1].start]
                // One space, hyphen, point, slash or ampersand may stand within a name.
                guard between.count <= 1, between.allSatisfy({ [0x20, 0x2D, 0x2E, 0x2F, 0x26].contains($0) }) else {
                    return false
                }
            }
            if spelling.startsWithDot {
                guard tokens[at].start > 0, text[tokens[at].start - 1] == 0x2E else { return false }
            }
            guard let exact = spelling.exact else { return true }
            return zip(Self.tokens(exact), tokens[at...last]).allSatisfy { wanted, token in
                token.text == wanted.text || wanted.text.count > 1 && token.text == wanted.text.uppercased()
            }
        }
    }

    /// Decides about ambiguous words by their company: a skill beside them in a list, or a word about programming.
    private func settle(
        _ found: inout [(hit: SkillHit, isSure: Bool, first: Int, last: Int)],
        _ tokens: [Token],
        _ text: [UInt16],
        isListed: Bool
    ) {
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in found.indices where !found[index].isSure {
                let (first, last) = (found[index].first, found[index].last)
                let before =
                    first > 0
                    ? String(decoding: text[tokens[first - 1].end..<tokens[first].start], as: UTF16.self) : nil
                let after =
                    last + 1 < tokens.count
                    ? String(decoding: text[tokens[last].end..<tokens[last + 1].start], as: UTF16.self) : nil
                if before?.contains("&") == true || after?.contains("&") == true { continue }
                if after?.hasPrefix("-") == true || after?.hasPrefix("'") == true || after?.hasPrefix("’") == true {
                    continue
                }
                // "Go or Rust": two such names vouch for each other, but not letters, as in "R and D".
                func vouches(_ other: Int) -> Bool {
                    found[other].isSure || [other, index].allSatisfy { found[$0].hit.quote.text.count > 1 }
                }
                let left =
                    index > 0 && vouches(index - 1) && Self.isListing(found[index - 1].last, first, tokens, text)
                let right =
                    index + 1 < found.count && vouches(index + 1)
                    && Self.isListing(last, found[index + 1].first, tokens, text)
                let isAlone =
                    isListed && (before.map(Self.isMark) ?? true)
                    && (last + 1 == tokens.count ? true : after.map(Self.isMark) ?? true)
                let cue =
                    last + 1 < tokens.count && after == " " && Self.cuesAfter.contains(tokens[last + 1].folded)
                    || first > 0 && before == " " && Self.cuesBefore.contains(tokens[first - 1].folded)
                        && !(after == " " && last + 1 < tokens.count && tokens[last + 1].folded == "to")
                if left || right || isAlone || cue || Self.isSet(found[index].hit.quote.text, first, last, tokens) {
                    found[index].isSure = true
                    hasChanged = true
                }
            }
        }
    }

    private static let cuesAfter: Set<String> = [
        "developer", "engineer", "engineers", "developers", "programmer", "programming", "code", "codebase",
        "codebases",
        "services", "service", "microservices", "language", "backend", "backends", "experience", "modules",
        "applications",
        "scripts", "packages", "charts", "dashboards", "apps", "application", "firmware", "drivers", "libraries",
        "library",
    ]
    private static let cuesBefore: Set<String> = [
        "in", "using", "language", "languages", "embedded", "programming", "ansi", "modern", "of", "with", "mit", "en",
    ]

    /// Whether a name stands between Chinese, Japanese or Korean letters, where "Go" and "Swift" are no English words; a single letter
    /// must be called a language.
    private static func isSet(_ name: String, _ first: Int, _ last: Int, _ tokens: [Token]) -> Bool {
        let before = first > 0 && tokens[first - 1].end == tokens[first].start
        let after = last + 1 < tokens.count && tokens[last + 1].start == tokens[last].end ? tokens[last + 1].text : nil
        if name.count == 1 {
            return after.map { text in ["语言", "言語", "語言", "언어"].contains { text.hasPrefix($0) } } ?? false
        }
        return (before || after != nil) && name.contains(where: \.isLowercase)
    }

    /// Whether only marks of a list, or a word such as "and", stand between two words.
    private static func isListing(_ left: Int, _ right: Int, _ tokens: [Token], _ text: [UInt16]) -> Bool {
        guard right > left, right - left <= 2 else { return false }
        let between = String(decoding: text[tokens[left].end..<tokens[right].start], as: UTF16.self)
        if right - left == 2,
            !["and", "or", "und", "oder", "y", "et", "e", "和", "或", "及", "与", "と", "や"].contains(
                tokens[left + 1].folded
            )
        {
            return false
        }
        if right - left == 2 { return true }
        return isMark(between) && between != " "
    }

    /// Whether a text between words parts the items of a list.
    private static func isMark(_ text: String) -> Bool {
        text.contains { ",;/|•·()[]:\u{2013}\u{2014}+".contains($0) } || text.hasPrefix("  ")
            || text.contains { "、，；／｜（）：・".contains($0) } || text.isEmpty
    }
}
