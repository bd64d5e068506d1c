package import Accounts
package import Answers
import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
package import Hummingbird
import Interviews
import Model
import NIOCore

/// `/v1/shares` for owners, and the page `/s/TOKEN` for readers.
package struct ShareRoutes: Sendable {
    private static let maxBody = 16 << 10

    private struct Asked: Decodable {
        var answer: String?
        var interview: String?
        var parts: [String]
        var label: String?
        var days: Int?
        var passphrase: String?
        var comments: Bool?
    }

    private struct Remark: Decodable {
        var answer: String?
        var name: String
        var text: String?
        var reaction: String?
        var atMs: Int?
        var passphrase: String?
    }

    private struct Moderation: Decodable { var state: String }

    let service: ShareService
    let answers: AnswerService
    let base: @Sendable () -> String
    let visitor: @Sendable (Request, WebContext) -> Visitor
    let isOwn: @Sendable (Request) -> Bool
    let cookies: CookieRule

    /// The routes.
    ///
    /// - Parameters:
    ///   - answers: where recordings are read.
    ///   - base: where readers reach the service, without a slash at the end.
    ///   - visitor: where a request comes from.
    ///   - isOwn: whether a form was sent by one of our own pages.
    package init(
        service: ShareService,
        answers: AnswerService,
        base: @escaping @Sendable () -> String,
        cookies: CookieRule,
        isOwn: @escaping @Sendable (Request) -> Bool,
        visitor: @escaping @Sendable (Request, WebContext) -> Visitor
    ) {
        self.service = service
        self.answers = answers
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
            let thing = try Self.thing(answer: asked.answer, interview: asked.interview)
            let parts = asked.parts.compactMap { SharePart(rawValue: $0) }
            guard parts.count == asked.parts.count else {
                throw WebError(.invalid, "parts wants some of sound, transcript, scores.")
            }
            var wish = ShareService.Wish(thing, parts: Set(parts))
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
            let about = try sent.answer.map { text throws(WebError) in try Self.answer(text) }
            let comment = try await service.comment(
                at: share,
                on: about,
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

    /// What a link is to be made to.
    ///
    /// - Throws: `request.invalid`, `request.not_found`.
    static func thing(answer: String?, interview: String?) throws(WebError) -> SharedThing {
        switch (answer, interview) {
        case (let text?, nil): return .answer(try Self.answer(text))
        case (nil, let text?):
            guard let id = InterviewID(text) else {
                throw WebError(.notFound, "There is no interview with this id.")
            }
            return .interview(id)
        default: throw WebError(.invalid, "Send either answer or interview.")
        }
    }

    static func answer(_ text: String) throws(WebError) -> AnswerID {
        guard let id = AnswerID(text) else { throw WebError(.notFound, "There is no answer with this id.") }
        return id
    }

    func share(_ context: WebContext, _ name: String) async throws -> Share {
        guard let token = Token(context.parameters.get(name)) else { throw ShareService.over }
        return try await service.open(token)
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
    /// Empty for a link to an interview: clients of the first document expect a text here.
    var answer: String
    var interview: String?
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
        answer = share.thing.answer?.rawValue ?? ""
        interview = share.thing.interview?.rawValue
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
    var answer: String
    var name: String
    var text: String
    var reaction: String?
    var atMs: Int?
    var state: String
    var createdAt: Date

    init(_ comment: ShareComment) {
        id = comment.id.rawValue
        answer = comment.answer.rawValue
        (name, text) = (comment.name, comment.text)
        reaction = comment.reaction?.rawValue
        atMs = comment.atMs
        state = comment.state.rawValue
        createdAt = comment.created.date
    }
}

/// The remarks at a share.
struct CommentList: Encodable { var comments: [CommentReply] }
