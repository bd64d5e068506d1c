package import Accounts
import Catalogue
import Core
package import HTTPKit
import HTTPTypes
import Hummingbird
import WebUI

/// The pages at `/people`: who has an account, invitations, links to hand on, and the audit log.
package struct PeopleRoutes: Sendable {
    private let web: AccountWeb
    private var service: AccountService { web.service }

    /// The pages.
    package init(web: AccountWeb) { self.web = web }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/people", needs: .permission(.peopleManage)) { request, context in
            try await page(request, context) { _ in }
        }
        routes.page("/people/log", needs: .permission(.peopleManage)) { request, context in
            let principal = try context.signedIn
            let before = request.uri.queryParameters["before"].flatMap { AuditID(String($0)) }
            let entries = try await service.audit.list(as: principal, before: before)
            let next = entries.count == AuditLog.pageLength ? entries.last.map { "/people/log?before=\($0.id)" } : nil
            var names: [String: String] = [:]
            for id in Set(entries.flatMap { [$0.actor, $0.subject] }) where id.hasPrefix("usr_") {
                names[id] = try await service.name(of: id)
            }
            return AccountWeb.page(
                try AuditPage.html(entries.map { $0.shown(to: principal, names: names) }, next: next)
            )
        }
        post("invite", routes) { principal, form, request, context in
            guard let role = Role(rawValue: form["role"] ?? "user") else {
                throw WebError(.invalid, "role is unknown.")
            }
            let email = form["email"] ?? ""
            let link = try await service.invite(as: principal, email: email, role: role)
            let text =
                email.isEmpty
                ? Texts["people.linkForOne"] : Texts["people.linkFor", ["email": email]]
            return try await page(request, context) { page in page.link = (link, text) }
        }
        post("role", routes) { principal, form, request, context in
            guard let role = Role(rawValue: form["role"] ?? "") else { throw WebError(.invalid, "role is unknown.") }
            let account = try await service.change(as: principal, form["id"] ?? "", to: role)
            if account.id.rawValue == principal.owner { return AccountWeb.redirect("/sign-in") }
            return try await page(request, context) { $0.notice = Texts["people.roleChanged", ["name": account.name]] }
        }
        post("lock", routes) { principal, form, request, context in
            let isLocked = form["lock"] == "yes"
            if isLocked, form["id"] == principal.owner { throw WebError(.invalid, "You cannot lock yourself out.") }
            let account = try await service.lock(as: principal, form["id"] ?? "", isLocked)
            return try await page(request, context) { page in
                page.notice =
                    Texts[isLocked ? "people.locked" : "people.unlocked", ["name": account.name]]
            }
        }
        post("reset", routes) { principal, form, request, context in
            let link = try await service.makeReset(as: principal, form["id"] ?? "")
            return try await page(request, context) { page in
                page.link = (
                    link,
                    Texts["people.resetLink"]
                )
            }
        }
    }

    private func post(
        _ name: String,
        _ routes: Routes,
        _ handle: @escaping @Sendable (Principal, FormBody, Request, WebContext) async throws -> Response
    ) {
        routes.page("/people/\(name)", .post, needs: .permission(.peopleManage), costs: .writes) { request, context in
            let principal = try context.signedIn
            let form = try await FormBody.read(request)
            do {
                return try await handle(principal, form, request, context)
            } catch let error as WebError {
                return try await page(request, context, status: AccountWeb.status(error)) { page in
                    page.error = Texts.problem(error.code, error.message)
                }
            }
        }
    }

    private static var roles: [(value: String, words: String)] {
        Role.allCases.map { ($0.rawValue, Texts["role.\($0.rawValue)"]) }
    }

    private func page(
        _ request: Request,
        _ context: WebContext,
        status: HTTPResponse.Status = .ok,
        _ change: (inout PeoplePage) -> Void
    ) async throws -> Response {
        let principal = try context.signedIn
        var page = PeoplePage()
        let isSearch = request.method == .get
        page.query = isSearch ? try request.queryField("q") ?? "" : ""
        let before = isSearch ? request.uri.queryParameters["before"].flatMap { AccountID(String($0)) } : nil
        let accounts = try await service.list(as: principal, page.query, before: before)
        page.people = accounts.map { account in
            PeoplePage.Person(
                id: account.id.rawValue,
                name: account.name,
                email: account.email.text,
                role: account.role.rawValue,
                roles: Self.roles,
                state: account.locked != nil
                    ? Texts["people.isLocked"] : account.confirmed == nil ? Texts["people.notConfirmed"] : nil,
                seen: account.seen?.date,
                isLocked: account.locked != nil
            )
        }
        if accounts.count == AccountService.pageLength, let last = accounts.last {
            page.next = "/people?q=\(page.query.percentEncoded())&before=\(last.id)"
        }
        page.sendsMail = service.outbox.isSending
        page.mail = try await service.outbox.list(as: principal, at: service.instant).map { mail in
            PeoplePage.Mail(
                kind: Texts["people.mailKind.\(mail.kind)"],
                recipient: mail.recipient,
                state: Texts["people.mail.\(mail.state.rawValue)"],
                reason: mail.reason,
                expires: mail.expires.date,
                address: mail.state == .waiting ? nil : mail.link
            )
        }
        change(&page)
        return AccountWeb.page(try page.html(), status: status)
    }
}
