import Accounts
import Answers
import Catalogue
import Core
import Crypto
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import WebUI

/// The pages that readers of a link open.
extension ShareRoutes {
    /// What a reader opens in a browser.
    func addPages(to routes: Routes) {
        routes.page("/s/{token}", needs: .open) { request, context in
            let share = try await share(context, "token")
            guard isOpen(share, request, context) else {
                return Self.page(try SharePage.asking(address(context), error: nil))
            }
            let page = try await page(share, context) { page in
                if request.uri.queryParameters["done"] != nil {
                    page.notice = Texts["share.thanks"]
                }
            }
            try await service.viewed(share)
            return page
        }
        routes.page("/s/{token}/open", .post, needs: .open, costs: .writes) { request, context in
            let share = try await share(context, "token")
            guard isOwn(request) else {
                throw WebError(.csrf, "Open the page of the link and give the passphrase there.")
            }
            let passphrase = try await FormBody.read(request)["password"] ?? ""
            let isRight = try await service.takes(passphrase, for: share, from: visitor(request, context).network)
            guard isRight else {
                let html = try SharePage.asking(address(context), error: Texts["share.wrongPassphrase"])
                return Self.page(html, status: .unauthorized)
            }
            let cookie = cookies.set(Self.cookieName(share, cookies), pass(share, context), seconds: nil)
            return Response(
                status: .seeOther,
                headers: [.location: address(context), .setCookie: cookie, .cacheControl: "no-store"]
            )
        }
        routes.page("/s/{token}/sound", needs: .open) { request, context in
            let share = try await share(context, "token")
            guard let answer = share.thing.answer else { throw ShareService.over }
            return try await sound(of: answer, at: share, request, context)
        }
        routes.page("/s/{token}/answers/{answer}/sound", needs: .open) { request, context in
            let share = try await share(context, "token")
            guard let answer = context.parameters.get("answer").flatMap({ AnswerID($0) }),
                try await service.shows(answer, at: share)
            else { throw ShareService.over }
            return try await sound(of: answer, at: share, request, context)
        }
        routes.page("/s/{token}/comments", .post, needs: .open, costs: .writes) { request, context in
            try await remark(request, context)
        }
    }

    private func sound(of answer: AnswerID, at share: Share, _ request: Request, _ context: WebContext) async throws
        -> Response
    {
        guard share.parts.contains(.sound) else { throw ShareService.over }
        guard isOpen(share, request, context) else { throw WebError(.passphraseNeeded, "Open the link first.") }
        var response = try await answers.sound(as: share.reader, answer, request, context)
        response.headers[.cacheControl] = "private, no-store"
        response.headers[.named("X-Robots-Tag")] = "noindex, nofollow"
        return response
    }

    private func remark(_ request: Request, _ context: WebContext) async throws -> Response {
        let share = try await share(context, "token")
        guard isOwn(request) else { throw WebError(.csrf, "Open the page of the link and leave the remark there.") }
        let form = try await FormBody.read(request)
        guard isOpen(share, request, context) else { throw WebError(.passphraseNeeded, "Open the link first.") }
        do {
            _ = try await service.comment(
                at: share,
                on: try form["answer"].map { text throws(WebError) in try Self.answer(text) },
                name: form["name"] ?? "",
                text: form["text"] ?? "",
                reaction: form["reaction"].flatMap { ShareComment.Reaction(rawValue: $0) },
                atMs: try Self.moment(form["moment"] ?? ""),
                from: visitor(request, context).network
            )
        } catch let error as WebError {
            return try await page(share, context, status: AccountWeb.status(error)) { page in
                page.error = Texts.problem(error.code, error.message)
            }
        }
        return Response(
            status: .seeOther,
            headers: [.location: "\(address(context))?done=1", .cacheControl: "no-store"]
        )
    }

    /// A moment as people write it, `1:05`, in milliseconds; nil for none.
    private static func moment(_ text: String) throws(WebError) -> Int? {
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: ":")
        guard parts.count == 2, let minutes = Int(parts[0]), let seconds = Int(parts[1]), (0..<60).contains(seconds),
            (0..<1_000).contains(minutes)
        else { throw WebError(.invalid, "Write the moment as minutes and seconds, such as 1:05.") }
        return (minutes * 60 + seconds) * 1_000
    }

    private func page(
        _ share: Share,
        _ context: WebContext,
        status: HTTPResponse.Status = .ok,
        _ change: (inout SharePage) -> Void
    ) async throws -> Response {
        var page = SharePage(address: address(context), label: share.label, expires: share.expires.date)
        page.hasSound = share.parts.contains(.sound)
        page.hasTranscript = share.parts.contains(.transcript)
        page.hasScores = share.parts.contains(.scores)
        page.takesComments = share.takesComments
        let remarks = Dictionary(grouping: try await service.shown(at: share), by: \.answer)
        func seen(_ answer: Answer?) -> [SharePage.Remark] {
            (answer.flatMap { remarks[$0.id] } ?? []).map { comment in
                SharePage.Remark(
                    name: comment.name,
                    text: comment.text,
                    reaction: comment.reaction.map { Texts["share.reaction.\($0.rawValue)"] },
                    atMs: comment.atMs,
                    at: comment.created.date
                )
            }
        }
        switch share.thing {
        case .answer(let id):
            let answer = try await service.answer(id, of: share)
            page.show(answer, remarks: seen(answer))
        case .interview(let id):
            let interview = try await service.interview(id, of: share)
            page.show(
                interview: interview.title,
                summary: interview.summary,
                interview.turns.map { ($0.number, $0.question, $0.answer, seen($0.answer)) }
            )
        }
        change(&page)
        return Self.page(try page.html(), status: status)
    }

    private static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = AccountWeb.page(html, status: status)
        response.headers[.named("X-Robots-Tag")] = "noindex, nofollow, noarchive"
        return response
    }

    private func address(_ context: WebContext) -> String { "/s/\(context.parameters.get("token") ?? "")" }

    /// Whether the reader gave the passphrase, when there is one.
    private func isOpen(_ share: Share, _ request: Request, _ context: WebContext) -> Bool {
        guard share.hasPassphrase else { return true }
        return cookies.value(Self.cookieName(share, cookies), in: request.headers) == pass(share, context)
    }

    private static func cookieName(_ share: Share, _ rule: CookieRule) -> String {
        (rule.isSecure ? "__Host-" : "") + "debrief-share-\(share.id.rawValue.suffix(12))"
    }

    /// What the browser of a reader has who gave the passphrase: it follows from the token and the passphrase's hash, which has a salt.
    private func pass(_ share: Share, _ context: WebContext) -> String {
        let token = context.parameters.get("token") ?? ""
        return SHA256.hash(data: Array("\(token) \(share.passphrase ?? "")".utf8)).hexadecimal
    }
}
