import Accounts
import Answers
import Catalogue
import Core
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import WebUI

/// The page at `/account/links`: a person's links, what readers said at them, and ending them.
package struct OwnLinksRoutes: Sendable {
    private let service: ShareService

    /// The page over a service.
    package init(service: ShareService) { self.service = service }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/account/links", needs: .permission(.answersRead)) { request, context in
            let done = request.uri.queryParameters["done"].map(String.init)
            return try await page(try context.signedIn) { page in
                page.notice = done.flatMap { Texts.of(.current).find("links.done.\($0)") }
            }
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
            return "/account/links?done=remark#\(id)"
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
        for share in try await service.list(as: principal) {
            let state: String? =
                share.revoked != nil
                ? Texts["links.wasEnded"] : share.isOpen(at: now) ? nil : Texts["links.isOver"]
            page.links.append(
                OwnLinksPage.Link(
                    id: share.id.rawValue,
                    label: share.label,
                    answer: share.answer.rawValue,
                    question: try await service.question(as: principal, share.answer),
                    parts: SharePart.allCases.filter(share.parts.contains).map(\.rawValue),
                    hasPassphrase: share.hasPassphrase,
                    views: share.views,
                    viewed: share.viewed?.date,
                    expires: share.expires.date,
                    state: state,
                    remarks: (remarks[share.id] ?? []).map { remark in
                        OwnLinksPage.Remark(
                            id: remark.id.rawValue,
                            share: share.id.rawValue,
                            name: remark.name,
                            text: remark.text,
                            reaction: remark.reaction.map { Texts["share.reaction.\($0.rawValue)"] },
                            atMs: remark.atMs,
                            isShown: remark.state == .shown
                        )
                    }
                )
            )
        }
        change(&page)
        return AccountWeb.page(try page.html(), status: status)
    }
}
