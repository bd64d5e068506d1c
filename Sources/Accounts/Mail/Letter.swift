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

    /// As plain text.
    package var text: String {
        var parts = ["Hello,"] + paragraphs
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
                    <p style="font-size:14px">Or open this address: <a href="\(address)">\(address)</a></p>
                    """
            }
            return part
        }
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">\
            <meta name="supported-color-schemes" content="light dark"><title>\(HTML(escaping: subject).text)</title></head>\
            <body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif"><div style="max-width:32rem;margin:0 auto;\
            overflow-wrap:anywhere"><p>Hello,</p>\(body.joined())<p>Debrief</p></div></body></html>
            """
    }
}

/// The letters of accounts, all texts in one place.
enum Letters {
    static func confirm(_ account: Account, _ address: String) -> Letter {
        Letter(
            kind: "confirm",
            account: account.id.rawValue,
            recipient: account.email.text,
            subject: "Confirm your address",
            paragraphs: [
                "You asked for an account with this address. Confirm it with the password you chose; the link is good for an hour.",
                "If it was not you, do nothing: the account goes away by itself.",
            ],
            link: (address, "Confirm the address"),
            lifeMs: LinkPurpose.confirm.lifeMs
        )
    }

    static func known(_ account: Account, _ base: String) -> Letter {
        Letter(
            kind: "known",
            account: account.id.rawValue,
            recipient: account.email.text,
            subject: "You have an account already",
            paragraphs: [
                "Somebody asked for a new account with this address. There is one already, and nothing was changed. If you forgot its password, choose a new one.",
                "If it was not you, there is nothing to do.",
            ],
            link: ("\(base)/forgot", "Choose a new password"),
            lifeMs: LinkPurpose.confirm.lifeMs
        )
    }

    static func reset(_ account: Account, _ address: String) -> Letter {
        Letter(
            kind: "reset",
            account: account.id.rawValue,
            recipient: account.email.text,
            subject: "Choose a new password",
            paragraphs: [
                "You can choose a new password with this link, once and within 30 minutes. It signs you out everywhere else.",
                "If you did not ask for it, do nothing: your password stays as it is.",
            ],
            link: (address, "Choose a new password"),
            lifeMs: LinkPurpose.reset.lifeMs
        )
    }

    static func invite(_ email: String, _ address: String) -> Letter {
        Letter(
            kind: "invite",
            account: nil,
            recipient: email,
            subject: "You are invited to practise",
            paragraphs: [
                "You are invited to practise interview answers with Debrief. Choose a password and begin; the link is good for a week.",
                "If you do not know why you got this, do nothing.",
            ],
            link: (address, "Accept the invitation"),
            lifeMs: LinkPurpose.invite.lifeMs
        )
    }

    static func email(_ account: Account, to new: EmailAddress, _ address: String) -> Letter {
        Letter(
            kind: "email",
            account: account.id.rawValue,
            recipient: new.text,
            subject: "Confirm your new address",
            paragraphs: [
                "You asked to use this address for your account. Confirm it within an hour.",
                "If it was not you, do nothing.",
            ],
            link: (address, "Use this address"),
            lifeMs: LinkPurpose.email.lifeMs
        )
    }

    /// Tells of a change, so that its owner notices one that was not theirs.
    static func notice(_ account: Account, _ what: String, _ base: String) -> Letter {
        Letter(
            kind: "notice",
            account: account.id.rawValue,
            recipient: account.email.text,
            subject: "Your account was changed",
            paragraphs: [
                "\(what) If it was you, there is nothing to do.",
                "If it was not, choose a new password at once: it ends every session.",
            ],
            link: ("\(base)/forgot", "Choose a new password"),
            lifeMs: 7 * 86_400_000
        )
    }
}
