import Catalogue
package import FoundationEssentials

/// The page at `/account/links/new`: what a link to an answer or an interview is to show, and the address of one that was made.
package struct NewLinkPage: Sendable {
    /// Days to choose from.
    package static let days = [1, 7, 14, 30, 90, 365]

    /// What the form calls the thing: `answer` or `interview`.
    package var kind: String
    /// Its identifier.
    package var id: String
    /// What it is called: the question, or the title.
    package var name: String
    /// Whether there is a recording.
    package var hasSound: Bool
    /// What is chosen: `sound`, `transcript`, `scores`.
    package var parts: Set<String> = ["sound", "transcript"]
    /// The days that are chosen.
    package var chosen = 14
    /// What was typed.
    package var label = ""
    /// Whether remarks are taken.
    package var takesComments = true
    /// Whether the service is reached on this machine alone.
    package var isLocal = false
    /// Why the last try failed.
    package var error: String?
    /// The address of the link that was made; nil before.
    package var made: String?

    /// A form for one thing.
    package init(kind: String, id: String, name: String, hasSound: Bool) {
        self.kind = kind
        self.id = id
        self.name = name
        self.hasSound = hasSound
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let name = name.isEmpty ? Texts["answer.anAnswer"] : name
        let content = try Templates.fill(
            "link-new",
            [
                "csrf": .text(PageViewer.current?.token ?? ""), "kind": .text(kind), "id": .text(id),
                "what": .text(Texts["links.new.\(kind)", ["name": name]]), "hasSound": .flag(hasSound),
                "sound": .flag(parts.contains("sound")), "transcript": .flag(parts.contains("transcript")),
                "scores": .flag(parts.contains("scores")), "label": .text(label), "comments": .flag(takesComments),
                "isLocal": .flag(isLocal), "error": .optional(error), "made": .optional(made),
                "back": .text("/\(kind)s/\(id)"),
                "choices": .list(
                    Self.days.map { days in
                        [
                            "days": .text(String(days)), "words": .text(Texts.count("links.new.day", days)),
                            "isChosen": .flag(days == chosen),
                        ]
                    }
                ),
            ]
        )
        return try PageFrame(
            title: Texts["links.new.title"],
            scripts: ["js/shell.js", "js/share.js"],
            kind: "narrow"
        ).document(content)
    }
}

/// What a reader of a link said, as the owner sees it at the answer.
package struct ReaderRemark: Sendable {
    /// Whether others see it: `waiting`, `shown` or `hidden`.
    package var state: String
    /// Its identifier.
    package var id: String
    /// The link it was left at.
    package var share: String
    /// The answer it is about.
    package var answer: String
    /// Who said it.
    package var name: String
    /// The words.
    package var text: String
    /// The reaction, in the language of now.
    package var reaction: String?
    /// The moment of the recording, in milliseconds.
    package var atMs: Int?
    /// When.
    package var at: Date

    /// A remark.
    package init(id: String, share: String, answer: String, state: String, name: String, text: String, at: Date) {
        self.id = id
        self.share = share
        self.answer = answer
        self.state = state
        self.name = name
        self.text = text
        self.at = at
    }

    /// The card with remarks; empty without any.
    ///
    /// - Parameters:
    ///   - back: the page that has the card, where its forms lead back to.
    ///   - plays: whether the page has a player for the moments.
    ///   - questions: what each answer is an answer to, where the page shows several.
    static func card(
        _ remarks: [ReaderRemark],
        back: String,
        plays: Bool,
        questions: [String: String] = [:]
    ) throws(TemplateError) -> HTML {
        try Templates.fill(
            "readers",
            [
                "hasReaders": .flag(!remarks.isEmpty), "csrf": .text(PageViewer.current?.token ?? ""),
                "back": .text(back), "plays": .flag(plays),
                "readers": .list(remarks.map { $0.values(question: questions[$0.answer]) }),
            ]
        )
    }

    private func values(question: String?) -> [String: TemplateValue] {
        let change = Texts[state == "shown" ? "links.hide" : "links.show"]
        return [
            "remark": .text(id), "share": .text(share), "name": .text(name), "words": .text(text),
            "reaction": .optional(reaction), "moment": .optional(atMs.map { Figures.clock($0) }),
            "ms": .text(atMs.map(String.init) ?? ""), "when": .html(Figures.time(at)),
            "state": .text(Texts["readers.\(state)"]), "next": .text(state == "shown" ? "hidden" : "shown"),
            "change": .text(change), "changeLabel": .text(Texts["links.changeFor", ["change": change, "name": name]]),
            "about": .optional(question), "address": .text("/answers/\(answer)"),
        ]
    }
}
