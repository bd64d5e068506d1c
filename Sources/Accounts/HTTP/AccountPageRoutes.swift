import Catalogue
package import Core
package import HTTPKit
import HTTPTypes
import Hummingbird
package import WebUI

/// The page at `/account` and what its forms do. Each form's token was checked before it comes here.
package struct AccountPageRoutes: Sendable {
    private static let shownEntries = 50

    private let web: AccountWeb
    private let erase: @Sendable (Principal, Account) async throws -> String
    private var service: AccountService { web.service }

    /// The page.
    ///
    /// - Parameter erase: removes a person with everything of theirs, and gives the receipt.
    package init(web: AccountWeb, erase: @escaping @Sendable (Principal, Account) async throws -> String) {
        self.web = web
        self.erase = erase
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/account", needs: .permission(.answersRead)) { request, context in
            let done = request.uri.queryParameters["done"].map(String.init)
            return try await page(context) { page in
                page.notice = done.flatMap { Texts.of(.current).find("account.done.\($0)") }
            }
        }
        post("profile", routes) { principal, form, _ in
            var change = AccountService.ProfileChange()
            (change.firstName, change.lastName) = (form["firstName"], form["lastName"])
            (change.phone, change.username) = (form["phone"], form["username"])
            (change.allowsReview, change.language) = (form["review"] != nil, form["language"])
            let before = try await service.account(as: principal).language
            let after = try await service.change(as: principal, profile: change).language
            // A language that was chosen in this browser stays, unless this form chose another.
            let cookies = before == after ? [] : [LanguageMiddleware.forgetting]
            return AccountWeb.redirect("/account?done=profile", cookies: cookies)
        }
        post("password", routes) { principal, form, context in
            guard form["password"] == form["again"] else {
                throw WebError(.weakPassword, "The two passwords are not the same.")
            }
            try await service.change(
                as: principal,
                password: form["current"] ?? "",
                to: form["password"] ?? "",
                keeping: context.session?.id
            )
            return AccountWeb.redirect("/account?done=password")
        }
        post("email", routes) { principal, form, _ in
            try await service.change(as: principal, email: form["email"] ?? "", password: form["password"] ?? "")
            return AccountWeb.redirect("/account?done=email")
        }
        addAccess(to: routes)
        addErasing(to: routes)
    }

    /// What lets others in: sessions, tokens and the second factor.
    private func addAccess(to routes: Routes) {
        post("sessions", routes) { principal, form, context in
            if form["id"] == "all" {
                try await service.sessions.endAll(as: principal, but: context.session?.id, at: service.instant)
            } else if let id = form["id"].flatMap({ SessionID($0) }) {
                _ = try await service.sessions.end(as: principal, id, at: service.instant)
            }
            return AccountWeb.redirect("/account?done=sessions")
        }
        post("tokens", routes) { principal, form, context in
            if let prefix = form["revoke"] {
                try await service.revokeToken(as: principal, prefix)
                return AccountWeb.redirect("/account?done=token")
            }
            let key = try await service.makeToken(
                as: principal,
                name: form["name"] ?? "",
                scopes: form["write"] == nil ? [.answersRead] : [.answersRead, .answersWrite],
                days: Int(form["days"] ?? "") ?? 0
            )
            return try await page(context) { page in
                page.secrets = .init(
                    heading: Texts["account.newToken.title"],
                    explanation: Texts["account.newToken.text"],
                    lines: [key.text]
                )
            }
        }
        post("second-factor", routes) { principal, form, context in
            try await secondFactor(principal, form, context)
        }
    }

    private func addErasing(to routes: Routes) {
        post("erase", routes) { principal, form, context in
            guard form["sure"] != nil else { throw WebError(.invalid, "Say that you are sure.") }
            let account = try await service.proven(as: principal, form["password"] ?? "")
            let receipt = try await erase(principal, account)
            let page = MessagePage(
                title: Texts["account.erased.title"],
                text: Texts["account.erased.text", ["receipt": receipt]],
                action: nil
            )
            // The page is of a person who is signed in no more.
            let html = try PageViewer.$current.withValue(nil) { try page.html() }
            var response = AccountWeb.page(html, cookies: [web.forgetting])
            response.headers[.named("Clear-Site-Data")] = "\"cache\", \"storage\""
            return response
        }
    }

    /// A form of the page; what goes wrong is said on the page.
    private func post(
        _ name: String,
        _ routes: Routes,
        _ handle: @escaping @Sendable (Principal, FormBody, WebContext) async throws -> Response
    ) {
        routes.page("/account/\(name)", .post, needs: .permission(.answersRead), costs: .writes) { request, context in
            let principal = try context.signedIn
            let form = try await FormBody.read(request)
            do {
                return try await handle(principal, form, context)
            } catch let error as WebError {
                return try await page(context, status: AccountWeb.status(error)) { page in
                    page.error = Texts.problem(error.code, error.message)
                }
            }
        }
    }

    private func secondFactor(_ principal: Principal, _ form: FormBody, _ context: WebContext) async throws -> Response
    {
        switch form["do"] {
        case "begin":
            let secret = try await service.beginSecondFactor(as: principal, password: form["password"] ?? "")
            let account = try await service.account(as: principal)
            return try await page(context) { page in
                page.secrets = .init(
                    heading: Texts["account.factor.title"],
                    explanation: Texts["account.factor.text"],
                    lines: [OneTimeCode.text(secret), service.appAddress(secret, of: account)],
                    asksCode: true
                )
            }
        case "enable":
            let codes = try await service.enableSecondFactor(as: principal, code: form["code"] ?? "")
            return try await page(context) { page in
                page.secrets = .init(
                    heading: Texts["account.recovery.title"],
                    explanation: Texts["account.recovery.text"],
                    lines: codes
                )
            }
        default:
            try await service.disableSecondFactor(as: principal, password: form["password"] ?? "")
            return AccountWeb.redirect("/account?done=factor")
        }
    }

    private func page(
        _ context: WebContext,
        status: HTTPResponse.Status = .ok,
        _ change: (inout AccountPage) -> Void
    ) async throws -> Response {
        let principal = try context.signedIn
        let (account, now) = (try await service.account(as: principal), service.instant)
        var page = AccountPage()
        (page.email, page.username) = (account.email.text, account.username.text)
        page.role = account.role == .user ? nil : Texts["role.\(account.role.rawValue)"]
        page.language = account.language
        (page.firstName, page.lastName) = (account.profile.firstName, account.profile.lastName)
        page.phone = account.profile.phone
        page.allowsReview = account.reviewConsent != nil
        page.hasSecondFactor = account.secondFactor != nil
        page.sessions = try await service.sessions.list(as: principal, at: now).map { session in
            AccountPage.Session(
                id: session.id.rawValue,
                agent: session.agent,
                address: session.address,
                seen: session.seen.date,
                isHere: session.id.rawValue == context.session?.id
            )
        }
        page.tokens = try await service.tokens(as: principal).map { token in
            AccountPage.Token(
                name: token.name,
                prefix: token.prefix,
                scopes: Texts[token.scopes.contains(.answersWrite) ? "token.readsAndChanges" : "token.reads"],
                state: Texts[
                    token.revoked != nil ? "token.revoked" : token.isValid(at: now) ? "token.inUse" : "token.ended"
                ],
                isValid: token.isValid(at: now)
            )
        }
        let entries = try await service.audit.list(as: principal, of: principal.owner, limit: Self.shownEntries)
        page.log = entries.map { $0.shown(to: principal) }
        change(&page)
        return AccountWeb.page(try page.html(), status: status)
    }
}

extension AuditEntry {
    /// What happened, for people.
    package var words: String { Texts["audit.action.\(action.rawValue)"] }

    /// The entry as a page shows it.
    ///
    /// - Parameter names: the names of accounts by their ids. Other ids tell a person nothing: the table has them.
    package func shown(to principal: Principal, names: [String: String] = [:]) -> AccountPage.Entry {
        let who =
            switch actorKind {
            case _ where actor == principal.owner && !actor.isEmpty: Texts["audit.you"]
            case "system", "operator": Texts["audit.thisService"]
            case "visitor": ""
            default: names[actor] ?? actor
            }
        func words(_ text: String) -> String {
            names[text] ?? (text.wholeMatch(of: /[a-z]{3}_[0-9a-f-]{36}/) == nil ? text : "")
        }
        return AccountPage.Entry(
            when: at.date,
            what: self.words,
            who: who,
            subject: words(subject),
            detail: words(detail)
        )
    }
}
