import Catalogue
import Core
import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import Logging
import Tracing
import WebUI

/// Gives each request an id, or takes the client's when it is harmless, and returns it with the response.
package struct RequestIDMiddleware: RouterMiddleware {
    /// The header in both directions.
    package static let header = HTTPField.Name("X-Request-Id")

    private static let versionHeader = HTTPField.Name("Debrief-Version")
    private let version: String

    /// The middleware of a build; replies name its version, unless that is empty.
    package init(version: String = "") { self.version = version }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let sent = Self.header.flatMap { request.headers[$0] }
        let id = sent.flatMap { Self.isHarmless($0) ? $0 : nil } ?? UUID().uuidString.lowercased()
        context.logger[metadataKey: "request.id"] = .string(id)
        let carried = context
        var response = try await RequestTrail.$id.withValue(id) { try await next(request, carried) }
        if let header = Self.header { response.headers[header] = id }
        if let header = Self.versionHeader, !version.isEmpty { response.headers[header] = version }
        // Behind this a HEAD loses its body, and with it what says that the length is not known.
        if request.method == .head, response.body.contentLength == nil, response.headers[.contentLength] == nil {
            context.notes.leaveOutLength()
        }
        return response
    }

    /// Ids of up to 64 letters, digits, hyphens, dots and underscores are taken over; others would let a client write into the log.
    private static func isHarmless(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || [45, 46, 95].contains($0)
            }
    }
}

/// A span for each request, from its head to the head of its reply, under the trace that its client is in. Its name is the route,
/// never the address, which may hold personal data. Health checks and `/metrics` have none.
struct TraceMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard !request.uri.path.hasPrefix("/health"), request.uri.path != "/metrics" else {
            return try await next(request, context)
        }
        var outer = ServiceContext.topLevel
        InstrumentationSystem.instrument.extract(request.headers, into: &outer, using: Fields())
        let method = request.method.rawValue
        return try await withSpan(method, context: outer, ofKind: .server) { span in
            let response = try await next(request, context)
            let status = Int(response.status.code)
            if let route = context.endpointPath {
                span.operationName = "\(method) \(route)"
                span.attributes["http.route"] = route
            }
            span.attributes["http.request.method"] = method
            span.attributes["http.response.status_code"] = status
            span.attributes["request.id"] = context.requestID
            if status >= 500 { span.setStatus(SpanStatus(code: .error)) }
            return response
        }
    }

    private struct Fields: Extractor {
        func extract(key: String, from headers: HTTPFields) -> String? {
            HTTPField.Name(key).flatMap { headers[$0] }
        }
    }
}

/// Refuses requests that a page of another site makes a browser send (DNS rebinding, cross-site request forgery): those under a host
/// name that is not this machine's, and changes whose origin is not on the list.
package struct GateMiddleware: RouterMiddleware {
    private let hosts: HostRule
    private let origins: OriginRule
    private let authenticator: Authenticator

    /// The rules of a service.
    package init(hosts: HostRule, origins: OriginRule, authenticator: Authenticator) {
        self.hosts = hosts
        self.origins = origins
        self.authenticator = authenticator
    }

    /// Whether a header field, in lower case, is put in by proxies: RFC 7239, RFC 9110 §7.6.3, and what was usual before.
    private static func tellsOfProxies(_ name: String) -> Bool {
        ["forwarded", "via", "x-real-ip"].contains(name) || name.hasPrefix("x-forwarded-")
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        // Where keys are needed a name gives nothing away. A service that cannot say whether they are takes no strange names, and
        // nothing that a proxy passed on: behind one everybody comes from this machine.
        let isForeign = !hosts.takes(request.head.authority)
        let isForwarded = request.headers.contains { Self.tellsOfProxies($0.name.canonicalName) }
        if isForeign || isForwarded, (try? await authenticator.isClosed()) != true {
            if isForwarded {
                throw WebError(
                    .forwarded,
                    "Without keys this service answers this machine only, and nothing that a proxy passes on; make a key first."
                )
            }
            throw WebError(
                .foreignHost,
                "Without keys this service answers to this machine's own names only; access.hosts lists further ones."
            )
        }
        if origins.kind(of: request) == .foreign, ![.get, .head, .options].contains(request.method) {
            throw WebError(
                .foreignOrigin,
                "Pages of this site may not change anything here; access.origins lists those that may."
            )
        }
        if isFetchedByStranger(request) {
            throw WebError(
                .foreignOrigin,
                "Pages of other sites may link here, and may not load anything from here; access.origins lists those that may."
            )
        }
        return try await next(request, context)
    }

    /// Whether a browser says that a page of another site loads this (Fetch Metadata), without it being a link that was followed. Such
    /// a page could not read the reply, but make the service draw exports and learn from the time they take.
    private func isFetchedByStranger(_ request: Request) -> Bool {
        guard request.headers[.named("Sec-Fetch-Site")]?.lowercased() == "cross-site",
            origins.kind(of: request) == .foreign, request.method != .options
        else { return false }
        let isLink =
            request.headers[.named("Sec-Fetch-Mode")]?.lowercased() == "navigate"
            && ["document", nil].contains(request.headers[.named("Sec-Fetch-Dest")]?.lowercased())
        return !isLink
    }
}

/// Tells browsers that pages of the sites on the list may read what they asked for, and answers their preflights. Stands around
/// everything that may refuse, so that such a page can read refusals too.
package struct OriginMiddleware: RouterMiddleware {
    /// Every header of the interface document.
    private static let exposed = ReplyHeaders.all.map(\.key).sorted().joined(separator: ", ")
    private static let methods = "GET, HEAD, POST, PATCH, DELETE"
    private static let keptSeconds = "600"

    private let rule: OriginRule

    /// The rule of a service.
    package init(_ rule: OriginRule) { self.rule = rule }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard case .allowed(let origin) = rule.kind(of: request) else { return try await next(request, context) }
        var response: Response
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response = Response(status: .noContent)
            response.headers[.accessControlAllowMethods] = Self.methods
            if let headers = request.headers[.accessControlRequestHeaders], headers.utf8.count <= 1024 {
                response.headers[.accessControlAllowHeaders] = headers
            }
            response.headers[.accessControlMaxAge] = Self.keptSeconds
        } else {
            response = try await next(request, context)
            response.headers[.accessControlExposeHeaders] = Self.exposed
        }
        response.headers[.accessControlAllowOrigin] = origin
        response.vary("Origin")
        response.headers[.named("Cross-Origin-Resource-Policy")] = "cross-origin"
        return response
    }
}

extension OriginRule {
    /// What a request is.
    func kind(of request: Request) -> Kind {
        kind(
            origin: request.headers[.origin],
            host: request.head.authority,
            site: request.headers[.named("Sec-Fetch-Site")]
        )
    }
}

/// Which sites' pages may use the service from a browser.
package struct OriginRule: Sendable, Hashable {
    /// What a request is to a browser's rules.
    package enum Kind: Sendable, Hashable {
        /// Not from another site's page.
        case own
        /// From a page of a site on the list.
        case allowed(String)
        /// From a page of any other site.
        case foreign
    }

    private let origins: Set<String>

    /// A rule for origins like `https://app.example.org`.
    package init(_ origins: some Sequence<String>) { self.origins = Set(origins.map { $0.lowercased() }) }

    /// Whether a text is an origin: scheme, host, and a port where it is not the scheme's own; nothing behind it.
    package static func isOrigin(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://"), ["http", "https"].contains(text[..<scheme.lowerBound]) else {
            return false
        }
        let host = text[scheme.upperBound...]
        return !host.isEmpty && host.utf8.allSatisfy { (33...126).contains($0) } && !host.contains("/")
            && !host.contains("*") && !host.contains("@")
    }

    /// What a request is.
    ///
    /// - Parameters:
    ///   - origin: its `Origin` header.
    ///   - host: its `Host` header: the page's own requests name the same.
    ///   - site: its `Sec-Fetch-Site` header, for requests that have no `Origin`.
    package func kind(origin: String?, host: String?, site: String?) -> Kind {
        guard let origin else { return site == "cross-site" ? .foreign : .own }
        let lower = origin.lowercased()
        if origins.contains(lower) { return .allowed(origin) }
        guard let host, let scheme = lower.firstRange(of: "://") else { return .foreign }
        // A proxy in front may speak https for us: the scheme of a page does not say whether it is ours.
        return lower[scheme.upperBound...] == host.lowercased() ? .own : .foreign
    }
}

/// Says with every response under `/v1/uploads`, refusals included, which version of the protocol is spoken.
package struct TusMiddleware: RouterMiddleware {
    /// The middleware.
    package init() {}

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.uri.path.hasPrefix("/v1/uploads") else { return response }
        response.headers[.tusResumable] = TusRequest.version
        response.headers[.tusVersion] = TusRequest.version
        return response
    }
}

/// The header names of tus 1.0; each is a valid token, so none of them can fail.
extension HTTPField.Name {
    package static let tusResumable = named("Tus-Resumable")
    package static let tusVersion = named("Tus-Version")
    package static let tusMaxSize = named("Tus-Max-Size")
    package static let tusExtension = named("Tus-Extension")
    package static let tusChecksumAlgorithm = named("Tus-Checksum-Algorithm")
    package static let uploadLength = named("Upload-Length")
    package static let uploadDeferLength = named("Upload-Defer-Length")
    package static let uploadOffset = named("Upload-Offset")
    package static let uploadMetadata = named("Upload-Metadata")
    package static let uploadExpires = named("Upload-Expires")
    package static let uploadChecksum = named("Upload-Checksum")
    package static let methodOverride = named("X-HTTP-Method-Override")

    package static let vary = named("Vary")

    /// A name that is a literal of ours; a broken one falls back to the unused header `From`.
    package static func named(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .from }
}

/// Finds out in which language a page is wanted: chosen in the browser, else what the account says, else what the browser accepts, else English.
/// `?lang=de` at any page chooses; a cookie remembers it for a year.
package struct LanguageMiddleware: RouterMiddleware {
    /// The cookie that remembers the choice. It names a language and nothing else.
    private static let cookie = "debrief-language"
    private static let seconds = 365 * 86_400

    private let isSecure: Bool

    /// The middleware.
    ///
    /// - Parameter isSecure: whether the service is reached by https.
    package init(isSecure: Bool) { self.isSecure = isSecure }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let isForPeople = ProblemMiddleware.isForPeople(request)
        if isForPeople, let language = request.uri.queryParameters["lang"].flatMap({ Language(rawValue: String($0)) }) {
            return choice(of: language, request)
        }
        let language =
            Self.chosen(request.headers) ?? Language(accepting: request.headers[.acceptLanguage]) ?? .english
        let here = isForPeople ? Self.address(request) : "/"
        var response = try await Language.$current.withValue(language) {
            try await PageFrame.$here.withValue(here) { try await next(request, context) }
        }
        let type = response.headers[.contentType] ?? ""
        if type.hasPrefix("text/html") || type == "application/pdf" {
            response.vary("Accept-Language, Cookie")
        }
        return response
    }

    /// The language that was chosen in this browser; nil when none was.
    static func chosen(_ headers: HTTPFields) -> Language? {
        CookieRule(isSecure: false).value(cookie, in: headers).flatMap(Language.init)
    }

    /// The value of `Set-Cookie` by which the browser forgets its choice, so that the account's counts.
    package static let forgetting = "\(cookie)=; Path=/; Max-Age=0; SameSite=Lax"

    private func choice(of language: Language, _ request: Request) -> Response {
        var cookie = "\(Self.cookie)=\(language.code); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(Self.seconds)"
        if isSecure { cookie += "; Secure" }
        return Response(
            status: .seeOther,
            headers: [.location: Self.address(request), .setCookie: cookie, .cacheControl: "no-store"]
        )
    }

    /// The path and the query of a request without its choice of a language. Never the address of another host.
    private static func address(_ request: Request) -> String {
        let path = request.uri.path
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.utf8.contains(UInt8(ascii: "\\")) else { return "/" }
        let query = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("lang=") }
        return path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
