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
        let hits = list.find(in: document) { reading.kind(of: $0) == .skills }
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

    private func quote(_ line: Int, _ part: Substring) -> Quote {
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

    /// The name: two to five words in large letters at the very top.
    func name() -> String? {
        // At the very top, or else in the largest letters of the first page: the top may be a column without it.
        let large = document.lines.filter { $0.page == 1 && $0.size >= 1.5 }.sorted { $0.size > $1.size }.prefix(2)
        for line in document.lines.prefix(4) + large {
            let words = line.text.split(separator: " ")
            let isName =
                (2...5).contains(words.count) && line.text.count <= 60
                && !line.text.contains { "@:,/0123456789|".contains($0) }
                && words.allSatisfy { $0.first?.isLetter == true && $0.first?.isLowercase == false }
            if isName, Sections.key(line.text) != "curriculum vitae" { return line.text }
        }
        return nil
    }

    private func first(_ holds: (Substring) -> Bool) -> Quote? {
        for (index, line) in document.lines.enumerated() {
            for word in line.text.split(whereSeparator: { $0 == " " || $0 == "|" || $0 == "," || $0 == "•" })
            where holds(word) {
                return quote(index, word)
            }
        }
        return nil
    }

    /// The first word that is a mail address.
    func email() -> Quote? {
        first { word in
            let parts = word.split(separator: "@")
            return parts.count == 2 && parts[1].contains(".") && parts[0].last?.isLetter ?? false
                || parts.count == 2 && parts[1].contains(".")
        }
    }

    /// The first run of digits that is as long as a telephone number, in the first third of the document.
    func phone() -> Quote? {
        let top = max(12, document.lines.count / 3)
        let mail = email()?.line ?? -10
        for (index, line) in document.lines.enumerated()
        where index < top || kind(of: index) == .contact || abs(index - mail) <= 3 {
            var run: Substring = ""
            var rest = line.text[...]
            while let start = rest.firstIndex(where: { $0 == "+" || $0 == "(" || $0.isNumber }) {
                run = rest[start...].prefix { $0.isNumber || "+-() ./".contains($0) }
                rest = rest[start...].dropFirst(max(1, run.count))
                let digits = run.count { $0.isNumber }
                let isYears = Dates.span(in: String(run)) != nil
                if (8...15).contains(digits), !isYears {
                    while run.last == " " || run.last == "(" { run = run.dropLast() }
                    return quote(index, run)
                }
            }
        }
        return nil
    }

    /// Addresses of pages, at most ten.
    func links() -> [Quote] {
        var found: [Quote] = []
        for (index, line) in document.lines.enumerated() where found.count < 10 {
            for word in line.text.split(whereSeparator: { $0 == " " || $0 == "|" || $0 == "," }) {
                let lower = word.lowercased()
                if lower.hasPrefix("http://") || lower.hasPrefix("https://") || lower.hasPrefix("www.")
                    || lower.contains("linkedin.com/") || lower.contains("github.com/") || lower.contains("gitlab.com/")
                {
                    found.append(quote(index, word))
                }
            }
        }
        return found
    }

    /// Jobs: in the parts about experience, each line with a time begins one.
    func roles() -> [ResumeProfile.Role] {
        var roles: [ResumeProfile.Role] = []
        for section in sections where section.kind == .experience {
            let lines = section.start..<section.end
            let heads = lines.filter { !document.lines[$0].isPoint && Dates.span(in: document.lines[$0].text) != nil }
            for (position, head) in heads.enumerated() {
                guard let span = Dates.span(in: document.lines[head].text) else { continue }
                let next = position + 1 < heads.count ? heads[position + 1] : section.end
                var first = head
                // The name of the job may stand above its time, behind a gap or a point of the job before.
                if head - 1 > section.start, !document.lines[head - 1].isPoint, !heads.contains(head - 1),
                    document.lines[head - 1].text.count <= 90, !document.lines[head - 1].text.hasSuffix("."),
                    position == 0 || head - 1 > heads[position - 1] + 1,
                    document.lines[head - 1].isAfterGap || rest(of: head, span).split(separator: " ").count <= 3
                        || document.lines[head - 2].isPoint
                {
                    first = head - 1
                }
                // Job, employer and time below each other, however the lines before end.
                if first == head - 1, head - 2 > section.start, !heads.contains(head - 2),
                    !rest(of: head, span).contains(where: \.isLetter), Self.isTitle(document.lines[head - 2].text),
                    !document.lines[head - 2].isPoint, document.lines[head - 2].text.count <= 90,
                    !Self.isTitle(document.lines[head - 1].text)
                {
                    first = head - 2
                }
                if let last = roles.indices.last, roles[last].endLine > first { roles[last].endLine = first }
                let (title, employer) = names(head, span, first, next)
                roles.append(
                    ResumeProfile.Role(
                        title: title,
                        employer: employer,
                        start: span.start,
                        end: span.end,
                        quote: quote(head),
                        firstLine: first,
                        endLine: next
                    )
                )
            }
        }
        return roles
    }

    /// A line without its time and the marks around it.
    private func rest(of line: Int, _ span: Dates.Span) -> String {
        let units = Array(document.lines[line].text.utf16)
        let left = String(decoding: units[..<min(span.from, units.count)], as: UTF16.self)
        let right = String(decoding: units[min(span.to, units.count)...], as: UTF16.self)
        let trimmed = (left + "  " + right).drop { !$0.isLetter && !$0.isNumber }
        return Letters.plain(
            trimmed.reversed().drop { " ,|·•–—-([:".contains($0) }.reversed().map(String.init).joined()
        )
    }

    private func names(_ head: Int, _ span: Dates.Span, _ first: Int, _ next: Int) -> (String, String?) {
        var parts: [String] = []
        if first < head { parts.append(document.lines[first].text) }
        if first == head - 2 { parts.append(document.lines[head - 1].text) }
        let own = rest(of: head, span)
        if own.contains(where: \.isLetter) { parts.append(own) }
        if head + 1 < next, !document.lines[head + 1].isPoint, document.lines[head + 1].text.count <= 80,
            !document.lines[head + 1].text.hasSuffix("."), parts.count < 2
        {
            parts.append(document.lines[head + 1].text)
        }
        if parts.count == 1,
            let cut = parts[0].firstRange(of: " at ") ?? parts[0].firstRange(of: ", ") ?? parts[0].firstRange(of: " | ")
                ?? parts[0].firstRange(of: " – ")
        {
            parts = [String(parts[0][..<cut.lowerBound]), String(parts[0][cut.upperBound...])]
        }
        guard let title = parts.first(where: Self.isTitle) ?? parts.first else {
            return (document.lines[head].text, nil)
        }
        return (title, parts.first { $0 != title })
    }

    private static let titles: Set<String> = [
        "engineer", "developer", "manager", "analyst", "designer", "architect", "consultant", "scientist",
        "administrator",
        "intern", "lead", "director", "specialist", "nurse", "teacher", "assistant", "programmer", "researcher",
        "officer",
        "technician", "coordinator", "representative", "accountant", "tutor", "head", "entwickler", "entwicklerin",
        "ingenieur", "ingenieurin", "leiter", "leiterin", "développeur", "développeuse", "ingénieur", "ingénieure",
        "desarrollador", "desarrolladora", "ingeniero", "ingeniera", "sre", "cto", "tester", "owner", "associate",
        "writer",
    ]

    private static func isTitle(_ text: String) -> Bool {
        text.lowercased().split { !$0.isLetter }.contains { titles.contains(String($0)) }
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
        guard words.count >= 4 else { return false }
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
