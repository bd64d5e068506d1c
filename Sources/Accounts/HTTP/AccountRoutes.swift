package import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird

/// The API of accounts: `/v1/accounts`, `/v1/sessions`, `/v1/account` and `/v1/password-resets`.
package struct AccountRoutes: Sendable {
    /// Largest body taken.
    private static let maxBody = 16 << 10

    private let web: AccountWeb
    private let erase: @Sendable (Principal, Account) async throws -> String
    private var service: AccountService { web.service }

    /// The routes.
    ///
    /// - Parameter erase: removes a person with everything of theirs, and gives the receipt.
    package init(web: AccountWeb, erase: @escaping @Sendable (Principal, Account) async throws -> String) {
        self.web = web
        self.erase = erase
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        addSignIn(to: routes)
        addAccount(to: routes)
        addLists(to: routes)
    }

    /// A value of which only its name counts.
    private struct Anything: Decodable { init(from decoder: any Decoder) throws {} }

    /// Reads a body; unknown names are refused.
    ///
    /// - Throws: `request.invalid`.
    static func body<Body: Decodable>(_ request: Request, _ type: Body.Type, names: Set<String>) async throws -> Body {
        let data = Data(try await request.wholeBody(upTo: maxBody))
        guard let sent = try? JSONDecoder().decode([String: Anything].self, from: data) else {
            throw WebError(.invalid, "The body wants a JSON object with \(names.sorted().joined(separator: ", ")).")
        }
        if let unknown = sent.keys.sorted().first(where: { !names.contains($0) }) {
            throw WebError(.invalid, "There is nothing called \(unknown.prefix(64)).")
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: data) else {
            throw WebError(.invalid, "The body wants a JSON object with \(names.sorted().joined(separator: ", ")).")
        }
        return body
    }

    private struct Registration: Decodable {
        var email: String?
        var username: String
        var password: String
        var firstName: String?
        var lastName: String?
        var invitation: String?
    }

    private struct Confirmation: Decodable {
        var token: String
        var password: String
    }

    private struct SignIn: Decodable {
        var login: String
        var password: String
        var code: String?
        var stay: Bool?
    }

    private struct Address: Decodable { var email: String }

    private func addSignIn(to routes: Routes) {
        routes.add(Operations.accounts["createAccount"]) { request, context in
            let names: Set<String> = ["email", "username", "password", "firstName", "lastName", "invitation"]
            let sent = try await Self.body(request, Registration.self, names: names)
            let registration = AccountService.Registration(
                email: sent.email ?? "",
                username: sent.username,
                password: sent.password,
                profile: Profile(firstName: sent.firstName ?? "", lastName: sent.lastName ?? "")
            )
            let visitor = web.visitor(request, context)
            if let invitation = sent.invitation {
                guard let token = Token(invitation) else { throw AccountService.linkOver }
                let signedIn = try await service.accept(token, registration, old: web.old(request), from: visitor)
                return try reply(signedIn)
            }
            try await service.register(registration, from: visitor)
            return try JSONReply.response(LetterReply(service.outbox.isSending), status: .accepted)
        }
        routes.add(Operations.accounts["confirmAccount"]) { request, context in
            let sent = try await Self.body(request, Confirmation.self, names: ["token", "password"])
            guard let token = Token(sent.token) else { throw AccountService.linkOver }
            let signedIn = try await service.confirm(
                token,
                password: sent.password,
                old: web.old(request),
                from: web.visitor(request, context)
            )
            return try reply(signedIn)
        }
        routes.add(Operations.accounts["sendConfirmation"]) { request, context in
            let sent = try await Self.body(request, Address.self, names: ["email"])
            try await service.resend(to: sent.email, from: web.visitor(request, context))
            return try JSONReply.response(LetterReply(service.outbox.isSending), status: .accepted)
        }
        addSessions(to: routes)
        addPasswordResets(to: routes)
    }

    private func addSessions(to routes: Routes) {
        routes.add(Operations.accounts["createSession"]) { request, context in
            let sent = try await Self.body(request, SignIn.self, names: ["login", "password", "code", "stay"])
            let asked = AccountService.SignIn(
                login: sent.login,
                password: sent.password,
                code: sent.code,
                isKept: sent.stay ?? false,
                old: web.old(request)
            )
            switch try await service.signIn(asked, from: web.visitor(request, context)) {
            case .done(let signedIn): return try reply(signedIn)
            case .code:
                throw WebError(.codeNeeded, "Send the code of your authenticator app, or a recovery code, as code.")
            }
        }
        routes.add(Operations.accounts["getSession"]) { _, context in
            guard let session = context.session else {
                throw WebError(.notFound, "There is no session: a key was sent.")
            }
            let account = try await service.account(as: session.principal)
            return try JSONReply.response(
                SessionReply(account: AccountReply(account), session: session.id, csrfToken: session.secret.masked)
            )
        }
        routes.add(Operations.accounts["deleteSession"]) { _, context in
            guard let session = context.session else {
                throw WebError(.notFound, "There is no session: a key was sent.")
            }
            try await service.signOut(as: session.principal, session.id)
            return Response(status: .noContent, headers: [.setCookie: web.forgetting])
        }
    }

    private func addPasswordResets(to routes: Routes) {
        routes.add(Operations.accounts["createPasswordReset"]) { request, context in
            let sent = try await Self.body(request, Address.self, names: ["email"])
            try await service.forgot(sent.email, from: web.visitor(request, context))
            return try JSONReply.response(LetterReply(service.outbox.isSending), status: .accepted)
        }
        routes.add(Operations.accounts["confirmPasswordReset"]) { request, context in
            let sent = try await Self.body(request, Confirmation.self, names: ["token", "password"])
            guard let token = Token(sent.token) else { throw AccountService.linkOver }
            let device = try await service.reset(
                token,
                password: sent.password,
                from: web.visitor(request, context)
            )
            return Response(status: .noContent, headers: [.setCookie: web.cookie(device: device)])
        }
    }

    private func reply(_ signedIn: SignedIn) throws -> Response {
        var response = try JSONReply.response(
            SessionReply(
                account: AccountReply(signedIn.account),
                session: signedIn.session.rawValue,
                csrfToken: CSRFToken(session: signedIn.token.text).masked
            ),
            status: .created
        )
        for cookie in web.cookies(signedIn) { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }

    private struct ProfileChange: Decodable {
        var firstName: String?
        var lastName: String?
        var phone: String?
        var username: String?
        var allowsReview: Bool?
    }

    private struct PasswordChange: Decodable {
        var current: String
        var password: String
    }

    private struct EmailChange: Decodable {
        var email: String
        var password: String
    }

    private struct Proof: Decodable { var password: String }

    private struct Code: Decodable { var code: String }

    private func addAccount(to routes: Routes) {
        routes.add(Operations.accounts["getAccount"]) { _, context in
            try JSONReply.response(AccountReply(try await service.account(as: try context.signedIn)))
        }
        routes.add(Operations.accounts["changeAccount"]) { request, context in
            let names: Set<String> = ["firstName", "lastName", "phone", "username", "allowsReview"]
            let sent = try await Self.body(request, ProfileChange.self, names: names)
            var change = AccountService.ProfileChange()
            (change.firstName, change.lastName, change.phone) = (sent.firstName, sent.lastName, sent.phone)
            (change.username, change.allowsReview) = (sent.username, sent.allowsReview)
            let principal = try context.signedIn
            try principal.require(.answersWrite)
            return try JSONReply.response(AccountReply(try await service.change(as: principal, profile: change)))
        }
        routes.add(Operations.accounts["deleteAccount"]) { request, context in
            let sent = try await Self.body(request, Proof.self, names: ["password"])
            let principal = try context.signedIn
            let account = try await service.proven(as: principal, sent.password)
            let receipt = try await erase(principal, account)
            return try JSONReply.response(ReceiptReply(receipt: receipt), headers: [.setCookie: web.forgetting])
        }
        routes.add(Operations.accounts["changePassword"]) { request, context in
            let sent = try await Self.body(request, PasswordChange.self, names: ["current", "password"])
            try await service.change(
                as: try context.signedIn,
                password: sent.current,
                to: sent.password,
                keeping: context.session?.id
            )
            return Response(status: .noContent)
        }
        routes.add(Operations.accounts["changeEmail"]) { request, context in
            let sent = try await Self.body(request, EmailChange.self, names: ["email", "password"])
            try await service.change(as: try context.signedIn, email: sent.email, password: sent.password)
            return try JSONReply.response(LetterReply(service.outbox.isSending), status: .accepted)
        }
        routes.add(Operations.accounts["beginSecondFactor"]) { request, context in
            let sent = try await Self.body(request, Proof.self, names: ["password"])
            let principal = try context.signedIn
            let secret = try await service.beginSecondFactor(as: principal, password: sent.password)
            let account = try await service.account(as: principal)
            return try JSONReply.response(
                SecretReply(secret: OneTimeCode.text(secret), uri: service.appAddress(secret, of: account))
            )
        }
        routes.add(Operations.accounts["enableSecondFactor"]) { request, context in
            let sent = try await Self.body(request, Code.self, names: ["code"])
            let codes = try await service.enableSecondFactor(as: try context.signedIn, code: sent.code)
            return try JSONReply.response(CodesReply(recoveryCodes: codes))
        }
        routes.add(Operations.accounts["disableSecondFactor"]) { request, context in
            let sent = try await Self.body(request, Proof.self, names: ["password"])
            try await service.disableSecondFactor(as: try context.signedIn, password: sent.password)
            return Response(status: .noContent)
        }
    }

    private struct NewToken: Decodable {
        var name: String
        var scopes: [String]
        var days: Int
    }

    private func addLists(to routes: Routes) {
        routes.add(Operations.accounts["listSessions"]) { _, context in
            let sessions = try await service.sessions.list(as: try context.signedIn, at: service.instant)
            let here = context.session?.id
            return try JSONReply.response(SessionList(sessions: sessions.map { SessionEntry($0, here: here) }))
        }
        routes.add(Operations.accounts["endSessions"]) { _, context in
            try await service.sessions.endAll(
                as: try context.signedIn,
                but: context.session?.id,
                at: service.instant
            )
            return Response(status: .noContent)
        }
        routes.add(Operations.accounts["endSession"]) { _, context in
            guard let id = context.parameters.get("id").flatMap({ SessionID($0) }),
                try await service.sessions.end(as: try context.signedIn, id, at: service.instant)
            else { throw WebError(.notFound, "You have no session with this id.") }
            return Response(status: .noContent)
        }
        routes.add(Operations.accounts["listTokens"]) { _, context in
            let tokens = try await service.tokens(as: try context.signedIn)
            return try JSONReply.response(TokenList(tokens: tokens.map { TokenReply($0) }))
        }
        routes.add(Operations.accounts["createToken"]) { request, context in
            let sent = try await Self.body(request, NewToken.self, names: ["name", "scopes", "days"])
            let scopes = sent.scopes.compactMap { Permission(rawValue: $0) }
            guard scopes.count == sent.scopes.count else {
                throw WebError(.invalid, "scopes wants answers:read, answers:write or both.")
            }
            let principal = try context.signedIn
            let key = try await service.makeToken(as: principal, name: sent.name, scopes: Set(scopes), days: sent.days)
            let stored = try await service.tokens(as: principal).first { $0.prefix == key.prefix }
            guard let stored else { throw WebError(.notFound, "The token was revoked meanwhile.") }
            return try JSONReply.response(TokenReply(stored, key: key.text), status: .created)
        }
        routes.add(Operations.accounts["revokeToken"]) { _, context in
            try await service.revokeToken(as: try context.signedIn, context.parameters.get("id") ?? "")
            return Response(status: .noContent)
        }
        routes.add(Operations.accounts["getAccountLog"]) { _, context in
            let principal = try context.signedIn
            let entries = try await service.audit.list(as: principal, of: principal.owner)
            return try JSONReply.response(LogReply(entries: entries.map { LogEntry($0) }))
        }
    }
}
