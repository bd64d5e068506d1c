/// What a résumé says of a person, each item with its place in the document.
package struct ResumeProfile: Sendable, Hashable, Codable {
    /// A skill with what proves it.
    package struct SkillEvidence: Sendable, Hashable, Codable {
        /// Its name in the list.
        package var name: String
        /// Months of the jobs whose text names it; 0 when none does.
        package var months: Int
        /// Whether it stands in lists only: no job and no project shows it in use.
        package var isOnlyListed: Bool
        /// Where it stands, the best proof first, at most five.
        package var quotes: [Quote]
    }

    /// A job.
    package struct Role: Sendable, Hashable, Codable {
        /// The line that names it, without its time.
        package var title: String
        /// The line beside it, mostly the employer; nil when there is none.
        package var employer: String?
        /// Its first month.
        package var start: YearMonth
        /// Its last month; nil while it lasts.
        package var end: YearMonth?
        /// The line of its time.
        package var quote: Quote
        /// Its first line.
        package var firstLine: Int
        /// The line behind its last one.
        package var endLine: Int
    }

    /// A project.
    package struct Project: Sendable, Hashable, Codable {
        /// Its first line.
        package var name: String
        /// Where that line stands.
        package var quote: Quote
        /// Skills its lines name.
        package var skills: [String]
    }

    /// The name at the top; nil when no line there looks like one.
    package var name: String?
    /// Where mail reaches the person.
    package var email: Quote?
    /// A telephone number.
    package var phone: Quote?
    /// Addresses of pages.
    package var links: [Quote]
    /// The parts of the document.
    package var sections: [DocumentSection]
    /// Jobs, in the order of the document.
    package var roles: [Role]
    /// Projects, in the order of the document.
    package var projects: [Project]
    /// Statements with a number that measures something.
    package var achievements: [Quote]
    /// Skills, the best proven first.
    package var skills: [SkillEvidence]
    /// Lines that name a degree.
    package var degrees: [Quote]
    /// Highest degree: 0 none, 1 vocational, 2 bachelor, 3 master, 4 doctor.
    package var degree: Int
    /// Months of all jobs together.
    package var months: Int
}

extension ResumeProfile {
    /// Most items kept of each kind.
    private static let most = 200

    /// Reads a résumé.
    ///
    /// - Parameter now: the month that "present" means.
    package init(_ document: DocumentText, skills list: SkillList, now: YearMonth) {
        let sections = Sections.ofResume(document)
        let reading = ResumeReading(document: document, sections: sections)
        let roles = reading.roles()
        let hits = list.find(in: document) {
            reading.kind(of: $0) == .skills || Sections.isSkillRow(document.lines[$0].text)
        }
        self.sections = sections
        self.roles = Array(roles.prefix(Self.most))
        (name, email, phone, links) = (reading.name(), reading.email(), reading.phone(), reading.links())
        achievements = Array(reading.achievements().prefix(Self.most))
        let found = reading.degrees()
        degrees = found.map(\.quote)
        degree = found.map(\.level).max() ?? 0
        months = Dates.months(roles.map { ($0.start, $0.end) }, now: now)
        projects = reading.projects(hits, list).prefix(Self.most).map { $0 }
        var evidence: [Int: [SkillHit]] = [:]
        for hit in hits { evidence[hit.skill, default: []].append(hit) }
        self.skills = evidence.map { index, hits in
            Self.evidence(list.skills[index].name, hits, roles, reading, now)
        }.sorted { a, b in
            (a.isOnlyListed ? 1 : 0, -a.months, -a.quotes.count, a.name) < (
                b.isOnlyListed ? 1 : 0, -b.months, -b.quotes.count, b.name
            )
        }
    }

    private static func evidence(
        _ name: String,
        _ hits: [SkillHit],
        _ roles: [Role],
        _ reading: ResumeReading,
        _ now: YearMonth
    ) -> SkillEvidence {
        let using = roles.filter { role in hits.contains { (role.firstLine..<role.endLine).contains($0.quote.line) } }
        func rank(_ hit: SkillHit) -> Int {
            switch reading.kind(of: hit.quote.line) {
            case .experience: 0
            case .projects, .publications, .volunteering: 1
            case .skills: 3
            default: 2
            }
        }
        let ranked = hits.sorted { (rank($0), $0.quote.start) < (rank($1), $1.quote.start) }
        return SkillEvidence(
            name: name,
            months: Dates.months(using.map { ($0.start, $0.end) }, now: now),
            isOnlyListed: ranked.allSatisfy { rank($0) > 1 },
            quotes: ranked.prefix(5).map(\.quote)
        )
    }
}

/// Reads the parts of a résumé line by line.
struct ResumeReading {
    let document: DocumentText
    let sections: [DocumentSection]
    private let starts: [Int]
    private let kinds: [SectionKind]

    init(document: DocumentText, sections: [DocumentSection]) {
        self.document = document
        self.sections = sections
        starts = document.starts
        var kinds = [SectionKind](repeating: .other, count: document.lines.count)
        for section in sections { for line in section.start..<section.end { kinds[line] = section.kind } }
        self.kinds = kinds
    }

    /// The part a line belongs to.
    func kind(of line: Int) -> SectionKind { kinds.indices.contains(line) ? kinds[line] : .other }

    /// A whole line as a quote.
    func quote(_ line: Int) -> Quote {
        let text = document.lines[line].text
        return Quote(
            text: text,
            line: line,
            page: document.lines[line].page,
            start: starts[line],
            end: starts[line] + text.utf16.count
        )
    }

    /// A part of a line as a quote.
    func quote(_ line: Int, _ part: Substring) -> Quote {
        let text = document.lines[line].text
        let from = text.utf16.distance(from: text.utf16.startIndex, to: part.startIndex)
        return Quote(
            text: String(part),
            line: line,
            page: document.lines[line].page,
            start: starts[line] + from,
            end: starts[line] + from + part.utf16.count
        )
    }

    /// Statements with a number that measures: a share, an amount of money, a factor, a count of something.
    func achievements() -> [Quote] {
        document.lines.indices.filter { line in
            [.experience, .projects, .awards, .volunteering, .summary].contains(kind(of: line))
                && Self.measures(document.lines[line].text) && Dates.span(in: document.lines[line].text) == nil
        }.map(quote)
    }

    /// Whether a statement has a number that is no year.
    static func measures(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        guard words.count >= 4 || WideScript.isWide(text) && text.count >= 8 else { return false }
        return words.contains { word in
            guard word.contains(where: \.isNumber) else { return false }
            if word.contains("%") || word.contains("$") || word.contains("€") || word.contains("£") { return true }
            let bare = word.filter { $0.isNumber || $0 == "." || $0 == "," }
            guard let number = Double(bare.replacing(",", with: "")) else { return true }
            return !(1950...2100).contains(number) || bare.contains(",")
        }
    }

    /// Lines that name a degree, with its level.
    func degrees() -> [(quote: Quote, level: Int)] {
        document.lines.indices.compactMap { line in
            let kind = kind(of: line)
            guard [.education, .summary, .contact, .certifications].contains(kind) else { return nil }
            let level = Degrees.level(document.lines[line].text)
            return level > 0 && (kind == .education || level > 1) ? (quote(line), level) : nil
        }
    }

    /// Projects: in the part about them, each line that is no point begins one, or else each point.
    func projects(_ hits: [SkillHit], _ list: SkillList) -> [ResumeProfile.Project] {
        var found: [ResumeProfile.Project] = []
        for section in sections where section.kind == .projects {
            let body = Array((section.start + (section.title.isEmpty ? 0 : 1))..<section.end)
            var heads = body.filter { !document.lines[$0].isPoint }
            let hasPoints = heads.count < body.count
            // A line that goes on below the one before is no new project.
            heads = heads.filter { line in
                line == body.first || document.lines[line].isAfterGap || document.lines[line].isNamed
                    || hasPoints && document.lines[line - 1].isPoint
            }
            if heads.isEmpty { heads = body }
            for (position, head) in heads.enumerated() {
                let end = position + 1 < heads.count ? heads[position + 1] : section.end
                let skills = hits.filter { (head..<end).contains($0.quote.line) }.map { list.skills[$0.skill].name }
                found.append(
                    ResumeProfile.Project(
                        name: document.lines[head].text,
                        quote: quote(head),
                        skills: skills.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
                    )
                )
            }
        }
        return found
    }
}
