import Catalogue
package import FoundationEssentials
package import Model

/// The pages at `/review`: people who agreed to be reviewed, their answers and interviews, and one answer with its decisions.
package enum ReviewPages {
    /// A line of a list.
    package struct Line: Sendable {
        var values: [String: TemplateValue]

        /// A line: what leads where, and what to say beside it.
        package init(title: String, address: String?, facts: [String], at: Date?) {
            values = [
                "title": .text(title), "address": .optional(address),
                "facts": .text(facts.filter { !$0.isEmpty }.joined(separator: " · ")),
                "at": .html(at.map { Figures.time($0) } ?? HTML(escaping: "")), "hasTime": .flag(at != nil),
            ]
        }

        /// The line of an interview.
        package init(interview title: String, answered: Int, of questions: Int, at: Date) {
            let counts = ["answered": "\(answered)", "questions": "\(questions)"]
            self.init(title: title, address: nil, facts: [Texts["review.answeredOf", counts]], at: at)
        }
    }

    /// A list of people, or of what one of them did.
    ///
    /// - Parameters:
    ///   - next: where the list goes on; nil on its last page.
    ///   - interviews: nil where the list is one of people.
    package static func list(
        _ title: String,
        _ lines: [Line],
        interviews: [Line]? = nil,
        next: String? = nil
    ) throws(TemplateError) -> String {
        try AccountForms.page(
            title,
            "reviews",
            [
                "title": .text(title), "lines": .list(lines.map(\.values)), "isEmpty": .flag(lines.isEmpty),
                "ofPerson": .flag(interviews != nil), "hasInterviews": .flag(interviews?.isEmpty == false),
                "interviews": .list((interviews ?? []).map(\.values)), "next": .optional(next),
            ],
            kind: "wide"
        )
    }

    /// One answer.
    package struct One: Sendable {
        /// Where the page is.
        package var address: String
        /// Whose it is.
        package var person: String
        /// The answer, as reviewers see it.
        package var answer: Answer
        /// What was decided, oldest first: what, why, by whom, when.
        package var decisions: [(what: String, reason: String, by: String, at: Date)] = []
        /// What was just done.
        package var notice: String?
        /// What did not work.
        package var error: String?

        /// The page of an answer.
        package init(address: String, person: String, answer: Answer) {
            self.address = address
            self.person = person
            self.answer = answer
        }

        /// The document.
        package func html() throws(TemplateError) -> String {
            let read = answer.read
            let question = read.question.text.isEmpty ? Texts["answer.anAnswer"] : read.question.text
            let total = read.evaluation?.shownScore.map { Texts["figure.of100", ["n": $0]] }
            let pace = read.delivery?.wordsPerMinute.map { Texts["figure.pace", ["n": Figures.decimal($0, places: 0)]] }
            let facts = [person, read.recording.map { Figures.clock($0.durationMs) }, pace, total].compactMap(\.self)
            let criteria = (read.evaluation?.criteria ?? []).map { criterion -> [String: TemplateValue] in
                let score = criterion.score.map { Figures.decimal($0, places: 0) }
                return ["title": .text(criterion.title), "score": .text(score ?? Texts["review.notJudged"])]
            }
            return try AccountForms.page(
                question,
                "review",
                [
                    "csrf": .text(PageViewer.current?.token ?? ""), "address": .text(address),
                    "question": .text(question),
                    "shown": .text(facts.joined(separator: " · ")), "hasSound": .flag(read.recording != nil),
                    "transcript": .optional(read.transcript?.text), "hasCriteria": .flag(!criteria.isEmpty),
                    "criteria": .list(criteria),
                    "notes": .list(read.notes.map { ["note": .text($0)] }), "hasNotes": .flag(!read.notes.isEmpty),
                    "hasDecisions": .flag(!decisions.isEmpty),
                    "decisions": .list(
                        decisions.map { decision in
                            [
                                "what": .text(Texts["review.decision.\(decision.what)"]),
                                "reason": .text(decision.reason), "by": .text(decision.by),
                                "at": .html(Figures.time(decision.at)),
                            ]
                        }
                    ), "notice": .optional(notice), "error": .optional(error),
                ],
                kind: "wide"
            )
        }
    }
}
