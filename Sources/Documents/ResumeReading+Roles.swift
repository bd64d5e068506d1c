/// Jobs with their times, employers and titles.
extension ResumeReading {
    /// Jobs: in the parts about experience, each line with a time begins one.
    func roles() -> [ResumeProfile.Role] {
        var roles: [ResumeProfile.Role] = []
        for section in sections where section.kind == .experience {
            let register = register(section)
            guard register.isEmpty else {
                roles += register
                continue
            }
            let lines = section.start..<section.end
            let heads = lines.filter { !document.lines[$0].isPoint && Dates.span(in: document.lines[$0].text) != nil }
            for (position, head) in heads.enumerated() {
                guard let span = Dates.span(in: document.lines[head].text) else { continue }
                let next = position + 1 < heads.count ? heads[position + 1] : section.end
                var first = head
                // The name of the job may stand above its time, behind a gap or a point of the job before.
                if !namesItself(head, span), head - 1 > section.start, !document.lines[head - 1].isPoint,
                    !heads.contains(head - 1), !Sections.isSkillRow(document.lines[head - 1].text),
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
            trimmed.reversed().drop { " ,،|·•–—-([:".contains($0) }.reversed().map(String.init).joined()
        )
    }

    /// Whether a line in Chinese, Japanese or Korean names the job beside its time.
    private func namesItself(_ head: Int, _ span: Dates.Span) -> Bool { WideScript.isTitle(rest(of: head, span)) }

    private func names(_ head: Int, _ span: Dates.Span, _ first: Int, _ next: Int) -> (String, String?) {
        if let found = wideNames(head, span, first, next) { return found }
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
            let cut = parts[0].firstRange(of: " at ") ?? parts[0].firstRange(of: ", ") ?? parts[0].firstRange(of: "، ")
                ?? parts[0].firstRange(of: " | ")
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
        "writer", "driver", "operator", "operative", "supervisor", "chef", "cook", "waiter", "waitress", "bartender",
        "barista", "receptionist", "cashier", "clerk", "secretary", "bookkeeper", "carer", "caregiver", "worker",
        "midwife", "paramedic", "physiotherapist", "pharmacist", "radiographer", "hygienist", "lecturer", "trainer",
        "practitioner", "electrician", "plumber", "carpenter", "joiner", "bricklayer", "welder", "fitter", "machinist",
        "mechanic", "foreman", "surveyor", "picker", "planner", "buyer", "merchandiser", "solicitor", "paralegal",
        "adviser", "advisor", "recruiter", "agent", "guard", "caseworker", "gardener", "stockperson", "herdsperson",
        "photographer", "illustrator", "editor", "auditor", "controller", "underwriter", "negotiator", "partner",
    ]

    static func isTitle(_ text: String) -> Bool {
        WideScript.isTitle(text)
            || text.lowercased().split { !$0.isLetter }.contains { titles.contains(String($0)) }
    }

    /// Job and employer of a line in Chinese, Japanese or Korean, or of the line below it; nil where they are not told apart.
    private func wideNames(_ head: Int, _ span: Dates.Span, _ first: Int, _ next: Int) -> (String, String?)? {
        var pieces = (first..<head).flatMap { WideScript.pieces(document.lines[$0].text) }
        pieces += WideScript.pieces(rest(of: head, span))
        // What stands below its time is a name only while it is short and no sentence.
        for line in (head + 1)..<max(head + 1, min(next, head + 3)) where !pieces.contains(where: WideScript.isTitle) {
            let text = document.lines[line].text
            let isShort = text.count <= 40 && !document.lines[line].isPoint && !text.contains { "。；;".contains($0) }
            let below = WideScript.pieces(text)
            guard isShort, below.contains(where: { WideScript.isTitle($0) || WideScript.isEmployer($0) }) else { break }
            pieces += below
        }
        guard pieces.contains(where: { WideScript.isWide($0) }) else { return nil }
        guard let at = pieces.firstIndex(where: WideScript.isTitle) else {
            let employer = pieces.first { WideScript.isEmployer($0) }
            return pieces.first { $0 != employer }.map { ($0, employer) }
        }
        let others = pieces.indices.filter { $0 != at }.map { pieces[$0] }
        let before = pieces[..<at].joined(separator: " ")
        if WideScript.isEmployer(before) { return (pieces[at], before) }
        return (pieces[at], others.first(where: WideScript.isEmployer) ?? (before.isEmpty ? others.first : before))
    }

    /// Jobs of a Japanese register (職歴), which has a line for each entry into a company (入社) and each exit (退社).
    private func register(_ section: DocumentSection) -> [ResumeProfile.Role] {
        var (roles, isOpen, cells) = ([ResumeProfile.Role](), false, "")
        for line in section.start..<section.end {
            // Year and month may stand in cells, and so in lines, of their own.
            let isCell = !document.lines[line].text.contains { $0.isLetter && !"令和平成昭元年月".contains($0) }
            let text = cells + document.lines[line].text
            cells = isCell ? text + "  " : ""
            if isCell { continue }
            if isOpen, let when = Dates.first(in: text), WideScript.leaving.contains(where: { text.contains($0) }) {
                roles[roles.count - 1].end = when.when
                isOpen = false
            } else if let when = Dates.first(in: text),
                let word = WideScript.entering.first(where: { text.contains($0) })
            {
                let units = Array(text.utf16)
                let name = String(decoding: units[min(when.to, units.count)...], as: UTF16.self)
                let pieces = WideScript.pieces(name.replacing(word, with: " "))
                guard let company = pieces.first else { continue }
                if let last = roles.indices.last { roles[last].endLine = line }
                let title = pieces.first(where: WideScript.isTitle)
                roles.append(
                    ResumeProfile.Role(
                        title: title ?? company,
                        employer: title == nil || title == company ? nil : company,
                        start: when.when,
                        quote: quote(line),
                        firstLine: line,
                        endLine: section.end
                    )
                )
                isOpen = true
            } else if isOpen, let last = roles.indices.last, roles[last].employer == nil, text.count <= 40,
                let title = WideScript.pieces(
                    String(text[..<(text.firstRange(of: "として")?.lowerBound ?? text.endIndex)])
                )
                .first(where: WideScript.isTitle)
            {
                // What the person did there stands in the next line, often as "エンジニアとして …".
                roles[last].employer = roles[last].title
                roles[last].title = title
            }
        }
        return roles
    }
}
