import Catalogue

/// The pages of people who are not signed in. All of them are forms and work without scripts.
package enum AccountForms {
    /// The page that signs people in.
    package struct SignIn: Sendable {
        /// What to say before the form, such as that a password was changed.
        package var notice: String?
        /// Why the last try failed.
        package var error: String?
        /// What was typed.
        package var login = ""
        /// Whether to stay signed in.
        package var isKept = false
        /// Where to go afterwards, on this service.
        package var next = ""
        /// What stands for the password while the code of the second factor is asked for.
        package var step: String?
        /// Whether anybody may register.
        package var isOpen = false

        /// An empty form.
        package init() {}

        /// The document.
        package func html() throws(TemplateError) -> String {
            try AccountForms.page(
                Texts["signIn.signIn"],
                "sign-in",
                [
                    "notice": .optional(notice), "error": .optional(error), "login": .text(login),
                    "kept": .flag(isKept), "next": .text(next), "code": .optional(step), "isOpen": .flag(isOpen),
                ]
            )
        }
    }

    /// The page that makes an account: by registering, or with an invitation.
    package struct Register: Sendable {
        /// Its title.
        package var title = Texts["signIn.makeAnAccount"]
        /// What to say before the form.
        package var intro: String?
        /// Why the last try failed.
        package var error: String?
        /// Where the form goes.
        package var action = "/register"
        /// The token of the invitation.
        package var token: String?
        /// What was typed, or the address that the invitation is for.
        package var email = ""
        /// Whether the address is asked for.
        package var asksEmail = true
        /// What was typed.
        package var username = ""
        /// What was typed.
        package var firstName = ""
        /// What was typed.
        package var lastName = ""

        /// An empty form.
        package init() {}

        /// The document.
        package func html() throws(TemplateError) -> String {
            try AccountForms.page(
                title,
                "register",
                [
                    "title": .text(title), "intro": .optional(intro), "error": .optional(error),
                    "action": .text(action), "token": .optional(token), "email": .text(email),
                    "asksEmail": .flag(asksEmail), "username": .text(username), "firstName": .text(firstName),
                    "lastName": .text(lastName), "button": .text(Texts["register.make"]),
                ]
            )
        }
    }

    /// A page with one question: an address, a password, a passphrase, or a new password.
    package struct Question: Sendable {
        /// What is asked for.
        package enum Kind: Sendable {
            case email
            case password
            case passphrase
            case newPassword
            case nothing
        }

        /// Its title.
        package var title: String
        /// What to say before the form.
        package var intro: String
        /// Why the last try failed.
        package var error: String?
        /// Where the form goes.
        package var action: String
        /// The token of the link.
        package var token: String?
        /// What is asked for.
        package var kind: Kind
        /// The words of the button.
        package var button: String

        /// A page.
        package init(title: String, intro: String, action: String, token: String?, kind: Kind, button: String) {
            self.title = title
            self.intro = intro
            self.action = action
            self.token = token
            self.kind = kind
            self.button = button
        }

        /// The document.
        package func html() throws(TemplateError) -> String {
            try AccountForms.page(
                title,
                "password",
                [
                    "title": .text(title), "intro": .text(intro), "error": .optional(error), "action": .text(action),
                    "token": .optional(token), "asksEmail": .flag(kind == .email),
                    "asksPassword": .flag(kind == .password), "asksPassphrase": .flag(kind == .passphrase),
                    "asksNew": .flag(kind == .newPassword),
                    "button": .text(button),
                ]
            )
        }
    }

    static func page(
        _ title: String,
        _ template: String,
        _ values: [String: TemplateValue],
        kind: String = "narrow"
    ) throws(TemplateError) -> String {
        let content = try Templates.fill(template, values)
        return try PageFrame(title: title, scripts: ["js/shell.js"], kind: kind).document(content)
    }
}
