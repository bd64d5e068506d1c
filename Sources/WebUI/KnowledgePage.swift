import Catalogue
import Core

/// The page at `/knowledge`: documents that questions and judgements draw on, how far each is, and the search in them.
package struct KnowledgePage: Sendable {
    /// One document.
    package struct Row: Sendable {
        /// Its identifier.
        package var id: String
        /// Its title.
        package var title: String
        /// Pages, chunks, collection, in words.
        package var about: String
        /// How far it is, in words.
        package var state: String
        /// Chunks that are placed, and all of them, while it is being placed; nil otherwise.
        package var progress: (done: Int, total: Int)?
        /// Whether its reading in may be cancelled.
        package var isWaiting: Bool
        /// Whether the reader may remove it.
        package var isOwn: Bool

        /// A document.
        package init(
            id: String,
            title: String,
            about: String,
            state: String,
            progress: (done: Int, total: Int)?,
            isWaiting: Bool,
            isOwn: Bool
        ) {
            self.id = id
            self.title = title
            self.about = about
            self.state = state
            self.progress = progress
            self.isWaiting = isWaiting
            self.isOwn = isOwn
        }
    }

    /// A passage that was found.
    package struct Hit: Sendable {
        /// Title, page and similarity.
        package var source: String
        /// The headings above it.
        package var heading: String
        /// Its words.
        package var text: String

        /// A passage.
        package init(source: String, heading: String, text: String) {
            self.source = source
            self.heading = heading
            self.text = text
        }
    }

    /// Documents, newest first.
    package var rows: [Row]
    /// Whether the reader may share documents with everyone.
    package var mayShare: Bool
    /// What was searched for; empty for nothing.
    package var question: String
    /// What was found; nil when nothing was searched for.
    package var hits: [Hit]?
    /// What is missing here, in a sentence; nil when nothing is.
    package var notice: String?

    /// A page.
    package init(rows: [Row], mayShare: Bool, question: String = "", hits: [Hit]? = nil, notice: String? = nil) {
        self.rows = rows
        self.mayShare = mayShare
        self.question = question
        self.hits = hits
        self.notice = notice
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let content = try Templates.fill(
            "knowledge",
            [
                "rows": .list(rows.map(Self.row)), "hasRows": .flag(!rows.isEmpty), "mayShare": .flag(mayShare),
                "question": .text(question), "isSearched": .flag(hits != nil), "notice": .optional(notice),
                "isEmpty": .flag(hits?.isEmpty == true),
                "hits": .list(
                    (hits ?? []).map {
                        [
                            "source": .text($0.source), "text": .text($0.text),
                            "heading": .optional($0.heading.isEmpty ? nil : $0.heading),
                        ]
                    }
                ),
            ]
        )
        return try PageFrame(title: Texts["place.knowledge"], place: .knowledge, scripts: ["js/knowledge.js"]).document(
            content
        )
    }

    private static func row(_ row: Row) -> [String: TemplateValue] {
        [
            "id": .text(row.id), "title": .text(row.title), "about": .text(row.about), "state": .text(row.state),
            "isOpen": .flag(row.progress != nil), "done": .text(String(row.progress?.done ?? 0)),
            "total": .text(String(max(1, row.progress?.total ?? 1))), "isWaiting": .flag(row.isWaiting),
            "isOwn": .flag(row.isOwn),
        ]
    }
}
