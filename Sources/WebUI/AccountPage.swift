package import Catalogue
package import FoundationEssentials

/// The page at `/account`: what a person may see and change of their own.
package struct AccountPage: Sendable {
    /// A browser that is signed in.
    package struct Session: Sendable {
        var values: [String: TemplateValue]

        /// A row of the list.
        package init(id: String, agent: String, address: String, seen: Date, isHere: Bool) {
            values = [
                "id": .text(id), "agent": .text(agent.isEmpty ? Texts["account.aBrowser"] : BrowserName.text(agent)),
                "address": .text(address), "seen": .html(Figures.time(seen)), "isHere": .flag(isHere),
            ]
        }
    }

    /// A personal token.
    package struct Token: Sendable {
        var values: [String: TemplateValue]

        /// A row of the list.
        package init(name: String, prefix: String, scopes: String, state: String, isValid: Bool) {
            values = [
                "name": .text(name), "prefix": .text(prefix), "scopes": .text(scopes), "state": .text(state),
                "isValid": .flag(isValid),
            ]
        }
    }

    /// An entry of the log of what was done.
    package struct Entry: Sendable {
        var values: [String: TemplateValue]

        /// A row of the list.
        package init(when: Date, what: String, who: String, subject: String, detail: String) {
            values = [
                "when": .html(Figures.time(when)), "what": .text(what), "who": .optional(who.isEmpty ? nil : who),
                "subject": .text(subject), "detail": .optional(detail.isEmpty ? nil : detail),
            ]
        }
    }

    /// Something that is shown once: a token, the secret of a second factor, recovery codes.
    package struct Secrets: Sendable {
        var heading: String
        var explanation: String
        var lines: [String]
        var asksCode: Bool

        /// Texts to copy.
        package init(heading: String, explanation: String, lines: [String], asksCode: Bool = false) {
            self.heading = heading
            self.explanation = explanation
            self.lines = lines
            self.asksCode = asksCode
        }
    }

    /// The address.
    package var email = ""
    /// The unique name.
    package var username = ""
    /// What the account is for, when it is more than practising.
    package var role: String?
    /// The language of pages and mails; nil for what the browser asks for.
    package var language: Language?
    /// Given name.
    package var firstName = ""
    /// Family name.
    package var lastName = ""
    /// Phone number.
    package var phone = ""
    /// Whether reviewers may look.
    package var allowsReview = false
    /// Whether a second factor is asked for.
    package var hasSecondFactor = false
    /// Where the person is signed in.
    package var sessions: [Session] = []
    /// Tokens of programs.
    package var tokens: [Token] = []
    /// What was done, newest first.
    package var log: [Entry] = []
    /// What is shown once.
    package var secrets: Secrets?
    /// What was just done.
    package var notice: String?
    /// What did not work.
    package var error: String?

    /// An empty page.
    package init() {}

    /// The document.
    package func html() throws(TemplateError) -> String {
        let shown = secrets.map { secrets -> [[String: TemplateValue]] in
            [
                [
                    "heading": .text(secrets.heading), "explanation": .text(secrets.explanation),
                    "lines": .list(secrets.lines.map { ["line": .text($0)] }), "asksCode": .flag(secrets.asksCode),
                ]
            ]
        }
        return try AccountForms.page(
            Texts["account.yourAccount"],
            "account",
            [
                "csrf": .text(PageViewer.current?.token ?? ""), "email": .text(email), "username": .text(username),
                "role": .optional(role), "firstName": .text(firstName), "lastName": .text(lastName),
                "phone": .text(phone),
                "choices": .list(
                    Language.allCases.map {
                        ["code": .text($0.code), "ownName": .text($0.ownName), "isChosen": .flag($0 == language)]
                    }
                ), "allowsReview": .flag(allowsReview),
                "hasSecondFactor": .flag(hasSecondFactor), "sessions": .list(sessions.map(\.values)),
                "hasTokens": .flag(!tokens.isEmpty), "tokens": .list(tokens.map(\.values)),
                "log": .list(log.map(\.values)), "secrets": .list(shown ?? []), "notice": .optional(notice),
                "error": .optional(error),
            ],
            kind: ""
        )
    }
}

/// A browser's name for people, out of what it calls itself.
enum BrowserName {
    static func text(_ agent: String) -> String {
        let browsers = [
            ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ]
        let systems = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("Linux", "Linux"),
        ]
        guard let browser = browsers.first(where: { agent.contains($0.0) })?.1 else { return String(agent.prefix(40)) }
        guard let system = systems.first(where: { agent.contains($0.0) })?.1 else { return browser }
        return Texts["account.browserOn", ["browser": browser, "system": system]]
    }
}

/// The page at `/people`: who has an account, and what an administrator does about it.
package struct PeoplePage: Sendable {
    /// One person.
    package struct Person: Sendable {
        var values: [String: TemplateValue]

        /// A row of the list.
        ///
        /// - Parameter roles: the roles there are, with their words.
        package init(
            id: String,
            name: String,
            email: String,
            role: String,
            roles: [(value: String, words: String)],
            state: String?,
            seen: Date?,
            isLocked: Bool
        ) {
            values = [
                "id": .text(id), "name": .text(name), "email": .text(email),
                "role": .text(roles.first { $0.value == role }?.words ?? role),
                "roles": .list(
                    roles.map {
                        ["value": .text($0.value), "words": .text($0.words), "isTheirs": .flag($0.value == role)]
                    }
                ),
                "state": .optional(state), "isLocked": .flag(isLocked),
                "seen": .html(
                    seen.map { HTML(escaping: Texts["people.lastHere"] + " ") + Figures.time($0) }
                        ?? HTML(escaping: Texts["people.notHereYet"])
                ),
            ]
        }
    }

    /// A mail that was not sent.
    package struct Mail: Sendable {
        var values: [String: TemplateValue]

        /// A row of the list.
        package init(kind: String, recipient: String, state: String, reason: String?, expires: Date, address: String?) {
            values = [
                "kind": .text(kind), "recipient": .text(recipient), "state": .text(state), "reason": .optional(reason),
                "expires": .html(Figures.time(expires)), "address": .optional(address),
            ]
        }
    }

    /// What was searched for.
    package var query = ""
    /// The people, newest first.
    package var people: [Person] = []
    /// Where older accounts are; nil on the last page.
    package var next: String?
    /// Mails that were not sent.
    package var mail: [Mail] = []
    /// Whether mail goes out.
    package var sendsMail = false
    /// A link to hand on, with a sentence about it.
    package var link: (address: String, text: String)?
    /// What was just done.
    package var notice: String?
    /// What did not work.
    package var error: String?

    /// An empty page.
    package init() {}

    /// The document.
    package func html() throws(TemplateError) -> String {
        try AccountForms.page(
            Texts["people.people"],
            "people",
            [
                "csrf": .text(PageViewer.current?.token ?? ""), "query": .text(query),
                "people": .list(people.map(\.values)), "next": .optional(next), "hasMail": .flag(!mail.isEmpty),
                "mail": .list(mail.map(\.values)), "sendsMail": .flag(sendsMail), "link": .optional(link?.address),
                "linkText": .text(link?.text ?? ""), "notice": .optional(notice), "error": .optional(error),
            ],
            kind: "wide"
        )
    }
}

/// The page at `/people/log`: the audit log.
package enum AuditPage {
    /// The document.
    ///
    /// - Parameter next: where older entries are; nil on the last page.
    package static func html(_ entries: [AccountPage.Entry], next: String?) throws(TemplateError) -> String {
        try AccountForms.page(
            Texts["audit.whatWasDone"],
            "audit",
            ["entries": .list(entries.map(\.values)), "next": .optional(next)],
            kind: "wide"
        )
    }
}
