package import Accounts
import Answers
import Catalogue
import Core
import Crypto
import FoundationEssentials
package import HTTPKit
import HTTPTypes
package import Hummingbird
import Model
import NIOCore
import WebUI

/// `/v1/shares` for owners, and the page `/s/TOKEN` for readers.
package struct ShareRoutes: Sendable {
    private static let maxBody = 16 << 10

    private struct Asked: Decodable {
        var answer: String
        var parts: [String]
        var label: String?
        var days: Int?
        var passphrase: String?
        var comments: Bool?
    }

    private struct Remark: Decodable {
        var name: String
        var text: String?
        var reaction: String?
        var atMs: Int?
        var passphrase: String?
    }

    private struct Moderation: Decodable { var state: String }

    private let service: ShareService
    private let base: @Sendable () -> String
    private let visitor: @Sendable (Request, WebContext) -> Visitor
    private let isOwn: @Sendable (Request) -> Bool
    private let cookies: CookieRule

    /// The routes.
    ///
    /// - Parameters:
    ///   - base: where readers reach the service, without a slash at the end.
    ///   - visitor: where a request comes from.
    ///   - isOwn: whether a form was sent by one of our own pages.
    package init(
        service: ShareService,
        base: @escaping @Sendable () -> String,
        cookies: CookieRule,
        isOwn: @escaping @Sendable (Request) -> Bool,
        visitor: @escaping @Sendable (Request, WebContext) -> Visitor
    ) {
        self.service = service
        self.base = base
        self.cookies = cookies
        self.isOwn = isOwn
        self.visitor = visitor
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        addOwner(to: routes)
        addReader(to: routes)
    }

    private func addOwner(to routes: Routes) {
        routes.add(Operations.shares["createShare"]) { request, context in
            let asked = try await Self.body(request, Asked.self)
            guard let answer = AnswerID(asked.answer) else {
                throw WebError(.notFound, "There is no answer with this id.")
            }
            let parts = asked.parts.compactMap { SharePart(rawValue: $0) }
            guard parts.count == asked.parts.count else {
                throw WebError(.invalid, "parts wants some of sound, transcript, scores.")
            }
            var wish = ShareService.Wish(answer: answer, parts: Set(parts))
            (wish.label, wish.days) = (asked.label ?? "", asked.days ?? wish.days)
            (wish.passphrase, wish.takesComments) = (asked.passphrase, asked.comments ?? true)
            let (share, token) = try await service.make(as: try context.signedIn, wish)
            let reply = ShareReply(share, at: service.instant, url: "\(base())/s/\(token.text)")
            return try JSONReply.response(reply, status: .created, headers: [.location: "/v1/shares/\(share.id)"])
        }
        routes.add(Operations.shares["listShares"]) { _, context in
            let shares = try await service.list(as: try context.signedIn)
            let now = service.instant
            return try JSONReply.response(ShareList(shares: shares.map { ShareReply($0, at: now) }))
        }
        routes.add(Operations.shares["revokeShare"]) { _, context in
            try await service.revoke(as: try context.signedIn, try Self.id(context))
            return Response(status: .noContent)
        }
        routes.add(Operations.shares["listShareComments"]) { _, context in
            let comments = try await service.comments(as: try context.signedIn, try Self.id(context))
            return try JSONReply.response(CommentList(comments: comments.map { CommentReply($0) }))
        }
        routes.add(Operations.shares["moderateShareComment"]) { request, context in
            let asked = try await Self.body(request, Moderation.self)
            guard let state = ShareComment.State(rawValue: asked.state), state != .waiting else {
                throw WebError(.invalid, "state wants shown or hidden.")
            }
            guard let comment = context.parameters.get("comment").flatMap({ CommentID($0) }) else {
                throw WebError(.notFound, "There is no remark with this id.")
            }
            let changed = try await service.moderate(
                as: try context.signedIn,
                comment,
                of: try Self.id(context),
                to: state
            )
            return try JSONReply.response(CommentReply(changed))
        }
    }

    private func addReader(to routes: Routes) {
        routes.add(Operations.shares["createShareComment"]) { request, context in
            let share = try await share(context, "id")
            let sent = try await Self.body(request, Remark.self)
            let network = visitor(request, context).network
            if share.hasPassphrase {
                guard let passphrase = sent.passphrase, try await service.takes(passphrase, for: share, from: network)
                else {
                    throw WebError(.passphraseNeeded, "Send the link's passphrase as passphrase.")
                }
            }
            let reaction = try sent.reaction.map { word throws(WebError) -> ShareComment.Reaction in
                guard let reaction = ShareComment.Reaction(rawValue: word) else {
                    throw WebError(.invalid, "reaction wants keep, change or question.")
                }
                return reaction
            }
            let comment = try await service.comment(
                at: share,
                name: sent.name,
                text: sent.text ?? "",
                reaction: reaction,
                atMs: sent.atMs,
                from: network
            )
            return try JSONReply.response(CommentReply(comment), status: .created)
        }
        addPages(to: routes)
    }

    /// What a reader opens in a browser.
    private func addPages(to routes: Routes) {
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
            guard share.parts.contains(.sound) else { throw ShareService.over }
            guard isOpen(share, request, context) else { throw WebError(.passphraseNeeded, "Open the link first.") }
            var response = try await service.answers.sound(as: share.reader, share.answer, request, context)
            response.headers[.cacheControl] = "private, no-store"
            response.headers[.named("X-Robots-Tag")] = "noindex, nofollow"
            return response
        }
        routes.page("/s/{token}/comments", .post, needs: .open, costs: .writes) { request, context in
            try await remark(request, context)
        }
    }

    private func remark(_ request: Request, _ context: WebContext) async throws -> Response {
        let share = try await share(context, "token")
        guard isOwn(request) else { throw WebError(.csrf, "Open the page of the link and leave the remark there.") }
        let form = try await FormBody.read(request)
        guard isOpen(share, request, context) else { throw WebError(.passphraseNeeded, "Open the link first.") }
        do {
            _ = try await service.comment(
                at: share,
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
        let answer = try await service.answer(of: share)
        var page = SharePage(address: address(context), answer: answer, label: share.label, expires: share.expires.date)
        page.hasSound = share.parts.contains(.sound) && answer.recording != nil
        page.hasTranscript = share.parts.contains(.transcript)
        page.hasScores = share.parts.contains(.scores)
        page.takesComments = share.takesComments
        page.remarks = try await service.shown(at: share).map { comment in
            SharePage.Remark(
                name: comment.name,
                text: comment.text,
                reaction: comment.reaction.map { Texts["share.reaction.\($0.rawValue)"] },
                atMs: comment.atMs,
                at: comment.created.date
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

    private func share(_ context: WebContext, _ name: String) async throws -> Share {
        guard let token = Token(context.parameters.get(name)) else { throw ShareService.over }
        return try await service.open(token)
    }

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

    private static func id(_ context: WebContext) throws(WebError) -> ShareID {
        guard let id = context.parameters.get("id").flatMap({ ShareID($0) }) else { throw ShareService.missing }
        return id
    }

    private static func body<Body: Decodable>(_ request: Request, _ type: Body.Type) async throws -> Body {
        let data = Data(try await request.wholeBody(upTo: maxBody))
        guard let body = try? JSONDecoder().decode(Body.self, from: data) else {
            throw WebError(.invalid, "The body is not the JSON object that is wanted here.")
        }
        return body
    }
}

/// A share as its owner sees it.
struct ShareReply: Encodable {
    var id: String
    var answer: String
    var parts: [String]
    var label: String
    var hasPassphrase: Bool
    var comments: Bool
    var open: Bool
    var views: Int
    var createdAt: Date
    var expiresAt: Date
    var revokedAt: Date?
    var lastViewedAt: Date?
    /// The whole address; only in the reply that made it.
    var url: String?

    init(_ share: Share, at now: Instant, url: String? = nil) {
        id = share.id.rawValue
        answer = share.answer.rawValue
        parts = share.parts.map(\.rawValue).sorted()
        label = share.label
        hasPassphrase = share.hasPassphrase
        comments = share.takesComments
        open = share.isOpen(at: now)
        views = share.views
        (createdAt, expiresAt) = (share.created.date, share.expires.date)
        (revokedAt, lastViewedAt) = (share.revoked?.date, share.viewed?.date)
        self.url = url
    }
}

/// The shares of an owner.
struct ShareList: Encodable { var shares: [ShareReply] }

/// A remark.
struct CommentReply: Encodable {
    var id: String
    var name: String
    var text: String
    var reaction: String?
    var atMs: Int?
    var state: String
    var createdAt: Date

    init(_ comment: ShareComment) {
        id = comment.id.rawValue
        (name, text) = (comment.name, comment.text)
        reaction = comment.reaction?.rawValue
        atMs = comment.atMs
        state = comment.state.rawValue
        createdAt = comment.created.date
    }
}

/// The remarks at a share.
struct CommentList: Encodable { var comments: [CommentReply] }
