import Core
package import HTTPKit

/// People and their accounts.
extension Operations {
    /// The operations, in the document's order.
    package static var accounts: [Operation] { signingIn + own + lists }

    private static let session = Operation.Content.json(.named("Session"))
    private static let letter = Operation.Reply(
        202,
        "Accepted. Whether the address has an account shows neither here nor in the time this takes.",
        [.json(.named("Letter"))]
    )
    private static let refusals = ["account.sign_in", "account.paused", "request.invalid"]

    private static func operation(
        _ method: Operation.Method,
        _ path: String,
        _ name: String,
        _ summary: String,
        _ replies: [Operation.Reply],
        needs: Access = .permission(.answersRead),
        costs: CostClass? = .writes
    ) -> Operation {
        Operation(method, path, name: name, .accounts, summary, needs: needs, costs: costs, replies: replies)
    }

    private static func object(_ fields: KeyValuePairs<String, Schema>) -> [Operation.Content] {
        [.json(.object(fields, closed: true))]
    }

    private static let password = Schema.text.from(10).to(200).said("10 characters or more; not a common one.")
    private static let proof = Schema.text.to(200).said("The account's password.")
    private static let token = Schema.text.said("The token of the link.")

    private static var signingIn: [Operation] {
        [
            operation(
                .post,
                "/v1/accounts",
                "createAccount",
                "Register, or accept an invitation",
                [letter, .init(201, "The invitation was accepted, and the person is signed in.", [session])],
                needs: .open
            ).with(
                more: "Registering needs `accounts.mode` open. The reply sets cookies when an invitation was accepted.",
                body: object([
                    "email?": .text.to(254), "username": .text.from(3).to(40), "password": password,
                    "firstName?": .text.to(100), "lastName?": .text.to(100),
                    "invitation?": .text.said("The token of an invitation."),
                ]),
                errors: [
                    "account.closed", "account.password", "account.name_taken", "account.link", "account.paused",
                    "request.invalid",
                ]
            ),
            operation(
                .post,
                "/v1/accounts/confirmations",
                "confirmAccount",
                "Confirm an address and sign in",
                [.init(201, "Confirmed and signed in.", [session])],
                needs: .open
            ).with(
                body: object(["token": token, "password": proof]),
                errors: refusals + ["account.link"]
            ),
            operation(
                .post,
                "/v1/accounts/letters",
                "sendConfirmation",
                "Send the confirmation again; the older link opens nothing any more",
                [letter],
                needs: .open
            ).with(body: object(["email": .text.to(254)]), errors: ["account.paused", "request.invalid"]),
            operation(
                .post,
                "/v1/sessions",
                "createSession",
                "Sign in",
                [.init(201, "Signed in; the cookies are in the reply.", [session])],
                needs: .open
            ).with(
                body: object([
                    "login": .text.to(254).said("Address or username."), "password": proof,
                    "code?": .text.to(40).said("A code of the second factor, or a recovery code."),
                    "stay?": .flag.said("Whether the session outlives the browser's window."),
                ]),
                errors: refusals + ["account.code_needed", "account.locked"]
            ),
            operation(
                .get,
                "/v1/sessions/current",
                "getSession",
                "The session of the cookie",
                [.init(200, "Who is signed in, and the token for `X-CSRF-Token`.", [session])],
                costs: .reads
            ).with(errors: ["request.not_found"]),
            operation(
                .delete,
                "/v1/sessions/current",
                "deleteSession",
                "Sign out",
                [.init(204, "Signed out.")]
            ).with(errors: ["request.not_found", "request.csrf"]),
            operation(
                .post,
                "/v1/password-resets",
                "createPasswordReset",
                "Send a link for a new password",
                [letter],
                needs: .open
            ).with(body: object(["email": .text.to(254)]), errors: ["account.paused", "request.invalid"]),
            operation(
                .post,
                "/v1/password-resets/confirmations",
                "confirmPasswordReset",
                "Set a new password with the link; every session ends",
                [.init(204, "The password is set.")],
                needs: .open
            ).with(
                body: object(["token": token, "password": password]),
                errors: ["account.link", "account.password", "request.invalid"]
            ),
        ]
    }

    private static let account = Operation.Reply(200, "The account.", [.json(.named("Account"))])
    private static let done = Operation.Reply(204, "Done.")
    private static let guarded = ["request.csrf", "request.not_found", "request.invalid"]

    private static var own: [Operation] {
        [
            operation(.get, "/v1/account", "getAccount", "The caller's account", [account], costs: .reads)
                .with(errors: ["request.not_found"]),
            operation(.patch, "/v1/account", "changeAccount", "Change names, phone, username or consent", [account])
                .with(
                    body: object([
                        "firstName?": .text.to(100), "lastName?": .text.to(100), "phone?": .text.to(100),
                        "username?": .text.from(3).to(40),
                        "allowsReview?": .flag.said("Whether reviewers may look at the caller's answers."),
                    ]),
                    errors: guarded + ["account.name_taken"]
                ),
            operation(
                .delete,
                "/v1/account",
                "deleteAccount",
                "Erase the account and everything of its person",
                [.init(200, "A signed receipt.", [.json(.object(["receipt": .text]))])]
            ).with(
                body: object(["password": proof]),
                errors: guarded + refusals + ["account.last_administrator"]
            ),
            operation(
                .post,
                "/v1/account/password",
                "changePassword",
                "Change the password; other sessions end",
                [done]
            )
            .with(
                body: object(["current": proof, "password": password]),
                errors: guarded + refusals + ["account.password"]
            ),
            operation(.post, "/v1/account/email", "changeEmail", "Send a link to a new address", [letter])
                .with(body: object(["email": .text.to(254), "password": proof]), errors: guarded + refusals),
            operation(
                .post,
                "/v1/account/second-factor",
                "beginSecondFactor",
                "Begin to set up a second factor",
                [.init(200, "The secret for an authenticator app.", [.json(.object(["secret": .text, "uri": .text]))])]
            ).with(body: object(["password": proof]), errors: guarded + refusals),
            operation(
                .patch,
                "/v1/account/second-factor",
                "enableSecondFactor",
                "Turn it on with a code of the app",
                [.init(200, "Recovery codes, shown once.", [.json(.object(["recoveryCodes": .list(of: .text)]))])]
            ).with(body: object(["code": .text.to(10)]), errors: guarded + refusals),
            operation(.delete, "/v1/account/second-factor", "disableSecondFactor", "Turn it off", [done])
                .with(body: object(["password": proof]), errors: guarded + refusals),
        ]
    }

    private static var lists: [Operation] {
        [
            operation(
                .get,
                "/v1/account/sessions",
                "listSessions",
                "Where the caller is signed in",
                [
                    .init(
                        200,
                        "The sessions, last used first.",
                        [.json(.object(["sessions": .list(of: .named("SessionEntry"))]))]
                    )
                ],
                costs: .reads
            ),
            operation(.delete, "/v1/account/sessions", "endSessions", "Sign out everywhere but here", [done])
                .with(errors: ["request.csrf"]),
            operation(.delete, "/v1/account/sessions/{id}", "endSession", "Sign out there", [done])
                .with(
                    parameters: [.path("id", .id(SessionKind.prefix), "The session.")],
                    errors: ["request.csrf", "request.not_found"]
                ),
            operation(
                .get,
                "/v1/account/tokens",
                "listTokens",
                "The caller's personal tokens",
                [.init(200, "All of them.", [.json(.object(["tokens": .list(of: .named("PersonalToken"))]))])],
                costs: .reads
            ),
            operation(
                .post,
                "/v1/account/tokens",
                "createToken",
                "Make a personal token for a program",
                [.init(201, "The token, shown once.", [.json(.named("PersonalToken"))])]
            ).with(
                body: object([
                    "name": .text.from(1).to(100), "scopes": .list(of: .choice(["answers:read", "answers:write"])),
                    "days": .integer.from(1).to(366),
                ]),
                errors: guarded + ["account.too_many"]
            ),
            operation(.delete, "/v1/account/tokens/{id}", "revokeToken", "Revoke a personal token", [done])
                .with(
                    parameters: [.path("id", .text.with("pattern", "^dbf_[a-z2-9]{8}$"), "Its shown part.")],
                    errors: ["request.csrf", "request.not_found"]
                ),
            operation(
                .get,
                "/v1/account/log",
                "getAccountLog",
                "What was done to the caller's account, and each look of a reviewer",
                [.init(200, "Newest first.", [.json(.named("AuditLog"))])],
                costs: .reads
            ),
        ]
    }
}

extension Schemas {
    /// People and their accounts.
    package static var ofAccounts: KeyValuePairs<String, Schema> {
        [
            "Account": .object([
                "id": .id(PersonKind.prefix), "email": .text, "username": .text, "role": .choice(Role.self),
                "firstName": .text, "lastName": .text, "phone": .text, "allowsReview": .flag, "secondFactor": .flag,
                "createdAt": .moment, "confirmedAt?": .moment, "lockedAt?": .moment, "lastSeenAt?": .moment,
            ]).said("A person with an account."),
            "Session": .object([
                "account": .named("Account"), "session": .id(SessionKind.prefix),
                "csrfToken": .text.said("For the header `X-CSRF-Token` of requests that change something."),
            ]).said("A browser that is signed in."),
            "Letter": .object(["status": .choice(["accepted"]), "detail": .text])
                .said("What is said when a mail may be on its way."),
            "SessionEntry": .object([
                "id": .id(SessionKind.prefix), "agent": .text, "address": .text.said("The network it began from."),
                "stays": .flag, "current": .flag, "createdAt": .moment, "lastSeenAt": .moment, "expiresAt": .moment,
            ]).said("A session in a list."),
            "PersonalToken": .object([
                "id": .text.said("The part that may be shown."), "name": .text, "scopes": .list(of: .text),
                "createdAt": .moment, "expiresAt?": .moment, "revokedAt?": .moment, "lastUsedAt?": .moment,
                "token?": .text.said("The whole token; only in the reply that made it."),
            ]).said("A key that a program uses in a person's name."),
            "AuditLog": .object(["entries": .list(of: .named("AuditEntry"))]).said("A page of the audit log."),
            "AuditEntry": .object([
                "id": .id(AuditKind.prefix), "at": .moment, "actor": .text, "actorKind": .text,
                "action": .choice(AuditEntry.Action.self), "subject": .text, "account?": .text, "detail": .text,
            ]).said("One thing that was done to a person or to what belongs to them."),
        ]
    }
}
