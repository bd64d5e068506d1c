import Catalogue
import Core
package import FoundationEssentials

/// The page at `/interviews`: a new interview, and those there are.
package struct InterviewsPage: Sendable {
    /// One interview of the list.
    package struct Item: Sendable {
        /// Its identifier.
        package var id: String
        /// Its title.
        package var title: String
        /// Where it stands, in words.
        package var state: String
        /// Whether it is over.
        package var isOver: Bool
        /// Questions with an answer.
        package var answered: Int
        /// Questions in all.
        package var questions: Int
        /// When it was made.
        package var created: Date

        /// An interview.
        package init(
            id: String,
            title: String,
            state: String,
            isOver: Bool,
            answered: Int,
            questions: Int,
            created: Date
        ) {
            self.id = id
            self.title = title
            self.state = state
            self.isOver = isOver
            self.answered = answered
            self.questions = questions
            self.created = created
        }
    }

    /// The interviews of this page, newest first.
    package var items: [Item]
    /// The levels to choose from: what is sent, and its words.
    package var levels: [(value: String, name: String)]
    /// Whether a model can write questions for a job description.
    package var canWrite: Bool
    /// The reader's lists of questions: what is sent, and their names.
    package var lists: [(value: String, name: String)]
    /// The cursor of the next page; nil on the last one.
    package var nextCursor: String?
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(
        items: [Item],
        levels: [(value: String, name: String)] = [],
        canWrite: Bool = false,
        lists: [(value: String, name: String)] = [],
        nextCursor: String? = nil,
        viewer: String? = nil
    ) {
        self.items = items
        self.levels = levels
        self.canWrite = canWrite
        self.lists = lists
        self.nextCursor = nextCursor
        self.viewer = viewer
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let content = try Templates.fill(
            "interviews",
            [
                "items": .list(
                    items.map { item in
                        [
                            "id": .text(item.id), "title": .text(item.title), "state": .text(item.state),
                            "address": .text("/interviews/\(item.id)"), "isOver": .flag(item.isOver),
                            "count": .text(
                                Texts[
                                    "interviews.answered",
                                    [
                                        "answered": String(item.answered),
                                        "all": Figures.count(item.questions, "questionOf"),
                                    ]
                                ]
                            ),
                            "when": .html(Figures.time(item.created)),
                        ]
                    }
                ),
                "hasItems": .flag(!items.isEmpty), "canWrite": .flag(canWrite),
                "hasLists": .flag(!lists.isEmpty),
                "lists": .list(lists.map { ["value": .text($0.value), "name": .text($0.name)] }),
                "levels": .list(levels.map { ["value": .text($0.value), "name": .text($0.name)] }),
                "next": .optional(nextCursor.map { "/interviews?cursor=\($0.percentEncoded())" }),
            ]
        )
        return try PageFrame(
            title: Texts["place.interviews"],
            place: .interviews,
            viewer: viewer,
            scripts: ["js/interviews.js"],
            kind: "wide"
        ).document(content)
    }
}

/// The page at `/interviews/{id}`: the room of one interview. The module of the page asks the service where it stands, so that it goes on
/// wherever it was left, on any device.
package struct InterviewPage: Sendable {
    /// Its identifier.
    package var id: String
    /// Its title.
    package var title: String
    /// The questions that may be seen, with the page of each answer there is: what can be read without scripts.
    package var questions: [(text: String, answer: String?)]
    /// Whether a model can tell its debrief in prose.
    package var tells: Bool
    /// What readers of links said about its answers.
    package var readers: [ReaderRemark] = []
    /// Where the avatar can be watched; nil without one.
    package var avatar: String?
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(
        id: String,
        title: String,
        questions: [(text: String, answer: String?)] = [],
        avatar: String? = nil,
        tells: Bool = false,
        viewer: String? = nil
    ) {
        self.avatar = avatar
        self.tells = tells
        self.id = id
        self.title = title
        self.questions = questions
        self.viewer = viewer
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let asked = Dictionary(
            questions.compactMap { one in one.answer.map { ($0, one.text) } },
            uniquingKeysWith: { first, _ in first }
        )
        let card = try ReaderRemark.card(readers, back: "/interviews/\(id)", plays: false, questions: asked)
        let content = try Templates.fill(
            "interview",
            [
                "readers": .html(card),
                "id": .text(id), "title": .text(title), "avatar": .optional(avatar), "tells": .flag(tells),
                "recorder": .html(try Recorder.html(isInterview: true)),
                "sending": .html(try Templates.fill("sending", [:])),
                "questions": .list(
                    questions.map { one in
                        ["text": .text(one.text), "address": .optional(one.answer.map { "/answers/\($0)" })]
                    }
                ),
            ]
        )
        return try PageFrame(
            title: "\(title) (\(id.suffix(4)))",
            place: .interviews,
            viewer: viewer,
            scripts: ["js/interview.js"],
            kind: "home"
        ).document(content)
    }
}
