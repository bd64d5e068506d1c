import Catalogue
import Core
package import HTTPKit
import HTTPTypes
import Hummingbird
import WebUI

/// The pages of people who are not signed in: signing in, registering, and what the links in mails lead to. A link alone changes
/// nothing: it leads to a page with a button, since mail programs follow links by themselves.
package struct SignInRoutes: Sendable {
    private let web: AccountWeb
    private var service: AccountService { web.service }

    /// The pages.
    package init(web: AccountWeb) { self.web = web }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/sign-in", needs: .open) { request, context in
            let next = AccountWeb.next(request.uri.queryParameters["next"].map(String.init))
            if context.session != nil { return AccountWeb.redirect(next) }
            var page = signInPage(next)
            if request.uri.queryParameters["done"] == "password" {
                page.notice = Texts["signIn.passwordChanged"]
            }
            if request.uri.queryParameters["done"] == "out" { page.notice = Texts["signIn.signedOut"] }
            return AccountWeb.page(try page.html())
        }
        routes.page("/sign-in", .post, needs: .open, costs: .writes) { request, context in
            try await signIn(request, context)
        }
        routes.page("/sign-out", .post, needs: .permission(.answersRead), costs: .writes) { request, context in
            let isShared = try await FormBody.read(request)["shared"] != nil
            if let session = context.session { try await service.signOut(as: session.principal, session.id) }
            var response = AccountWeb.redirect("/sign-in?done=out", cookies: [web.forgetting])
            response.headers[.named("Clear-Site-Data")] = isShared ? "\"cache\", \"storage\"" : "\"cache\""
            return response
        }
        routes.page("/register", needs: .open) { _, _ in try registerPage() }
        routes.page("/register", .post, needs: .open, costs: .writes) { request, context in
            try await register(request, context)
        }
        routes.page("/forgot", needs: .open) { _, _ in AccountWeb.page(try Self.forgotPage.html()) }
        routes.page("/forgot", .post, needs: .open, costs: .writes) { request, context in
            try await forgot(request, context)
        }
        routes.page("/confirm", needs: .open) { request, _ in try confirmPage(request) }
        routes.page("/confirm", .post, needs: .open, costs: .writes) { request, context in
            try await confirm(request, context)
        }
        routes.page("/reset", needs: .open) { request, _ in
            guard let token = Self.token(request) else { return try Self.over() }
            guard (try? await service.holder(of: token, .reset)) != nil else { return try Self.over() }
            return AccountWeb.page(try Self.resetPage(token).html())
        }
        routes.page("/reset", .post, needs: .open, costs: .writes) { request, context in
            try await reset(request, context)
        }
        routes.page("/invitation", needs: .open) { request, _ in
            try await invitation(request)
        }
        routes.page("/invitation", .post, needs: .open, costs: .writes) { request, context in
            try await accept(request, context)
        }
    }

    private func invitation(_ request: Request) async throws -> Response {
        guard let token = Self.token(request) else { return try Self.over() }
        let email: String?
        do { email = try await service.invitation(token) } catch { email = nil }
        guard let email else { return try Self.over() }
        return AccountWeb.page(try Self.invitationPage(token, email).html())
    }

    private func registerPage() throws -> Response {
        if service.mode == .open { return AccountWeb.page(try AccountForms.Register().html()) }
        let page = MessagePage(
            title: Texts["register.byInvitation"],
            text: Texts["signIn.accountsComeByInvitation"],
            action: ("/sign-in", Texts["signIn.signIn"])
        )
        return AccountWeb.page(try page.html())
    }

    private static func token(_ request: Request) -> Token? {
        Token(request.uri.queryParameters["token"].map(String.init))
    }

    /// The page of a link that opens nothing.
    private static func over() throws -> Response {
        AccountWeb.page(
            try MessagePage(
                title: Texts["link.over.title"],
                text: Texts["link.over.text"],
                action: ("/forgot", Texts["link.over.button"])
            ).html(),
            status: .gone
        )
    }

    private func signInPage(_ next: String) -> AccountForms.SignIn {
        var page = AccountForms.SignIn()
        page.next = next == "/" ? "" : next
        page.isOpen = service.mode == .open
        return page
    }

    private func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await web.form(request, context)
        let next = AccountWeb.next(form["next"])
        let visitor = web.visitor(request, context)
        var page = signInPage(next)
        page.isKept = form["kept"] != nil
        do {
            if let step = Token(form["step"]) {
                page.step = step.text
                let signedIn = try await service.finish(
                    step,
                    code: form["code"] ?? "",
                    isKept: page.isKept,
                    old: web.old(request),
                    from: visitor
                )
                return AccountWeb.redirect(next, cookies: web.cookies(signedIn))
            }
            page.login = form["login"] ?? ""
            let asked = AccountService.SignIn(
                login: page.login,
                password: form["password"] ?? "",
                isKept: page.isKept,
                old: web.old(request)
            )
            switch try await service.signIn(asked, from: visitor) {
            case .done(let signedIn): return AccountWeb.redirect(next, cookies: web.cookies(signedIn))
            case .code(let token):
                page.step = token.text
                return AccountWeb.page(try page.html())
            }
        } catch let error as WebError {
            page.error = Texts.problem(error.code, error.message)
            if error.kind == .linkOver { page.step = nil }
            return AccountWeb.page(try page.html(), status: AccountWeb.status(error))
        }
    }

    private func register(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await web.form(request, context)
        var page = AccountForms.Register()
        (page.email, page.username) = (form["email"] ?? "", form["username"] ?? "")
        (page.firstName, page.lastName) = (form["firstName"] ?? "", form["lastName"] ?? "")
        do {
            try await service.register(try Self.registration(form), from: web.visitor(request, context))
        } catch let error as WebError {
            page.error = Texts.problem(error.code, error.message)
            return AccountWeb.page(try page.html(), status: AccountWeb.status(error))
        }
        return AccountWeb.page(try letterPage("confirm"))
    }

    /// What is said after a letter was asked for: the same whether or not there is an account.
    private func letterPage(_ what: String) throws -> String {
        try MessagePage(
            title: Texts[service.outbox.isSending ? "letter.lookAtMail" : "letter.askForLink"],
            text: Texts["letter.\(service.outbox.isSending ? "sent" : "shown").\(what)"],
            action: ("/sign-in", Texts["letter.toSignIn"])
        ).html()
    }

    private static func registration(_ form: FormBody) throws(WebError) -> AccountService.Registration {
        let password = form["password"] ?? ""
        guard password == form["again"] else { throw WebError(.weakPassword, "The two passwords are not the same.") }
        return AccountService.Registration(
            email: form["email"] ?? "",
            username: form["username"] ?? "",
            password: password,
            profile: Profile(firstName: form["firstName"] ?? "", lastName: form["lastName"] ?? "")
        )
    }

    private static var forgotPage: AccountForms.Question {
        AccountForms.Question(
            title: Texts["forgot.title"],
            intro: Texts["forgot.intro"],
            action: "/forgot",
            token: nil,
            kind: .email,
            button: Texts["forgot.button"]
        )
    }

    private func forgot(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await web.form(request, context)
        do {
            try await service.forgot(form["email"] ?? "", from: web.visitor(request, context))
        } catch let error as WebError {
            var page = Self.forgotPage
            page.error = Texts.problem(error.code, error.message)
            return AccountWeb.page(try page.html(), status: AccountWeb.status(error))
        }
        return AccountWeb.page(try letterPage("reset"))
    }

    private static func confirmPage(_ token: Token, isEmail: Bool) -> AccountForms.Question {
        AccountForms.Question(
            title: Texts[isEmail ? "confirmEmail.title" : "confirm.title"],
            intro: Texts[isEmail ? "confirmEmail.intro" : "confirm.intro"],
            action: isEmail ? "/confirm?email=1" : "/confirm",
            token: token.text,
            kind: isEmail ? .nothing : .password,
            button: Texts[isEmail ? "confirmEmail.button" : "confirm.button"]
        )
    }

    private func confirmPage(_ request: Request) throws -> Response {
        guard let token = Self.token(request) else { return try Self.over() }
        let isEmail = request.uri.queryParameters["email"] != nil
        return AccountWeb.page(try Self.confirmPage(token, isEmail: isEmail).html())
    }

    private func confirm(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await web.form(request, context)
        let isEmail = request.uri.queryParameters["email"] != nil
        guard let token = Token(form["token"]) else { return try Self.over() }
        do {
            if isEmail {
                try await service.confirmEmail(token)
                return AccountWeb.redirect("/account")
            }
            let signedIn = try await service.confirm(
                token,
                password: form["password"] ?? "",
                old: web.old(request),
                from: web.visitor(request, context)
            )
            return AccountWeb.redirect("/", cookies: web.cookies(signedIn))
        } catch let error as WebError {
            guard error.kind != .linkOver else { return try Self.over() }
            var page = Self.confirmPage(token, isEmail: isEmail)
            page.error = Texts.problem(error.code, error.message)
            return AccountWeb.page(try page.html(), status: AccountWeb.status(error))
        }
    }

    private static func resetPage(_ token: Token) -> AccountForms.Question {
        AccountForms.Question(
            title: Texts["reset.title"],
            intro: Texts["reset.intro"],
            action: "/reset",
            token: token.text,
            kind: .newPassword,
            button: Texts["reset.button"]
        )
    }

    private func reset(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await web.form(request, context)
        guard let token = Token(form["token"]) else { return try Self.over() }
        do {
            guard form["password"] == form["again"] else {
                throw WebError(.weakPassword, "The two passwords are not the same.")
            }
            let device = try await service.reset(
                token,
                password: form["password"] ?? "",
                from: web.visitor(request, context)
            )
            return AccountWeb.redirect(
                "/sign-in?done=password",
                cookies: [web.forgetting, web.cookie(device: device)]
            )
        } catch let error as WebError {
            guard error.kind != .linkOver else { return try Self.over() }
            var page = Self.resetPage(token)
            page.error = Texts.problem(error.code, error.message)
            return AccountWeb.page(try page.html(), status: AccountWeb.status(error))
        }
    }

    private static func invitationPage(_ token: Token, _ email: String) -> AccountForms.Register {
        var page = AccountForms.Register()
        page.title = Texts["invitation.title"]
        page.intro = Texts["invitation.intro"]
        page.action = "/invitation"
        page.token = token.text
        (page.email, page.asksEmail) = (email, email.isEmpty)
        return page
    }

    private func accept(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await web.form(request, context)
        guard let token = Token(form["token"]), let email = try? await service.invitation(token) else {
            return try Self.over()
        }
        do {
            let signedIn = try await service.accept(
                token,
                try Self.registration(form),
                old: web.old(request),
                from: web.visitor(request, context)
            )
            return AccountWeb.redirect("/", cookies: web.cookies(signedIn))
        } catch let error as WebError {
            guard error.kind != .linkOver else { return try Self.over() }
            var page = Self.invitationPage(token, email)
            if email.isEmpty { page.email = form["email"] ?? "" }
            page.username = form["username"] ?? ""
            (page.firstName, page.lastName) = (form["firstName"] ?? "", form["lastName"] ?? "")
            page.error = Texts.problem(error.code, error.message)
            return AccountWeb.page(try page.html(), status: AccountWeb.status(error))
        }
    }
}
