import Accounts
import Catalogue
import Core
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import WebUI

/// The pages under `/account/links`: making a link, a person's links, what readers said at them, and ending them.
package struct OwnLinksRoutes: Sendable {
    private let service: ShareService
    private let base: @Sendable () -> String

    /// The pages over a service.
    ///
    /// - Parameter base: where readers reach the service, without a slash at the end.
    package init(service: ShareService, base: @escaping @Sendable () -> String) {
        self.service = service
        self.base = base
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/account/links", needs: .permission(.answersRead)) { request, context in
            let done = request.uri.queryParameters["done"].map(String.init)
            return try await page(try context.signedIn) { page in
                page.notice = done.flatMap { Texts.of(.current).find("links.done.\($0)") }
            }
        }
        routes.page("/account/links/new", needs: .permission(.answersWrite)) { request, context in
            let thing = try ShareRoutes.thing(
                answer: try request.queryField("answer"),
                interview: try request.queryField("interview")
            )
            return AccountWeb.page(try await form(try context.signedIn, thing).html())
        }
        routes.page("/account/links/new", .post, needs: .permission(.answersWrite), costs: .writes) {
            request,
            context in
            try await make(try context.signedIn, try await FormBody.read(request))
        }
        post("end", routes) { principal, form in
            guard let id = form["id"].flatMap({ ShareID($0) }) else { throw ShareService.missing }
            try await service.revoke(as: principal, id)
            return "/account/links?done=ended"
        }
        post("remark", routes) { principal, form in
            guard let id = form["share"].flatMap({ ShareID($0) }),
                let remark = form["remark"].flatMap({ CommentID($0) })
            else { throw ShareService.missing }
            guard let state = form["state"].flatMap({ ShareComment.State(rawValue: $0) }), state != .waiting else {
                throw WebError(.invalid, "state wants shown or hidden.")
            }
            _ = try await service.moderate(as: principal, remark, of: id, to: state)
            // The page of the answer or the interview has such a form, too.
            let next = AccountWeb.next(form["next"])
            return next == "/" ? "/account/links?done=remark#\(id)" : "\(next)#readers"
        }
    }

    private func form(_ principal: Principal, _ thing: SharedThing) async throws -> NewLinkPage {
        guard let title = try await service.title(as: principal, thing) else {
            throw WebError(.notFound, "There is nothing of yours at this address that could be shared.")
        }
        var page = NewLinkPage(
            kind: thing.answer == nil ? "interview" : "answer",
            id: thing.id,
            name: title,
            hasSound: try await service.hasSound(as: principal, thing)
        )
        page.isLocal = HostRule.isLoopback(HostRule.name(of: base()))
        return page
    }

    private func make(_ principal: Principal, _ sent: FormBody) async throws -> Response {
        let thing = try ShareRoutes.thing(answer: sent["answer"], interview: sent["interview"])
        var page = try await form(principal, thing)
        page.parts = Set(SharePart.allCases.map(\.rawValue).filter { sent[$0] != nil })
        (page.chosen, page.label) = (Int(sent["days"] ?? "") ?? 0, sent["label"] ?? "")
        page.takesComments = sent["comments"] != nil
        var wish = ShareService.Wish(thing, parts: Set(page.parts.compactMap { SharePart(rawValue: $0) }))
        (wish.days, wish.label, wish.takesComments) = (page.chosen, page.label, page.takesComments)
        wish.passphrase = sent["passphrase"].flatMap { $0.isEmpty ? nil : $0 }
        guard !wish.parts.isEmpty else {
            page.error = Texts["links.new.partsWanted"]
            return AccountWeb.page(try page.html(), status: .badRequest)
        }
        do {
            let (_, token) = try await service.make(as: principal, wish)
            page.made = "\(base())/s/\(token.text)"
            return AccountWeb.page(try page.html(), status: .created)
        } catch let error as WebError where error.kind != .notFound {
            page.error = Texts.problem(error.code, error.message)
            return AccountWeb.page(try page.html(), status: AccountWeb.status(error))
        }
    }

    private func post(
        _ name: String,
        _ routes: Routes,
        _ handle: @escaping @Sendable (Principal, FormBody) async throws -> String
    ) {
        routes.page("/account/links/\(name)", .post, needs: .permission(.answersWrite), costs: .writes) {
            request,
            context in
            let principal = try context.signedIn
            let form = try await FormBody.read(request)
            do {
                return AccountWeb.redirect(try await handle(principal, form))
            } catch let error as WebError {
                return try await page(principal, status: AccountWeb.status(error)) { page in
                    page.error = Texts.problem(error.code, error.message)
                }
            }
        }
    }

    private func page(
        _ principal: Principal,
        status: HTTPResponse.Status = .ok,
        _ change: (inout OwnLinksPage) -> Void
    ) async throws -> Response {
        let now = service.instant
        let remarks = Dictionary(grouping: try await service.comments(as: principal), by: \.share)
        var page = OwnLinksPage()
        var titles: [SharedThing: String?] = [:]
        func title(_ thing: SharedThing) async throws -> String? {
            if let known = titles[thing] { return known }
            let found = try await service.title(as: principal, thing)
            titles[thing] = found
            return found
        }
        for share in try await service.list(as: principal) {
            let state: String? =
                share.revoked != nil
                ? Texts["links.wasEnded"] : share.isOpen(at: now) ? nil : Texts["links.isOver"]
            var seen: [OwnLinksPage.Remark] = []
            for remark in remarks[share.id] ?? [] {
                let isOne = share.thing.interview == nil
                seen.append(
                    OwnLinksPage.Remark(
                        id: remark.id.rawValue,
                        share: remark.share.rawValue,
                        name: remark.name,
                        text: remark.text,
                        reaction: remark.reaction.map { Texts["share.reaction.\($0.rawValue)"] },
                        atMs: remark.atMs,
                        isShown: remark.state == .shown,
                        answer: remark.answer.rawValue,
                        question: isOne ? nil : try await title(.answer(remark.answer))
                    )
                )
            }
            page.links.append(
                OwnLinksPage.Link(
                    id: share.id.rawValue,
                    label: share.label,
                    kind: share.thing.interview == nil ? "answer" : "interview",
                    place: share.thing.interview.map { "/interviews/\($0)" } ?? "/answers/\(share.thing.id)",
                    title: try await title(share.thing),
                    parts: SharePart.allCases.filter(share.parts.contains).map(\.rawValue),
                    hasPassphrase: share.hasPassphrase,
                    views: share.views,
                    viewed: share.viewed?.date,
                    expires: share.expires.date,
                    state: state,
                    remarks: seen
                )
            )
        }
        change(&page)
        return AccountWeb.page(try page.html(), status: status)
    }
}
