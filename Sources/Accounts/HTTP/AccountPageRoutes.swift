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
            return try await page(context) { $0.notice = Self.notices[done ?? ""] }
        }
        post("profile", routes) { principal, form, _ in
            var change = AccountService.ProfileChange()
            (change.firstName, change.lastName) = (form["firstName"], form["lastName"])
            (change.phone, change.username) = (form["phone"], form["username"])
            change.allowsReview = form["review"] != nil
            _ = try await service.change(as: principal, profile: change)
            return AccountWeb.redirect("/account?done=profile")
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
                    heading: "Your new token",
                    explanation:
                        "Copy it now: it is not shown again. A program sends it as Authorization: Bearer TOKEN.",
                    lines: [key.text]
                )
            }
        }
        post("second-factor", routes) { principal, form, context in
            try await secondFactor(principal, form, context)
        }
        post("erase", routes) { principal, form, context in
            guard form["sure"] != nil else { throw WebError(.invalid, "Say that you are sure.") }
            let account = try await service.proven(as: principal, form["password"] ?? "")
            let receipt = try await erase(principal, account)
            let page = MessagePage(
                title: "Everything of yours is erased",
                text: "Your account, answers and recordings are gone. Keep this receipt: \(receipt)",
                action: nil
            )
            // The page is of a person who is signed in no more.
            let html = try PageViewer.$current.withValue(nil) { try page.html() }
            var response = AccountWeb.page(html, cookies: [web.forgetting])
            response.headers[.named("Clear-Site-Data")] = "\"cache\", \"storage\""
            return response
        }
    }

    private static let notices = [
        "profile": "Saved.", "password": "Your password is changed, and you are signed out everywhere else.",
        "email": "A link is on its way to the new address. Until it is followed, nothing changes.",
        "sessions": "Signed out there.", "token": "The token is revoked.", "factor": "The second factor is off.",
    ]

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
                return try await page(context, status: AccountWeb.status(error)) { $0.error = error.message }
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
                    heading: "Add Debrief to your app",
                    explanation:
                        "Type this key into your authenticator app, or open the address on the phone that has it. Then give a code.",
                    lines: [OneTimeCode.text(secret), service.appAddress(secret, of: account)],
                    asksCode: true
                )
            }
        case "enable":
            let codes = try await service.enableSecondFactor(as: principal, code: form["code"] ?? "")
            return try await page(context) { page in
                page.secrets = .init(
                    heading: "Your recovery codes",
                    explanation:
                        "The second factor is on. Each of these gets you in once, when the phone is gone. They are not shown again.",
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
        page.role = account.role == .user ? nil : account.role.rawValue
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
                scopes: token.scopes.contains(.answersWrite) ? "reads and changes" : "reads",
                state: token.revoked != nil ? "revoked" : token.isValid(at: now) ? "in use" : "ended",
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
    package var words: String {
        switch action {
        case .accountCreated: "Account made"
        case .accountConfirmed: "Address confirmed"
        case .accountLocked: "Account locked"
        case .accountUnlocked: "Account unlocked"
        case .accountErased: "Account erased"
        case .accountExported: "Everything downloaded"
        case .roleChanged: "Role changed"
        case .passwordChanged: "Password changed"
        case .passwordReset: "Password chosen anew"
        case .emailChanged: "Address changed"
        case .secondFactorOn: "Second factor turned on"
        case .secondFactorOff: "Second factor turned off"
        case .invited: "Person invited"
        case .resetSent: "Password link made by an administrator"
        case .consentChanged: "Consent changed"
        case .signedIn: "Signed in"
        case .signInFailed: "Sign-in refused"
        case .sessionEnded: "Signed out"
        case .tokenCreated: "Token made"
        case .tokenRevoked: "Token revoked"
        case .shareCreated: "Link made"
        case .shareRevoked: "Link ended"
        case .answerViewed: "Answer looked at by a reviewer"
        case .answerReviewed: "Answer reviewed"
        case .tookOver: "Earlier answers taken over"
        }
    }

    /// The entry as a page shows it.
    package func shown(to principal: Principal) -> AccountPage.Entry {
        let who =
            switch actorKind {
            case _ where actor == principal.owner && !actor.isEmpty: "you"
            case "system", "operator": "this service"
            case "visitor": ""
            default: actor
            }
        return AccountPage.Entry(when: at.date, what: words, who: who, subject: subject, detail: detail)
    }
}
