import Catalogue
import Core

/// The page at `/practice`: the library of questions, searched and chosen from.
package struct QuestionsPage: Sendable {
    /// One question of the library.
    package struct Item: Sendable {
        /// Its identifier at `/v1/questions/{id}`.
        package var id: String
        /// The question as it is asked.
        package var text: String
        /// What sort of question it is, in words.
        package var kind: String
        /// How hard it is, in words.
        package var difficulty: String
        /// Seconds a good answer takes.
        package var seconds: Int
        /// Whether the reader wrote it and may delete it.
        package var isOwn: Bool

        /// A question.
        package init(id: String, text: String, kind: String, difficulty: String, seconds: Int, isOwn: Bool) {
            self.id = id
            self.text = text
            self.kind = kind
            self.difficulty = difficulty
            self.seconds = seconds
            self.isOwn = isOwn
        }
    }

    /// A choice of a filter: what is sent, and its words.
    package typealias Choice = (value: String, name: String)

    /// The questions of this page.
    package var items: [Item]
    /// How many fit in all.
    package var total: Int
    /// What was asked for, by the name of the field: `q`, `role`, `kind`, `level`, `source`.
    package var wanted: [String: String]
    /// The kinds to choose from.
    package var kinds: [Choice]
    /// The levels to choose from.
    package var levels: [Choice]
    /// The reader's lists to choose from.
    package var lists: [Choice]
    /// The cursor of the next page; nil on the last one.
    package var nextCursor: String?
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(
        items: [Item],
        total: Int,
        wanted: [String: String] = [:],
        kinds: [Choice] = [],
        levels: [Choice] = [],
        lists: [Choice] = [],
        nextCursor: String? = nil,
        viewer: String? = nil
    ) {
        self.items = items
        self.total = total
        self.wanted = wanted
        self.kinds = kinds
        self.levels = levels
        self.lists = lists
        self.nextCursor = nextCursor
        self.viewer = viewer
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let isOwn = wanted["source"] == "own"
        let content = try Templates.fill(
            "questions",
            [
                "items": .list(items.map(row)), "isEmpty": .flag(items.isEmpty), "isOwn": .flag(isOwn),
                "q": .text(wanted["q"] ?? ""), "role": .text(wanted["role"] ?? ""),
                "kinds": .list(Self.options(kinds, wanted["kind"])),
                "levels": .list(Self.options(levels, wanted["level"])),
                "lists": .list(Self.options(lists, wanted["list"])), "hasLists": .flag(!lists.isEmpty),
                "list": .optional(wanted["list"].flatMap { $0.isEmpty ? nil : $0 }),
                "count": .text(Figures.count(total, "question")),
                "isNarrowed": .flag(wanted.contains { !$0.value.isEmpty }),
                "next": .optional(nextCursor.map { "/practice?\(address(["cursor": $0]))" }),
            ]
        )
        let title =
            wanted["role"].flatMap { $0.isEmpty ? nil : Texts["questions.forRole", ["role": $0]] }
            ?? Texts["place.questions"]
        return try PageFrame(
            title: isOwn ? Texts["questions.yourQuestions"] : title,
            place: .questions,
            viewer: viewer,
            scripts: ["js/questions.js"]
        ).document(content)
    }

    private func row(_ item: Item) -> [String: TemplateValue] {
        let role = wanted["role"].flatMap { $0.isEmpty ? nil : "&role=\($0.percentEncoded())" } ?? ""
        let minutes =
            item.seconds < 90
            ? Texts["questions.aMinute"] : Texts["questions.minutes", ["n": String((item.seconds + 30) / 60)]]
        return [
            "id": .text(item.id), "text": .text(item.text),
            "about": .text([item.kind, item.difficulty, minutes].filter { !$0.isEmpty }.joined(separator: " · ")),
            "isMine": .flag(item.isOwn), "address": .text("/?question=\(item.text.percentEncoded())\(role)"),
        ]
    }

    private func address(_ more: [String: String]) -> String {
        wanted.merging(more) { $1 }.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.percentEncoded())" }.joined(separator: "&")
    }

    private static func options(_ choices: [Choice], _ chosen: String?) -> [[String: TemplateValue]] {
        choices.map { ["value": .text($0.value), "name": .text($0.name), "isChosen": .flag($0.value == chosen)] }
    }
}
