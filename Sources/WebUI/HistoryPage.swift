import Catalogue
import Core
package import Model

/// The page at `/answers`: every answer there is, a page at a time, found by its question, its name or its star.
package struct HistoryPage: Sendable {
    /// The answers of this page, newest first.
    package var answers: [Answer]
    /// What was searched for.
    package var query: String
    /// Whether only starred ones are shown.
    package var isStarred: Bool
    /// The cursor of the next page; nil on the last one.
    package var nextCursor: String?
    /// Whether this is not the first page.
    package var isLater: Bool
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(
        answers: [Answer],
        query: String = "",
        isStarred: Bool = false,
        nextCursor: String? = nil,
        isLater: Bool = false,
        viewer: String? = nil
    ) {
        self.answers = answers
        self.query = query
        self.isStarred = isStarred
        self.nextCursor = nextCursor
        self.isLater = isLater
        self.viewer = viewer
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let asked = query.isEmpty ? [] : ["q=\(query.percentEncoded())"]
        func address(_ fields: [String]) -> String {
            "/answers" + (fields.isEmpty ? "" : "?" + fields.joined(separator: "&"))
        }
        let (star, here) = (["starred=true"], asked + (isStarred ? ["starred=true"] : []))
        let all = Texts[isStarred ? "answers.starredAnswers" : "answers.yourAnswers"]
        let content = try Templates.fill(
            "answers",
            [
                "answers": .list(answers.map(Self.row)), "isEmpty": .flag(answers.isEmpty), "query": .text(query),
                "isSearch": .flag(!query.isEmpty), "isStarred": .flag(isStarred), "heading": .text(all),
                "newest": .text(address(here)), "only": .text(address(isStarred ? asked : asked + star)),
                "isLater": .flag(isLater),
                "next": .optional(nextCursor.map { address(here + ["cursor=\($0.percentEncoded())"]) }),
            ]
        )
        let title = query.isEmpty ? all : Texts["answers.about", ["query": query]]
        return try PageFrame(title: title, place: .answers, viewer: viewer, scripts: ["js/answers-page.js"]).document(
            content
        )
    }

    /// One answer in a list.
    static func row(_ answer: Answer) -> [String: TemplateValue] {
        let state: String? =
            switch answer.status {
            case .queued, .running: Texts["answers.inProgress"]
            case .failed: Texts["answers.failed"]
            case .done: nil
            }
        let isTyped = answer.provenance.contains { $0.stage == .decode && $0.engine == "typed" }
        let length = answer.recording.map { Figures.clock($0.durationMs) } ?? (isTyped ? Texts["answer.typed"] : nil)
        let pace = answer.delivery?.wordsPerMinute.map { Texts["figure.pace", ["n": Figures.decimal($0, places: 0)]] }
        let question = answer.question.text.isEmpty ? Texts["answers.withoutQuestion"] : answer.question.text
        return [
            "address": .text("/answers/\(answer.id.rawValue)"), "id": .text(answer.id.rawValue),
            "title": .text(answer.name ?? question), "asked": .optional(answer.name == nil ? nil : question),
            "pressed": .text(answer.starred == true ? "true" : "false"),
            "when": .html(Figures.time(answer.createdAt)), "state": .optional(state),
            "about": .text(
                [answer.question.role, length, pace].compactMap { $0?.isEmpty == true ? nil : $0 }.joined(
                    separator: " · "
                )
            ),
        ]
    }
}
