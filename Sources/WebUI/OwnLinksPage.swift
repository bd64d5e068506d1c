import Catalogue
package import FoundationEssentials

/// The page at `/account/links`: every link a person made, what it shows, how often it was opened, and what its readers said.
package struct OwnLinksPage: Sendable {
    /// What a reader said at a link.
    package struct Remark: Sendable {
        var values: [String: TemplateValue]

        /// A remark.
        ///
        /// - Parameters:
        ///   - atMs: the moment of the recording it is about.
        ///   - isShown: whether other readers see it.
        ///   - answer: the answer it is about.
        ///   - question: the question of that answer, where the link shows several.
        package init(
            id: String,
            share: String,
            name: String,
            text: String,
            reaction: String?,
            atMs: Int?,
            isShown: Bool,
            answer: String = "",
            question: String? = nil
        ) {
            values = [
                "remark": .text(id), "share": .text(share), "name": .text(name), "words": .text(text),
                "reaction": .optional(reaction), "moment": .optional(atMs.map { Figures.clock($0) }),
                "about": .optional(question), "address": .text("/answers/\(answer)"),
                "isShown": .flag(isShown), "next": .text(isShown ? "hidden" : "shown"),
                "change": .text(Texts[isShown ? "links.hide" : "links.show"]),
            ]
        }
    }

    /// A link.
    package struct Link: Sendable {
        var values: [String: TemplateValue]

        /// A row of the list.
        ///
        /// - Parameters:
        ///   - kind: what the link is to: `answer` or `interview`.
        ///   - place: the page of that.
        ///   - title: the question of the answer, or the title of the interview; nil when it is gone.
        ///   - parts: the names of what is shown, as the catalogue has them.
        ///   - state: nil while it is open.
        package init(
            id: String,
            label: String,
            kind: String,
            place: String,
            title: String?,
            parts: [String],
            hasPassphrase: Bool,
            views: Int,
            viewed: Date?,
            expires: Date,
            state: String?,
            remarks: [Remark]
        ) {
            let shown = parts.map { Texts["links.part.\($0)"] }.joined(separator: ", ")
            let isAnswer = kind == "answer"
            let title = title.map { $0.isEmpty ? Texts["answer.anAnswer"] : $0 }
            let name = label.isEmpty ? title ?? Texts[isAnswer ? "links.noName" : "links.noInterview"] : label
            values = [
                "id": .text(id), "name": .text(name), "place": .optional(title == nil ? nil : place),
                "open": .text(Texts[isAnswer ? "links.openAnswer" : "links.openInterview"]),
                "question": .optional(label.isEmpty ? nil : title), "parts": .text(shown),
                "hasPassphrase": .flag(hasPassphrase),
                "views": .text(views == 0 ? Texts["links.notOpened"] : Texts.count("links.views", views)),
                "viewed": .html(viewed.map { Figures.time($0) } ?? HTML(escaping: "")),
                "hasViews": .flag(viewed != nil), "expires": .html(Figures.time(expires)), "state": .optional(state),
                "isOpen": .flag(state == nil), "hasRemarks": .flag(!remarks.isEmpty),
                "remarks": .list(remarks.map(\.values)),
            ]
        }
    }

    /// The links, newest first.
    package var links: [Link] = []
    /// What was just done.
    package var notice: String?
    /// What did not work.
    package var error: String?

    /// An empty page.
    package init() {}

    /// The document.
    package func html() throws(TemplateError) -> String {
        try AccountForms.page(
            Texts["links.title"],
            "links",
            [
                "csrf": .text(PageViewer.current?.token ?? ""), "links": .list(links.map(\.values)),
                "isEmpty": .flag(links.isEmpty), "notice": .optional(notice), "error": .optional(error),
            ],
            kind: "wide"
        )
    }
}
