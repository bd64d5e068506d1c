import Catalogue
package import Core

/// The page at `/resumes`: send a résumé and a job description, and see what was compared before.
package struct ResumesPage: Sendable {
    /// One comparison of before.
    package struct Row: Sendable {
        /// The match's identifier.
        package var id: String
        /// The title of the job.
        package var title: String
        /// The name of the résumé.
        package var resume: String
        /// 0…100; nil when nothing could be compared.
        package var score: Int?
        /// When it was made.
        package var time: HTML

        /// A comparison, made at `time`.
        package init(id: String, title: String, resume: String, score: Int?, time: Instant) {
            self.id = id
            self.title = title
            self.resume = resume
            self.score = score
            self.time = Figures.time(time.date)
        }
    }

    /// Comparisons, newest first.
    package var rows: [Row]
    /// Résumés that are there already: identifier and name, newest first.
    package var resumes: [(id: String, name: String)]

    /// A page.
    package init(rows: [Row], resumes: [(id: String, name: String)]) {
        self.rows = rows
        self.resumes = resumes
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let content = try Templates.fill(
            "resumes",
            [
                "rows": .list(
                    rows.map { row in
                        [
                            "address": .text("/resumes/\(row.id)"), "title": .text(row.title),
                            "resume": .text(row.resume),
                            "score": .text(
                                row.score.map { Texts["figure.of100", ["n": String($0)]] }
                                    ?? Texts["resumes.nothingToCompare"]
                            ),
                            "when": .html(row.time),
                        ]
                    }
                ),
                "hasRows": .flag(!rows.isEmpty), "hasResumes": .flag(!resumes.isEmpty),
                "resumes": .list(resumes.map { ["id": .text($0.id), "name": .text($0.name)] }),
            ]
        )
        return try PageFrame(title: Texts["resumes.yourResumeAndA"], place: .resumes, scripts: ["js/resumes.js"])
            .document(
                content
            )
    }
}

/// The page at `/resumes/{id}`: how a résumé matches a job description, with what was found marked in both texts.
package struct ResumeMatchPage: Sendable {
    /// One requirement.
    package struct Item: Sendable {
        /// What is asked for.
        package var name: String
        /// `met`, `partly` or `missing`.
        package var state: String
        /// Whether it is a must.
        package var isMust: Bool
        /// What is still wanted.
        package var reason: String
        /// Words of the résumé that prove it.
        package var quote: String

        /// A requirement.
        package init(name: String, state: String, isMust: Bool, reason: String, quote: String) {
            self.name = name
            self.state = state
            self.isMust = isMust
            self.reason = reason
            self.quote = quote
        }
    }

    /// A stretch of a text, marked or not.
    package struct Stretch: Sendable {
        /// Its words.
        package var text: String
        /// `met`, `partly` or `missing`; nil without a mark.
        package var state: String?

        /// A stretch.
        package init(text: String, state: String?) {
            self.text = text
            self.state = state
        }
    }

    /// A change that a model proposed.
    package struct Change: Sendable {
        /// Its number, for accepting and rejecting it.
        package var number: Int
        /// The line as it was.
        package var before: String
        /// The line as it would be.
        package var after: String
        /// Why.
        package var reason: String
        /// `proposed`, `accepted`, `rejected` or `refused`.
        package var state: String

        /// A change.
        package init(number: Int, before: String, after: String, reason: String, state: String) {
            self.number = number
            self.before = before
            self.after = after
            self.reason = reason
            self.state = state
        }
    }

    /// The match's and the résumé's identifiers.
    package var id: String
    /// The résumé's identifier.
    package var resume: String
    /// The title of the job.
    package var title: String
    /// 0…100; nil when nothing could be compared.
    package var score: Int?
    /// The score in sentences.
    package var summary: String
    /// Requirements, musts first.
    package var items: [Item] = []
    /// What to do, in sentences, with the line that each is about.
    package var advice: [(action: String, quote: String)] = []
    /// The lines of the résumé.
    package var resumeText: [[Stretch]] = []
    /// The lines of the job description.
    package var jobText: [[Stretch]] = []
    /// Changes of a model; nil when none was asked.
    package var changes: [Change]?
    /// Whether there is a model to ask.
    package var canRewrite = false
    /// What an interview for this job would ask about, the weightiest first.
    package var topics: [String] = []

    /// A page without its parts.
    package init(id: String, resume: String, title: String, score: Int?, summary: String) {
        self.id = id
        self.resume = resume
        self.title = title
        self.score = score
        self.summary = summary
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let base = "/v1/resumes/\(resume)/matches/\(id)"
        let content = try Templates.fill(
            "resume-match",
            [
                "title": .text(title), "score": .optional(score.map(String.init)),
                "summary": .text(Phrases.say(summary)),
                "address": .text(base), "hasItems": .flag(!items.isEmpty), "items": .list(items.map(Self.item)),
                "hasAdvice": .flag(!advice.isEmpty),
                "advice": .list(
                    advice.map {
                        [
                            "action": .text(Phrases.say($0.action)),
                            "quote": .optional($0.quote.isEmpty ? nil : $0.quote),
                        ]
                    }
                ),
                "resumeText": .html(Self.marked(resumeText)), "jobText": .html(Self.marked(jobText)),
                "canRewrite": .flag(canRewrite && changes == nil), "hasChanges": .flag(changes?.isEmpty == false),
                "noModel": .flag(!canRewrite && changes == nil), "isUnchanged": .flag(changes?.isEmpty == true),
                "refused": .optional(refused), "hasTopics": .flag(!topics.isEmpty),
                "topics": .list(topics.map { ["topic": .text($0)] }), "id": .text(id),
                "changes": .list((changes ?? []).map(Self.change)),
            ]
        )
        return try PageFrame(title: title, place: .resumes, scripts: ["js/resumes.js"], kind: "wide").document(content)
    }

    /// How many proposals were refused, as a sentence; nil for none.
    private var refused: String? {
        let count = (changes ?? []).count { $0.state == "refused" }
        return count == 0 ? nil : Texts.count("resumeMatch.refused", count)
    }

    private static func item(_ item: Item) -> [String: TemplateValue] {
        [
            "name": .text(item.name), "state": .text(item.state),
            "word": .text(Texts["resumeMatch.state.\(item.state)"]),
            "need": .text(Texts[item.isMust ? "resumeMatch.must" : "resumeMatch.nice"]),
            "reason": .optional(item.reason.isEmpty ? nil : Phrases.say(item.reason)),
            "quote": .optional(item.quote.isEmpty ? nil : item.quote),
        ]
    }

    private static func change(_ change: Change) -> [String: TemplateValue] {
        [
            "number": .text(String(change.number)), "before": .text(change.before), "after": .text(change.after),
            "reason": .text(Phrases.say(change.reason)), "state": .text(Texts["resumeMatch.change.\(change.state)"]),
            "isOpen": .flag(change.state == "proposed"), "isRejected": .flag(change.state == "rejected"),
            "isAccepted": .flag(change.state == "accepted"),
            "isRefused": .flag(change.state == "refused"),
        ]
    }

    /// Lines as markup. What a mark means stands in its title too, so that it does not depend on colour.
    private static func marked(_ lines: [[Stretch]]) -> HTML {
        lines.reduce(HTML(markup: "")) { text, line in
            line.reduce(text + HTML(markup: "<p>")) { text, stretch in
                guard let state = stretch.state else {
                    return text + HTML(escaping: stretch.text)
                }
                return text + HTML(markup: "<mark class=\"\(state)\" title=\"")
                    + HTML(escaping: Texts["resumeMatch.state.\(state)"]) + HTML(markup: "\">")
                    + HTML(escaping: stretch.text)
                    + HTML(markup: "</mark>")
            } + HTML(markup: "</p>")
        }
    }
}
