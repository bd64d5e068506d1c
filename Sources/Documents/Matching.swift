/// How far a résumé meets a job description, requirement by requirement.
///
/// The arithmetic: a must weighs 3, a wish weighs 1. A met requirement counts 1, a partly met one 0.5, a missing one 0. The score is
/// 100 times the weighted sum over the sum of the weights, rounded to a whole number; nil when nothing was asked for. The same texts
/// give the same score, and no model has a part in it.
package struct ResumeMatch: Sendable, Hashable, Codable {
    /// How far a requirement is met.
    package enum State: String, Sendable, Codable, CaseIterable {
        case met, partly, missing

        /// What it counts, in halves.
        var halves: Int { self == .met ? 2 : self == .partly ? 1 : 0 }
    }

    /// One requirement and what the résumé says to it.
    package struct Finding: Sendable, Hashable, Codable {
        /// What is asked for.
        package var requirement: JobProfile.Requirement
        /// How far it is met.
        package var state: State
        /// What is still wanted, or why it counts in part; empty for one that is met.
        package var reason: String
        /// Words of the résumé that prove it; never empty unless it is missing.
        package var quotes: [Quote]
    }

    /// How much a must weighs.
    package static let mustWeight = 3
    /// How much a wish weighs.
    package static let niceWeight = 1

    /// 0…100; nil when nothing was asked for.
    package var score: Int?
    /// Each requirement, musts first.
    package var findings: [Finding]

    /// Findings in one state.
    package func findings(_ state: State) -> [Finding] { findings.filter { $0.state == state } }

    /// The score in a sentence or two.
    package var summary: String {
        guard let score else {
            return
                "The job description names no skill, degree or years that could be compared. Paste its list of requirements."
        }
        let musts = findings.filter { $0.requirement.need == .must }
        let met = musts.filter { $0.state == .met }
        let gaps = musts.filter { $0.state == .missing }.prefix(3).map(\.requirement.name)
        let first = "The match is \(score) of 100: \(met.count) of \(musts.count) must-haves are met."
        if gaps.isEmpty { return first }
        return first + " Not found in your résumé: \(gaps.joined(separator: ", "))."
    }
}

/// Compares a profile with a job.
package enum Matching {
    /// Months of a job title that count as a year and so on: what is asked in years is met within a quarter of a year.
    private static let toleranceMonths = 3

    /// The match of a résumé with a job.
    package static func match(_ resume: ResumeProfile, _ job: JobProfile, skills list: SkillList) -> ResumeMatch {
        let findings = job.requirements.map { finding($0, resume, list) }
        var (sum, most) = (0, 0)
        for finding in findings {
            let weight = finding.requirement.need == .must ? ResumeMatch.mustWeight : ResumeMatch.niceWeight
            sum += weight * finding.state.halves
            most += weight * 2
        }
        return ResumeMatch(score: most == 0 ? nil : (sum * 200 + most) / (most * 2), findings: findings)
    }

    private static func finding(_ requirement: JobProfile.Requirement, _ resume: ResumeProfile, _ list: SkillList)
        -> ResumeMatch.Finding
    {
        func found(_ state: ResumeMatch.State, _ reason: String, _ quotes: [Quote]) -> ResumeMatch.Finding {
            ResumeMatch.Finding(requirement: requirement, state: state, reason: reason, quotes: Array(quotes.prefix(3)))
        }
        switch requirement.kind {
        case .skill: return skill(requirement, resume, list, found)
        case .years:
            let wanted = Int((requirement.years ?? 0) * 12)
            let quotes = resume.roles.map(\.quote)
            if resume.months + toleranceMonths >= wanted, !quotes.isEmpty { return found(.met, "", quotes) }
            if resume.months > 0 { return found(.partly, "Your jobs add up to \(years(resume.months)).", quotes) }
            return found(.missing, "No job in your résumé has a beginning and an end.", [])
        case .degree:
            let wanted = requirement.degree ?? 2
            if resume.degree >= wanted { return found(.met, "", resume.degrees) }
            if requirement.orEquivalent, resume.months >= 36 {
                return found(.met, "", resume.roles.map(\.quote))
            }
            if resume.degree > 0 { return found(.partly, "Your résumé names a lower degree.", resume.degrees) }
            return found(.missing, "No degree is named in the part about education.", [])
        }
    }

    private static func skill(
        _ requirement: JobProfile.Requirement,
        _ resume: ResumeProfile,
        _ list: SkillList,
        _ found: (ResumeMatch.State, String, [Quote]) -> ResumeMatch.Finding
    ) -> ResumeMatch.Finding {
        let own = resume.skills.filter { requirement.skills.contains($0.name) }
        guard let best = own.max(by: { ($0.months, $0.quotes.count) < ($1.months, $1.quotes.count) }) else {
            let groups = Set(requirement.skills.compactMap { list.named($0)?.group })
            let near = resume.skills.filter { skill in
                guard let entry = list.named(skill.name) else { return false }
                return groups.contains(entry.group) && Self.standsIn.contains(entry.kind)
            }
            if let near = near.first {
                return found(.partly, "Your résumé has \(near.name), which is close to it.", near.quotes)
            }
            return found(.missing, "Your résumé does not name it.", [])
        }
        guard let asked = requirement.years, Int(asked * 12) > best.months + toleranceMonths else {
            return found(.met, "", best.quotes)
        }
        let reason =
            best.months == 0
            ? "\(JobProfile.Requirement.text(asked)) years are asked for; no dated job in your résumé names it."
            : "\(JobProfile.Requirement.text(asked)) years are asked for; jobs that name it add up to \(years(best.months))."
        return found(.partly, reason, best.quotes)
    }

    /// Kinds in which one skill of a group shows much of another.
    private static let standsIn: Set<String> = ["database", "framework", "cloud", "messaging", "language", "software"]

    /// Months as people say them.
    package static func years(_ months: Int) -> String {
        let (years, rest) = (months / 12, months % 12)
        let year = years == 1 ? "1 year" : "\(years) years"
        let month = rest == 1 ? "1 month" : "\(rest) months"
        return years == 0 ? month : rest == 0 ? year : "\(year) and \(month)"
    }

    /// Subjects for an interview: what both texts speak of, the weightiest first. Musts before wishes, shown in work before listed,
    /// then months, then the order of the job description; at most `limit`.
    package static func topics(_ match: ResumeMatch, limit: Int = 8) -> [FocusTopic] {
        let ranked = match.findings.enumerated().filter { $0.element.requirement.kind == .skill }.map {
            index,
            finding in
            let weight =
                (finding.requirement.need == .must ? 4 : 1)
                * (finding.state == .met ? 3 : finding.state == .partly ? 2 : 1)
            return (weight: weight, index: index, finding: finding)
        }.sorted { ($1.weight, $0.index) < ($0.weight, $1.index) }
        return ranked.prefix(limit).map { FocusTopic($0.finding) }
    }
}

extension Matching {
    /// Subjects for an interview from a résumé alone: what is proven best comes first; at most `limit`.
    package static func topics(of resume: ResumeProfile, limit: Int = 8) -> [FocusTopic] {
        resume.skills.compactMap { skill in skill.quotes.first.map { FocusTopic(skill.name, shown: $0) } }.prefix(limit)
            .map(\.self)
    }
}

/// A subject for an interview.
package struct FocusTopic: Sendable, Hashable, Codable {
    /// What to ask about.
    package var name: String
    /// Whether the job needs it.
    package var isMust: Bool
    /// How far the résumé shows it.
    package var state: ResumeMatch.State
    /// Where the job asks for it; nil when there is no job description.
    package var asked: Quote?
    /// Where the résumé shows it; nil when it does not.
    package var shown: Quote?

    /// One that a résumé shows, without a job.
    init(_ name: String, shown: Quote) {
        (self.name, isMust, state, asked, self.shown) = (name, false, .met, nil, shown)
    }

    init(_ finding: ResumeMatch.Finding) {
        name = finding.requirement.name
        isMust = finding.requirement.need == .must
        state = finding.state
        asked = finding.requirement.quote
        shown = finding.quotes.first
    }
}
