import Accounts
import Answers
import Catalogue
package import Core
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model
package import WebUI

/// The pages at `/review`, for reviewers: people who agreed, what they did, and one answer with player, transcript, scores, notes and
/// decisions. Each look is in the person's log.
package struct ReviewPageRoutes: Sendable {
    private let reviews: ReviewService
    private let interviews: @Sendable (Principal) async throws -> [ReviewPages.Line]

    /// The pages over a service.
    ///
    /// - Parameter interviews: a person's interviews, asked for in the person's place.
    package init(
        reviews: ReviewService,
        interviews: @escaping @Sendable (Principal) async throws -> [ReviewPages.Line]
    ) {
        self.reviews = reviews
        self.interviews = interviews
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/review", needs: .permission(.answersReview)) { request, context in
            AccountWeb.page(try await people(as: try context.signedIn, request))
        }
        routes.page("/review/{account}", needs: .permission(.answersReview)) { request, context in
            AccountWeb.page(try await work(as: try context.signedIn, Self.account(context), request))
        }
        routes.page("/review/{account}/{id}", needs: .permission(.answersReview)) { request, context in
            let done = request.uri.queryParameters["done"].map(String.init)
            return try await one(context) { page in
                page.notice = done.flatMap { Texts.of(.current).find("review.done.\($0)") }
            }
        }
        routes.page("/review/{account}/{id}/sound", needs: .permission(.answersReview)) { request, context in
            try await reviews.sound(
                as: try context.signedIn,
                try Self.id(context),
                of: Self.account(context),
                request,
                context
            )
        }
        routes.page("/review/{account}/{id}", .post, needs: .permission(.answersReview), costs: .writes) {
            request,
            context in
            let form = try await FormBody.read(request)
            let asked = ReviewService.Asked(decision: form["decision"] ?? "", reason: form["reason"] ?? "")
            do {
                let (account, id) = (Self.account(context), try Self.id(context))
                _ = try await reviews.decide(as: try context.signedIn, id, of: account, asked)
                return AccountWeb.redirect("/review/\(account)/\(id)?done=kept")
            } catch let error as WebError where error.kind == .invalid {
                return try await one(context, status: AccountWeb.status(error)) { page in
                    page.error = Texts.problem(error.code, error.message)
                }
            }
        }
    }

    private func people(as principal: Principal, _ request: Request) async throws -> String {
        let before = request.uri.queryParameters["before"].flatMap { AccountID(String($0)) }
        let people =
            reviews.allowed ? try await reviews.service.reviewable(as: principal, before: before) : []
        let next =
            people.count == AccountService.pageLength ? people.last.map { "/review?before=\($0.id)" } : nil
        return try ReviewPages.list(
            Texts["review.title"],
            people.map { person in
                ReviewPages.Line(
                    title: person.name,
                    address: "/review/\(person.id)",
                    facts: [person.username.text],
                    at: person.seen?.date
                )
            },
            next: next
        )
    }

    private func work(as principal: Principal, _ account: String, _ request: Request) async throws -> String {
        let cursor = request.uri.queryParameters["cursor"].map(String.init)
        let list = try await reviews.list(as: principal, of: account, cursor: cursor)
        let person = try await reviews.person(as: principal, account)
        let lines = list.answers.map { answer in
            ReviewPages.Line(
                title: answer.question.text.isEmpty ? Texts["answer.anAnswer"] : answer.question.text,
                address: "/review/\(account)/\(answer.id)",
                facts: [answer.evaluation?.shownScore.map { Texts["figure.of100", ["n": $0]] } ?? ""],
                at: answer.createdAt
            )
        }
        let held = try await interviews(person)
        let name = try await reviews.service.name(of: account)
        return try ReviewPages.list(
            name ?? account,
            lines,
            interviews: held,
            next: list.nextCursor.map { "/review/\(account)?cursor=\($0)" }
        )
    }

    private func one(
        _ context: WebContext,
        status: HTTPResponse.Status = .ok,
        _ change: (inout ReviewPages.One) -> Void
    ) async throws -> Response {
        let (principal, account, id) = (try context.signedIn, Self.account(context), try Self.id(context))
        let answer = try await reviews.answer(as: principal, id, of: account)
        let name = try await reviews.service.name(of: account)
        var page = ReviewPages.One(address: "/review/\(account)/\(id)", person: name ?? "", answer: answer)
        for review in try await reviews.decisions(as: principal, id, of: account) {
            let by = try await reviews.service.name(of: review.reviewer)
            page.decisions.append((review.decision, review.reason, by ?? review.reviewer, review.createdAt))
        }
        change(&page)
        return AccountWeb.page(try page.html(), status: status)
    }

    private static func account(_ context: WebContext) -> String { context.parameters.get("account") ?? "" }

    private static func id(_ context: WebContext) throws(WebError) -> AnswerID {
        guard let id = context.parameters.get("id").flatMap({ AnswerID($0) }) else {
            throw WebError(.notFound, "There is no answer with this id.")
        }
        return id
    }
}
