import HTTPTypes
package import Hummingbird

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
