package import Catalogue
import Core
import WebUI

/// A mail about an account, before it is in the outbox.
package struct Letter: Sendable, Hashable {
    /// What it is about; a word for logs and lists.
    package var kind: String
    /// The account it is about; nil for an invitation.
    package var account: String?
    /// Where it goes.
    package var recipient: String
    /// The subject line.
    package var subject: String
    /// The paragraphs.
    package var paragraphs: [String]
    /// The link to follow, with the words of its button.
    package var link: (address: String, words: String)?
    /// How long the link, and so the mail, is of use, in milliseconds.
    package var lifeMs: Int

    package static func == (a: Letter, b: Letter) -> Bool {
        a.text == b.text && a.recipient == b.recipient && a.kind == b.kind
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(text)
    }

    /// The language it is written in.
    package var language = Language.english

    private var texts: Texts { .of(language) }

    /// As plain text.
    package var text: String {
        var parts = [texts["mail.hello"]] + paragraphs
        if let link { parts.insert("\(link.words): \(link.address)", at: 2) }
        return (parts + ["Debrief"]).joined(separator: "\n\n") + "\n"
    }

    /// As HTML that stays readable in light and dark programs: no picture, no background of its own behind text, one button.
    package var html: String {
        let body = paragraphs.enumerated().map { place, paragraph in
            var part = "<p>\(HTML(escaping: paragraph).text)</p>"
            if place == 0, let link {
                let address = HTML(escaping: link.address).text
                part += """
                    <p><a href="\(address)" style="display:inline-block;padding:12px 20px;border-radius:10px;\
                    background:#0b5a6f;color:#ffffff;text-decoration:none;font-weight:600">\(HTML(escaping: link.words).text)</a></p>\
                    <p style="font-size:14px">\(texts["mail.orOpen"]) <a href="\(address)">\(address)</a></p>
                    """
            }
            return part
        }
        return """
            <!doctype html><html lang="\(language.code)"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">\
            <meta name="supported-color-schemes" content="light dark"><title>\(HTML(escaping: subject).text)</title></head>\
            <body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif"><div style="max-width:32rem;margin:0 auto;\
            overflow-wrap:anywhere"><p>\(texts["mail.hello"])</p>\(body.joined())<p>Debrief</p></div></body></html>
            """
    }
}

/// The letters of accounts. Each is in the language of its account, or else in that of the request it comes from.
enum Letters {
    static func confirm(_ account: Account, _ address: String) -> Letter {
        letter("confirm", account, to: account.email.text, address, lifeMs: LinkPurpose.confirm.lifeMs)
    }

    static func known(_ account: Account, _ base: String) -> Letter {
        letter("known", account, to: account.email.text, "\(base)/forgot", lifeMs: LinkPurpose.confirm.lifeMs)
    }

    static func reset(_ account: Account, _ address: String) -> Letter {
        letter("reset", account, to: account.email.text, address, lifeMs: LinkPurpose.reset.lifeMs)
    }

    static func invite(_ email: String, _ address: String) -> Letter {
        letter("invite", nil, to: email, address, lifeMs: LinkPurpose.invite.lifeMs)
    }

    static func email(_ account: Account, to new: EmailAddress, _ address: String) -> Letter {
        letter("email", account, to: new.text, address, lifeMs: LinkPurpose.email.lifeMs)
    }

    /// Tells of a change, so that its owner notices one that was not theirs.
    ///
    /// - Parameter what: what was changed: the end of a key under `mail.notice.`.
    static func notice(_ account: Account, _ what: String, _ base: String) -> Letter {
        var letter = letter("notice", account, to: account.email.text, "\(base)/forgot", lifeMs: 7 * 86_400_000)
        letter.paragraphs[0] = Texts.of(letter.language)["mail.notice.\(what)"] + " " + letter.paragraphs[0]
        return letter
    }

    /// The letter whose texts are under `mail.KIND.`.
    private static func letter(
        _ kind: String,
        _ account: Account?,
        to recipient: String,
        _ address: String,
        lifeMs: Int
    )
        -> Letter
    {
        let language = account?.language ?? .current
        let texts = Texts.of(language)
        var letter = Letter(
            kind: kind,
            account: account?.id.rawValue,
            recipient: recipient,
            subject: texts["mail.\(kind).subject"],
            paragraphs: [texts["mail.\(kind).text"], texts["mail.\(kind).otherwise"]],
            link: (address, texts["mail.\(kind).button"]),
            lifeMs: lifeMs
        )
        letter.language = language
        return letter
    }
}
