package import Documents
package import FoundationEssentials
import Model
package import Questions

/// What an interview should be about by its texts: what résumé and job description both speak of, ranked, and the projects of the
/// résumé. By rules alone: the same texts always give the same.
package struct DocumentFocus: Sendable {
    /// Projects that are asked about.
    private static let mostProjects = 2

    private let topics: [FocusTopic]
    private let projects: [ResumeProfile.Project]
    private let roles: [ResumeProfile.Role]

    /// Reads the texts behind an interview; nil when they name nothing to ask about.
    package init?(_ background: InterviewBackground, skills list: SkillList, at now: Date) {
        func read(_ text: String?) -> DocumentText? {
            text.flatMap { try? DocumentReader.read(Array($0.utf8), kind: .text, limits: .resume) }
        }
        let (resume, job) = (read(background.resume), read(background.jobDescription))
        guard resume != nil || job != nil else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month], from: now)
        let profile = ResumeProfile(
            resume ?? DocumentText(kind: .text, lines: []),
            skills: list,
            now: YearMonth(year: parts.year ?? 2000, month: parts.month ?? 1)
        )
        topics =
            job.map { Matching.topics(Matching.match(profile, JobProfile($0, skills: list), skills: list)) }
            ?? Matching.topics(of: profile)
        projects = Array(profile.projects.prefix(Self.mostProjects))
        roles = profile.roles
        if topics.isEmpty, projects.isEmpty { return nil }
    }

    /// The topics in order.
    package var names: [String] { topics.map(\.name) }

    /// Their skills as the question bank spells them.
    package var skills: [String] { topics.flatMap { $0.name.lowercased().components(separatedBy: " or ") } }

    /// Questions into the documents: a project, then what the job must have and the résumé shows, then what it must have and the résumé
    /// lacks, in turn.
    ///
    /// - Parameters:
    ///   - earlier: texts of questions that were asked before; alike ones are left out.
    ///   - ids: makes an id for each.
    package func questions(_ count: Int, excluding earlier: [String], ids: () -> String) -> [BankQuestion] {
        guard count > 0 else { return [] }
        let shown = topics.filter { $0.state != .missing && $0.shown != nil }.map(shown)
        let lacking = topics.filter { $0.state == .missing && $0.isMust }.map(lacking)
        var (lists, made) = ([projects.map(project), shown, lacking], [BankQuestion]())
        while made.count < count, lists.contains(where: { !$0.isEmpty }) {
            for index in lists.indices where !lists[index].isEmpty && made.count < count {
                var question = lists[index].removeFirst()
                guard !(earlier + made.map(\.text)).contains(where: { QuestionLikeness.alike($0, question.text) })
                else {
                    continue
                }
                question.id = ids()
                made.append(question)
            }
        }
        return made
    }

    private func project(_ project: ResumeProfile.Project) -> BankQuestion {
        let with = project.skills.isEmpty ? "" : " with \(project.skills.prefix(3).joined(separator: ", "))"
        return Self.question(
            .behavioural,
            competency: "project",
            skills: project.skills,
            "Your résumé names the project “\(Self.short(project.name))”. What was it for, and what was your own part in it?",
            [
                "Whom it was for and what was wrong before", "What you did yourself\(with), apart from others",
                "One decision, and what you weighed", "What came of it, with a number",
                "What you would do differently now",
            ]
        )
    }

    private func shown(_ topic: FocusTopic) -> BankQuestion {
        let words = topic.shown.map { Self.short($0.text) } ?? topic.name
        let said = words.split(separator: " ").count > 3 ? " Your résumé says: “\(words)”." : ""
        return Self.question(
            .technical,
            competency: topic.name.lowercased(),
            skills: [topic.name],
            "The job asks for \(topic.name).\(said) Where did you use it last, and what was hard about it?",
            [
                "The system or task it was used in", "Why \(topic.name) and not something else",
                "A problem that came up and how you solved it", "What it changed, with a number",
            ]
        )
    }

    private func lacking(_ topic: FocusTopic) -> BankQuestion {
        Self.question(
            .situational,
            competency: topic.name.lowercased(),
            skills: [topic.name],
            "The job asks for \(topic.name), which your résumé does not name. How would you get to good work with it in your first weeks?",
            [
                "What you know that is near to it", "What you would learn first, and from whom",
                "A first small task to prove it on", "When you would ask for help",
            ]
        )
    }

    private static func short(_ text: String) -> String {
        guard text.count > 120 else { return text }
        let head = text.prefix(118)
        return String(head.lastIndex(of: " ").map { head[..<$0] } ?? head) + "…"
    }

    private static func question(
        _ kind: BankQuestion.Kind,
        competency: String,
        skills: [String],
        _ text: String,
        _ points: [String]
    ) -> BankQuestion {
        BankQuestion(
            id: "",
            family: "own",
            kind: kind,
            competency: String(competency.prefix(60)),
            skills: skills.prefix(12).map { $0.lowercased() },
            difficulty: .moderate,
            text: text,
            talkingPoints: points,
            exampleAnswer: "",
            followUps: [
                .init(probe: .part(.result), text: "And what came of it? Is there a number you remember?"),
                .init(probe: .part(.action), text: "Which part of that did you do yourself?"),
            ],
            seconds: 120
        )
    }
}

extension KnowledgeUse {
    /// What an interview says about its knowledge: how many passages of what, or why there are none.
    var note: String {
        guard !passages.isEmpty else { return notice ?? "Nothing in your knowledge documents speaks of this job." }
        let titles = passages.map(\.title).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let first =
            "Your knowledge documents were used: \(passages.count) passages of \(titles.joined(separator: ", "))."
        return notice.map { "\(first) \($0)" } ?? first
    }
}
