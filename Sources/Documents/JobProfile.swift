/// What a job description asks for, each item with its place.
package struct JobProfile: Sendable, Hashable, Codable {
    /// One thing that is asked for.
    package struct Requirement: Sendable, Hashable, Codable {
        /// What kind of thing.
        package enum Kind: String, Sendable, Codable, CaseIterable {
            /// One of some skills.
            case skill
            /// Years of work.
            case years
            /// A degree.
            case degree
        }

        /// How much it is wanted.
        package enum Need: String, Sendable, Codable, CaseIterable {
            /// Without it an application is weak.
            case must
            /// Welcome.
            case nice
        }

        /// What kind of thing.
        package var kind: Kind
        /// How much it is wanted.
        package var need: Need
        /// Skills of which one is enough; empty for other kinds.
        package var skills: [String]
        /// Years asked for; nil when none are.
        package var years: Double?
        /// Lowest degree asked for, 2…4; nil for other kinds.
        package var degree: Int?
        /// Whether experience may stand in for the degree.
        package var orEquivalent: Bool
        /// Where it stands.
        package var quote: Quote

        /// What it is called in lists.
        package var name: String {
            switch kind {
            case .skill: skills.joined(separator: " or ")
            case .years: "\(Self.text(years ?? 0)) years of experience"
            case .degree:
                ["a degree", "a degree", "a bachelor’s degree", "a master’s degree", "a doctorate"][
                    min(4, max(0, degree ?? 0))
                ]
            }
        }

        static func text(_ years: Double) -> String {
            years == years.rounded() ? "\(Int(years))" : "\(years)"
        }
    }

    /// The title of the job; nil when no line says it.
    package var title: String?
    /// The parts of the document.
    package var sections: [DocumentSection]
    /// What is asked for, musts first, each in the order of the document.
    package var requirements: [Requirement]
}

extension JobProfile {
    /// Most requirements kept.
    package static let most = 120

    /// Reads a job description.
    package init(_ document: DocumentText, skills list: SkillList) {
        let sections = Sections.ofJob(document)
        self.sections = sections
        title = Self.title(document, sections)
        var reading = JobReading(document: document, sections: sections, list: list)
        requirements = Array(reading.requirements().prefix(Self.most))
    }

    private static func title(_ document: DocumentText, _ sections: [DocumentSection]) -> String? {
        let marks = ["job title", "title", "position", "role", "stelle", "poste", "puesto"]
        for line in document.lines.prefix(15) {
            guard let colon = line.text.firstIndex(of: ":") else { continue }
            let name = line.text[..<colon].lowercased()
            let value = Letters.plain(line.text[colon...].dropFirst())
            if marks.contains(name), !value.isEmpty, value.count <= 100 { return value }
        }
        guard let first = document.lines.first, first.text.count <= 90, !first.text.hasSuffix("."), !first.isPoint
        else { return nil }
        return first.text
    }
}

/// Finds requirements statement by statement.
private struct JobReading {
    let document: DocumentText
    let sections: [DocumentSection]
    let list: SkillList
    private let hasRequirements: Bool
    private let context: Set<String>
    private var seen: Set<String> = []

    init(document: DocumentText, sections: [DocumentSection], list: SkillList) {
        self.document = document
        self.sections = sections
        self.list = list
        hasRequirements = sections.contains { $0.kind == .requirements }
        context = list.context(of: document)
    }

    mutating func requirements() -> [JobProfile.Requirement] {
        var found: [JobProfile.Requirement] = []
        let starts = document.starts
        for section in sections where section.kind != .benefits {
            // What a company says of itself is no requirement, unless the text has no parts at all.
            if section.kind == .company, sections.count > 1, hasRequirements || section.start > 0 { continue }
            for number in section.start..<section.end {
                let line = document.lines[number]
                let hits = list.find(
                    in: line,
                    number: number,
                    start: starts[number],
                    isListed: section.kind == .requirements && line.text.utf8.count < 60,
                    context: context
                )
                for sentence in Self.sentences(line.text) {
                    let range = (starts[number] + sentence.start)..<(starts[number] + sentence.end)
                    found += take(
                        sentence.text,
                        hits.filter { range.contains($0.quote.start) },
                        Quote(
                            text: sentence.text,
                            line: number,
                            page: line.page,
                            start: range.lowerBound,
                            end: range.upperBound
                        ),
                        section.kind
                    )
                }
            }
        }
        return Self.merged(found)
    }

    private func need(_ text: String, _ section: SectionKind) -> JobProfile.Requirement.Need? {
        let lower = " " + text.lowercased() + " "
        if Self.refusals.contains(where: { lower.contains($0) }) { return nil }
        if Self.wishes.contains(where: { lower.contains($0) }) { return .nice }
        switch section {
        case .preferred: return .nice
        case .requirements: return .must
        default:
            if Self.demands.contains(where: { lower.contains($0) }) { return .must }
            return hasRequirements ? .nice : .must
        }
    }

    private func take(_ text: String, _ hits: [SkillHit], _ quote: Quote, _ section: SectionKind) -> [JobProfile
        .Requirement]
    {
        guard let need = need(text, section) else { return [] }
        var found: [JobProfile.Requirement] = []
        let years = Self.years(text)
        for chain in chains(hits) {
            found.append(
                JobProfile.Requirement(
                    kind: .skill,
                    need: need,
                    skills: chain,
                    years: years,
                    degree: nil,
                    orEquivalent: false,
                    quote: quote
                )
            )
        }
        if hits.isEmpty, let years,
            text.lowercased().contains("experience") || text.lowercased().contains("erfahrung")
                || text.lowercased().contains("experiencia") || text.lowercased().contains("expérience")
        {
            found.append(
                JobProfile.Requirement(
                    kind: .years,
                    need: need,
                    skills: [],
                    years: years,
                    degree: nil,
                    orEquivalent: false,
                    quote: quote
                )
            )
        }
        let degree = Degrees.least(text)
        if degree > 0, section != .company {
            let lower = text.lowercased()
            let orEquivalent =
                lower.contains("equivalent") || lower.contains("or experience") || lower.contains("vergleichbar")
            found.append(
                JobProfile.Requirement(
                    kind: .degree,
                    need: need,
                    skills: [],
                    years: nil,
                    degree: degree,
                    orEquivalent: orEquivalent,
                    quote: quote
                )
            )
        }
        return found
    }

    /// Skills of one statement; those with "or" or "/" between them stand for each other.
    private func chains(_ hits: [SkillHit]) -> [[String]] {
        var chains: [[String]] = []
        var (current, isChoice, last) = ([String](), false, SkillHit?.none)
        func end() {
            if isChoice { if !current.isEmpty { chains.append(current) } } else { chains += current.map { [$0] } }
        }
        for hit in hits {
            let name = list.skills[hit.skill].name
            let joint = last.map { between($0, hit) } ?? ""
            let isJoined = last != nil && [",", "or", ", or", "/", "oder", "ou", "o"].contains(joint)
            if !isJoined {
                end()
                (current, isChoice) = ([], false)
            } else if joint != "," {
                isChoice = true
            }
            if !current.contains(name) { current.append(name) }
            last = hit
        }
        end()
        return chains
    }

    private func between(_ a: SkillHit, _ b: SkillHit) -> String {
        let start = document.starts[a.quote.line]
        let units = Array(document.lines[a.quote.line].text.utf16)
        let (from, to) = (a.quote.end - start, b.quote.start - start)
        guard from <= to, to <= units.count else { return "?" }
        return Letters.plain(String(decoding: units[from..<to], as: UTF16.self)).lowercased()
    }

    /// One of several statements about the same thing: a must counts before a wish, more years before fewer.
    private static func merged(_ all: [JobProfile.Requirement]) -> [JobProfile.Requirement] {
        var (kept, places) = ([JobProfile.Requirement](), [String: Int]())
        for requirement in all {
            let key = "\(requirement.kind.rawValue) \(requirement.skills.sorted().joined(separator: "|"))"
            guard let at = places[key] else {
                places[key] = kept.count
                kept.append(requirement)
                continue
            }
            if kept[at].need == .nice, requirement.need == .must {
                var better = requirement
                better.years = [requirement.years, kept[at].years].compactMap { $0 }.max()
                kept[at] = better
            } else if (requirement.years ?? 0) > (kept[at].years ?? 0), requirement.need == kept[at].need {
                kept[at].years = requirement.years
            }
        }
        // A choice that contains a single demand adds nothing to it.
        let singles = Set(kept.filter { $0.skills.count == 1 && $0.need == .must }.flatMap(\.skills))
        kept.removeAll { $0.skills.count > 1 && $0.skills.contains { singles.contains($0) } }
        return kept.filter { $0.need == .must } + kept.filter { $0.need == .nice }
    }

    /// Years that a statement asks for: "5+ years", "3-5 years", "at least two years", "mindestens 3 Jahre".
    static func years(_ text: String) -> Double? {
        let tokens = SkillList.tokens(text)
        let words = ["one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10]
        for (index, token) in tokens.enumerated() where unitsOfYears.contains(token.folded) && index > 0 {
            for back in 1...min(2, index) {
                let word = tokens[index - back].folded.replacing("+", with: "")
                guard let number = words[word].map(Double.init) ?? Double(word), number > 0, number <= 40 else {
                    continue
                }
                // "3-5 years" asks for three.
                if back == 1, index >= 2, let least = Double(tokens[index - 2].folded), least < number, least > 0,
                    tokens[index - 1].start - tokens[index - 2].end <= 4
                {
                    return least
                }
                return number
            }
        }
        return nil
    }

    /// The sentences of a line, with their places in UTF-16 units.
    static func sentences(_ text: String) -> [(text: String, start: Int, end: Int)] {
        var found: [(text: String, start: Int, end: Int)] = []
        let characters = Array(text)
        var (start, at, current) = (0, 0, "")
        for (index, character) in characters.enumerated() {
            current.append(character)
            at += character.utf16.count
            let isEnd =
                ".!?;。！？".contains(character)
                && (index + 1 == characters.count || characters[index + 1] == " " || "。！？".contains(character))
                && !["e.g.", "i.e.", "etc.", "z.B.", "inc."].contains {
                    current.lowercased().hasSuffix($0.lowercased())
                }
            if isEnd || index + 1 == characters.count {
                let lead = current.prefix { $0 == " " }.utf16.count
                let words = Letters.plain(current)
                if !words.isEmpty { found.append((words, start + lead, at)) }
                (start, current) = (at, "")
            }
        }
        return found
    }

    private static let unitsOfYears: Set<String> = [
        "years", "year", "yrs", "yr", "jahre", "jahren", "jahr", "años", "ans", "anos", "anni",
    ]
    private static let wishes = [
        "nice to have", "nice-to-have", " a plus", " plus.", "bonus", "preferred", "preferably", "ideally", "desirable",
        "advantage", "advantageous", "would be great", "is welcome", "optional", "von vorteil", "wünschenswert",
        "idealerweise",
        "un plus", "deseable", "будет плюсом", "good to have",
    ]
    private static let demands = [
        "must", "required", "require", "need to have", "minimum", "at least", "essential", "mandatory", "you have",
        "proven",
        "strong knowledge", "strong experience", "proficien", "mindestens", "zwingend", "vorausgesetzt",
        "indispensable", "imprescindible",
    ]
    private static let refusals = [
        "not required", "not necessary", "no need", "don't need", "do not need", "isn't required", "nicht erforderlich",
        "not looking for",
    ]
}
