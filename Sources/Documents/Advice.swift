/// One thing that would make a résumé better, found by rules.
package struct Advice: Sendable, Hashable, Codable {
    /// What is wrong.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case weakVerb, noNumber, longLine, length, noDates, noContact, noSection, firstPerson, missingKeyword,
            onlyListed, repeated
    }

    /// What is wrong.
    package var kind: Kind
    /// What to do, in a sentence.
    package var action: String
    /// Where; nil for the document as a whole.
    package var quote: Quote?

    init(_ kind: Kind, _ action: String, _ quote: Quote? = nil) {
        self.kind = kind
        self.action = action
        self.quote = quote
    }
}

extension Advice {
    /// Pieces of advice of one kind at most.
    private static let most = 6

    private static let weak = [
        "responsible for", "worked on", "helped with", "helped to", "assisted with", "involved in", "participated in",
        "duties included",
        "tasked with", "was in charge of", "contributed to", "handled", "verantwortlich für", "mitarbeit an",
    ]

    /// What would make a résumé better; with a match, what the job asks for first.
    ///
    /// - Parameter pages: pages of the file; kinds without pages count 550 words as one.
    package static func of(_ document: DocumentText, _ profile: ResumeProfile, match: ResumeMatch?) -> [Advice] {
        let reading = ResumeReading(document: document, sections: profile.sections)
        return (match.map(keywords) ?? []) + contact(profile) + parts(profile) + length(document, profile)
            + lines(document, reading)
    }

    private static func keywords(_ match: ResumeMatch) -> [Advice] {
        let missing = match.findings(.missing).filter { $0.requirement.need == .must }.prefix(most).map { finding in
            Advice(
                .missingKeyword,
                "The job asks for \(finding.requirement.name). If you have it, say where you used it; if not, leave it out."
            )
        }
        let listed = match.findings(.partly).filter { $0.requirement.kind == .skill && !$0.quotes.isEmpty }.prefix(most)
        return missing
            + listed.map { finding in
                Advice(
                    .onlyListed,
                    "\(finding.requirement.name): \(finding.reason) If you did more with it, name it in the job where you did.",
                    finding.quotes.first
                )
            }
    }

    private static func contact(_ profile: ResumeProfile) -> [Advice] {
        var found: [Advice] = []
        if profile.email == nil { found.append(Advice(.noContact, "Add an e-mail address at the top.")) }
        if profile.phone == nil { found.append(Advice(.noContact, "Add a telephone number at the top.")) }
        return found
    }

    private static func parts(_ profile: ResumeProfile) -> [Advice] {
        let kinds = Set(profile.sections.map(\.kind))
        var found: [Advice] = []
        for (kind, name) in [(SectionKind.experience, "Experience"), (.skills, "Skills"), (.education, "Education")]
        where !kinds.contains(kind) {
            found.append(
                Advice(
                    .noSection,
                    "Give the part about \(name.lowercased()) the heading “\(name)”, so that programs find it."
                )
            )
        }
        if kinds.contains(.experience), profile.roles.isEmpty {
            found.append(Advice(.noDates, "Give each job its first and last month, such as “Mar 2021 – present”."))
        }
        return found
    }

    private static func length(_ document: DocumentText, _ profile: ResumeProfile) -> [Advice] {
        let words = document.lines.reduce(0) { $0 + WideScript.words(in: $1.text) }
        let pages = max(document.kind == .pdf ? document.pages : 1, (words + 549) / 550)
        let fitting = profile.months >= 120 ? 3 : profile.months >= 36 ? 2 : 1
        if pages > fitting {
            return [
                Advice(
                    .length,
                    "It has about \(pages) pages. With your years of work, \(fitting == 1 ? "one page" : "\(fitting) pages") read better; shorten the oldest jobs first."
                )
            ]
        }
        if words < 120 { return [Advice(.length, "It has \(words) words. Say what you did and what came of it.")] }
        return []
    }

    private static func lines(_ document: DocumentText, _ reading: ResumeReading) -> [Advice] {
        var found: [Kind: [Advice]] = [:]
        var verbs: [String: [Int]] = [:]
        func add(_ advice: Advice) {
            if found[advice.kind, default: []].count < most { found[advice.kind, default: []].append(advice) }
        }
        for (number, line) in document.lines.enumerated() where line.isPoint {
            guard [.experience, .projects, .volunteering].contains(reading.kind(of: number)) else { continue }
            let (lower, words) = (line.text.lowercased(), line.text.split(separator: " "))
            if let phrase = weak.first(where: { lower.hasPrefix($0) }) {
                add(
                    Advice(
                        .weakVerb,
                        "Begin with what you did instead of “\(line.text.prefix(phrase.count))”: built, led, cut, wrote.",
                        reading.quote(number)
                    )
                )
            }
            let counts = words.contains { RewriteCheck.numberWords.contains($0.lowercased()) }
            if words.count >= 5, !counts, !ResumeReading.measures(line.text) {
                add(Advice(.noNumber, "Say how much, how many or how fast, if you know it.", reading.quote(number)))
            }
            if words.count > 38 {
                add(Advice(.longLine, "Make two points of it; it has \(words.count) words.", reading.quote(number)))
            }
            if words.contains(where: { ["I", "I’m", "I've", "my", "My", "me"].contains($0) }) {
                add(
                    Advice(
                        .firstPerson,
                        "Leave out “I” and “my”; the reader knows whose résumé it is.",
                        reading.quote(number)
                    )
                )
            }
            if let verb = words.first?.lowercased(), verb.count > 3 { verbs[verb, default: []].append(number) }
        }
        for (verb, lines) in verbs.sorted(by: { $0.key < $1.key }) where lines.count >= 4 {
            add(Advice(.repeated, "\(lines.count) points begin with “\(verb)”; vary it.", reading.quote(lines[0])))
        }
        return [Kind.weakVerb, .firstPerson, .longLine, .repeated, .noNumber].flatMap { found[$0] ?? [] }
    }
}
