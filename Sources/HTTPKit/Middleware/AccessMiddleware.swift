import Catalogue
package import Core
import FoundationEssentials
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import WebUI

/// Finds out who asks, refuses what they may not do, and gives the principal to the routes. What belongs to whom is
/// for the stores to check.
package struct AccessMiddleware: RouterMiddleware {
    private let authenticator: Authenticator
    private let clients: ClientTable
    private let proxies: Int
    private let table: RouteTable

    /// Checks requests against what their routes need. Wrong keys are counted by address, and refused by their number.
    package init(_ authenticator: Authenticator, clients: ClientTable, table: RouteTable, proxies: Int) {
        self.authenticator = authenticator
        self.clients = clients
        self.table = table
        self.proxies = proxies
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let need = table.needs(request.method, request.uri.path)
        var (context, request) = (context, request)
        if let session = try await session(request, need) {
            context.principal = session.principal
            context.session = session
            context.logger[metadataKey: "session"] = "\(session.id)"
            // An open route acts for no session; its forms look at the origin themselves.
            if need != .open, ![.get, .head, .options].contains(request.method) {
                request = try await checked(request, session)
            }
            try Self.require(need, of: session.principal, says: "Your account does")
            let viewer = PageViewer(
                name: session.name,
                token: session.secret.masked,
                managesPeople: session.principal.may(.peopleManage),
                reviews: session.principal.may(.answersReview)
            )
            let (asking, sent) = (context, request)
            // What was chosen in this browser comes before what the account says.
            let language = LanguageMiddleware.chosen(request.headers) ?? session.language ?? .current
            context.notes.language = language
            return try await Language.$current.withValue(language) {
                try await PageViewer.$current.withValue(viewer) {
                    try await Self.taking(turnsOf: session.principal.owner) { try await next(sent, asking) }
                }
            }
        }
        if let page = Self.signInPage(for: request, need, authenticator) { return page }
        context.principal = try await principal(request, context, need)
        if let key = context.principal?.keyPrefix { context.logger[metadataKey: "key"] = "\(key)" }
        let (asking, sent) = (context, request)
        return try await Self.taking(turnsOf: context.principal?.owner ?? "") { try await next(sent, asking) }
    }

    /// Answers a request whose blocking work takes turns with that of other owners.
    private static func taking(turnsOf owner: String, _ answer: () async throws -> Response) async throws -> Response {
        try await BlockingThreads.$owner.withValue(owner) { try await answer() }
    }

    /// The session of a request. A request with a key is its key's, whatever cookie comes along.
    private func session(_ request: Request, _ need: Access) async throws -> BrowserSession? {
        guard let gate = authenticator.sessions, request.headers[.authorization] == nil,
            SessionGate.mayUseCookie(request.headers),
            let token = gate.cookies.value(gate.cookies.session, in: request.headers)
        else { return nil }
        // What looks at nothing must answer also while the database does not.
        return need == .open ? try? await gate.find(token) : try await gate.find(token)
    }

    /// The request, when a page of this session made it: its `Origin` is ours, and it carries the session's token, in the header
    /// `X-CSRF-Token` or in the field `csrf` of a form.
    private func checked(_ request: Request, _ session: BrowserSession) async throws -> Request {
        guard authenticator.sessions?.isOwn(request.headers, host: request.head.authority) == true else {
            throw WebError(.csrf, "This was not asked for by one of our own pages. Open the page again and repeat it.")
        }
        if session.secret.fits(request.headers[.named("X-CSRF-Token")]) { return request }
        guard FormBody.isForm(request) else {
            throw WebError(.csrf, "The header X-CSRF-Token is missing or of another session. Load the page again.")
        }
        let bytes = try await request.wholeBody(upTo: FormBody.maxBytes)
        guard session.secret.fits(FormBody(bytes)?["csrf"]) else {
            throw WebError(.csrf, "This form is of another session. Load the page again and repeat it.")
        }
        var request = request
        request.body = RequestBody(buffer: ByteBuffer(bytes: bytes))
        return request
    }

    /// Sends people who ask for a page without being signed in to where they can, and back afterwards.
    private static func signInPage(for request: Request, _ need: Access, _ authenticator: Authenticator) -> Response? {
        guard authenticator.sessions != nil, need != .open, request.headers[.authorization] == nil,
            ProblemMiddleware.isForPeople(request)
        else { return nil }
        let next = request.uri.path + (request.uri.query.map { "?\($0)" } ?? "")
        let query = next == "/" ? "" : "?next=" + next.percentEncoded()
        return Response(status: .seeOther, headers: [.location: "/sign-in\(query)", .cacheControl: "no-store"])
    }

    private static func require(_ need: Access, of principal: Principal, says: String) throws(WebError) {
        guard case .permission(let permission) = need, !principal.may(permission) else { return }
        throw WebError(.forbidden, "\(says) not have the permission \(permission.rawValue).")
    }

    /// Who asks; nil without credentials on an open route.
    private func principal(_ request: Request, _ context: WebContext, _ need: Access) async throws -> Principal? {
        let credentials = Credentials(request.headers[.authorization])
        // What looks at nothing must answer also while the database does not.
        if need == .open, credentials == .none { return try? await authenticator.isClosed() ? nil : .localOperator }
        guard try await authenticator.isClosed() else { return .localOperator }
        var principal: Principal?
        if case .key(let text) = credentials {
            // At an open door a wrong key is no key.
            if need == .open { return try? await holder(of: text, request, context) }
            principal = try await holder(of: text, request, context)
        }
        guard case .permission(let permission) = need else { return nil }
        guard let principal else {
            throw WebError(
                .unauthorized,
                credentials == .none
                    ? "This needs a key: send Authorization: Bearer KEY. debrief keys create makes keys."
                    : "The key is unknown, expired or revoked.",
                headers: challenge(request, credentials == .none ? "" : ", error=\"invalid_token\"")
            )
        }
        guard principal.may(permission) else {
            throw WebError(
                .forbidden,
                "The key does not have the scope \(permission.rawValue).",
                headers: challenge(request, ", error=\"insufficient_scope\", scope=\"\(permission.rawValue)\"")
            )
        }
        return principal
    }

    private func holder(of key: String, _ request: Request, _ context: WebContext) async throws -> Principal? {
        let address = context.address(of: request, proxies: proxies)
        let before = clients.decide(address, .failures, isSpent: false, now: ClientTable.now)
        // Behind a proxy everybody may have one address: who tries wrong keys there must not shut out who has a right one.
        let isSuspect = before?.isAllowed == false
        if let principal = try await authenticator.principal(key, isSuspect) { return principal }
        if isSuspect, let quota = clients.quota(.failures), let before {
            throw WebError.tooMany(.failures, quota, before)
        }
        _ = clients.decide(address, .failures, now: ClientTable.now)
        return nil
    }

    private func challenge(_ request: Request, _ rest: String) -> HTTPFields {
        var headers: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"debrief\"" + rest]
        if authenticator.sessions == nil, table.row(request.method, request.uri.path)?.isPage == true {
            headers.append(HTTPField(name: .wwwAuthenticate, value: "Basic realm=\"debrief\", charset=\"UTF-8\""))
        }
        return headers
    }
}

/// Tells who a request comes from: what the HTTP layer needs to know of accounts and keys.
package struct Authenticator: Sendable {
    /// Whether requests need credentials.
    package var isClosed: @Sendable () async throws -> Bool
    /// The principal with a key; nil when the key is unknown or over. The flag says that the address tried too many wrong keys.
    package var principal: @Sendable (_ key: String, _ isSuspect: Bool) async throws -> Principal?
    /// Sessions of people; nil for an installation without accounts.
    package var sessions: SessionGate?

    /// An authenticator.
    package init(
        isClosed: @escaping @Sendable () async throws -> Bool,
        principal: @escaping @Sendable (_ key: String, _ isSuspect: Bool) async throws -> Principal?,
        sessions: SessionGate? = nil
    ) {
        self.isClosed = isClosed
        self.principal = principal
        self.sessions = sessions
    }
}

/// What the caller of a route needs. Each route declares it where it is registered (`Routes`).
package enum Access: Sendable, Hashable {
    /// No credentials.
    case open
    /// A principal with this permission.
    case permission(Permission)
}
