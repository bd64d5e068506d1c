import HTTPTypes
package import Hummingbird

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
