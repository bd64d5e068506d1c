/// Holds a changed line of a résumé against the original: nothing may be in it that the person did not write.
package struct RewriteCheck: Sendable {
    /// Why a line is refused.
    package enum Refusal: String, Sendable, Codable, CaseIterable {
        /// A number, an amount, a share or a date that the original does not have there.
        case number
        /// A name of an employer, a person, a place or a product that the original does not have.
        case name
        /// A skill that the original does not have.
        case skill
        /// A rank, degree, award or certificate that the original does not have.
        case rank
        /// Mostly words that the original does not have: a new claim.
        case claim
        /// Nothing, or more than a line may hold.
        case shape
    }

    /// Longest changed line, in characters.
    package static let maxLine = 600
    /// New words, those of style left out, over all words of a line, at most.
    static let mostNewWords = 0.34

    private let list: SkillList
    private let lines: [String]
    private let words: Set<String>
    private let names: Set<String>
    private let skills: Set<Int>
    private let context: Set<String>

    /// A check against a document.
    package init(_ document: DocumentText, skills list: SkillList) {
        self.list = list
        lines = document.lines.map(\.text)
        let tokens = lines.flatMap { SkillList.tokens($0) }
        words = Set(tokens.map { Self.stem($0.folded) })
        names = Set(
            tokens.filter { $0.text.contains(where: \.isUppercase) || $0.text.contains(where: \.isNumber) }.map(
                \.folded
            )
        )
        skills = Set(list.find(in: document) { _ in true }.map(\.skill))
        context = list.context(of: document)
    }

    /// Why a line that is to stand for line `number` is refused; nil when all of it is in the original.
    package func refusal(of text: String, for number: Int) -> Refusal? {
        guard lines.indices.contains(number), !text.isEmpty, text.count <= Self.maxLine,
            !text.contains(where: \.isNewline)
        else { return .shape }
        let source = lines[number]
        let tokens = SkillList.tokens(text)
        let sourceTokens = SkillList.tokens(source)
        if let wrong = numbers(tokens, in: text, sourceTokens, source) { return wrong }
        let hits = list.find(in: DocumentText.Line(text), number: 0, start: 0, isListed: true, context: context)
        if hits.contains(where: { !skills.contains($0.skill) }) { return .skill }
        let sourceWords = Set(sourceTokens.map { Self.stem($0.folded) })
        if tokens.contains(where: { Self.ranks.contains($0.folded) && !sourceWords.contains(Self.stem($0.folded)) }) {
            return .rank
        }
        for (index, token) in tokens.enumerated() {
            guard let first = token.text.first,
                first.isUppercase || first.isLetter && !first.isLowercase && !first.isUppercase
            else { continue }
            let begins = index == 0 || Self.endsSentence(text, before: token.start)
            if begins, token.text.dropFirst().allSatisfy({ $0.isLowercase }),
                Self.style.contains(token.folded) || words.contains(Self.stem(token.folded))
            {
                continue
            }
            if !names.contains(token.folded), !(begins && words.contains(Self.stem(token.folded))) {
                // A capital at the beginning of a sentence proves no name: such a word is judged with the others below.
                if begins, token.text.dropFirst().allSatisfy({ $0.isLowercase }) { continue }
                return .name
            }
        }
        return isNewClaim(tokens, sourceWords) ? .claim : nil
    }

    /// Numbers count with their unit and must stand in the line that is changed.
    private func numbers(_ tokens: [SkillList.Token], in text: String, _ source: [SkillList.Token], _ original: String)
        -> Refusal?
    {
        func figures(_ tokens: [SkillList.Token], _ text: String) -> [String] {
            let units = Array(text.utf16)
            return tokens.filter { $0.text.contains(where: \.isNumber) }.map { token in
                let next = token.end < units.count ? String(decoding: units[token.end...token.end], as: UTF16.self) : ""
                let before =
                    token.start > 0 ? String(decoding: units[token.start - 1..<token.start], as: UTF16.self) : ""
                return token.folded + (next == "%" ? "%" : "")
                    + ("$€£".contains(before) && !before.isEmpty ? before : "")
            }
        }
        let known = Set(figures(source, original))
        if figures(tokens, text).contains(where: { !known.contains($0) }) { return .number }
        let spelled = Set(source.map(\.folded))
        return tokens.contains { Self.numberWords.contains($0.folded) && !spelled.contains($0.folded) } ? .number : nil
    }

    private func isNewClaim(_ tokens: [SkillList.Token], _ source: Set<String>) -> Bool {
        let content = tokens.filter { !Self.style.contains($0.folded) }
        guard !content.isEmpty else { return false }
        // What stands elsewhere in the résumé counts half: it may be moved, not piled onto one job.
        let new = content.reduce(0.0) { sum, token in
            let stem = Self.stem(token.folded)
            return sum + (source.contains(stem) ? 0 : words.contains(stem) ? 0.5 : 1)
        }
        return new / Double(content.count) > Self.mostNewWords
    }

    private static func endsSentence(_ text: String, before at: Int) -> Bool {
        let units = Array(text.utf16.prefix(at))
        guard let last = units.last(where: { $0 != 0x20 }) else { return true }
        return [0x2E, 0x21, 0x3F, 0x3A].contains(last)
    }

    /// A word without the endings that style changes.
    static func stem(_ word: String) -> String {
        for ending in [
            "ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e",
        ]
        where word.hasSuffix(ending) && word.count - ending.count >= 3 {
            return String(word.dropLast(ending.count))
        }
        return word
    }

    /// Numbers that are written out.
    static let numberWords: Set<String> = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty",
        "forty", "fifty",
        "sixty", "seventy", "eighty", "ninety", "hundred", "hundreds", "thousand", "thousands", "million", "millions",
        "billion", "dozen",
        "dozens", "half", "third", "quarter", "double", "doubled", "doubling", "triple", "tripled", "tripling", "twice",
        "quadrupled",
        "halved", "halving", "tenfold", "threefold", "twofold", "fourfold", "once", "first", "second", "single",
        "multiple", "several",
        "numerous", "countless", "percent",
    ]
    private static let ranks: Set<String> = [
        "senior", "lead", "leader", "led", "leading", "principal", "staff", "head", "headed", "heading", "chief",
        "director", "directed",
        "manager", "managed", "managing", "supervised", "supervisor", "vp", "president", "founder", "founded",
        "cofounder", "owner", "expert",
        "certified", "certification", "certificate", "award", "awards", "winner", "won", "winning", "phd", "doctorate",
        "master", "masters",
        "bachelor", "bachelors", "mba", "msc", "bsc", "degree", "honours", "honors", "cum", "laude", "patent",
        "patented", "published",
        "keynote", "promoted", "promotion", "architect", "executive", "ceo", "cto", "cfo", "professor", "licensed",
        "accredited", "mentor", "mentored",
    ]
    /// Words that carry style and no fact.
    private static let style: Set<String> = [
        "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "by", "at", "from", "as", "into",
        "through", "that", "which", "while",
        "using", "via", "across", "within", "over", "under", "per", "is", "was", "were", "be", "been", "are", "its",
        "their", "this", "these", "so", "it",
        "built", "build", "building", "developed", "developing", "created", "creating", "designed", "designing",
        "implemented", "implementing",
        "delivered", "delivering", "wrote", "writing", "improved", "improving", "reduced", "reducing", "increased",
        "increasing", "cut",
        "raised", "made", "making", "ran", "running", "used", "maintained", "maintaining", "shipped", "shipping",
        "introduced", "introducing",
        "worked", "working", "helped", "supported", "supporting", "by", "new", "more", "all", "also", "both", "than",
        "thereby", "then", "resulting",
        "achieved", "achieving", "completed", "completing", "provided", "providing", "ensured", "ensuring", "enabled",
        "enabling", "applied", "applying",
    ]
}
