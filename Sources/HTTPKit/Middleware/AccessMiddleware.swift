import Core
import FoundationEssentials
import HTTPTypes
package import Hummingbird
import Logging

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
        var context = context
        context.principal = try await principal(request, context, need)
        if let key = context.principal?.keyPrefix { context.logger[metadataKey: "key"] = "\(key)" }
        return try await next(request, context)
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
        let before = clients.decide(address, .failures, isSpent: false, now: LimitMiddleware.now)
        // Behind a proxy everybody may have one address: who tries wrong keys there must not shut out who has a right one.
        let isSuspect = before?.isAllowed == false
        if let principal = try await authenticator.principal(key, isSuspect) { return principal }
        if isSuspect, let quota = clients.quota(.failures), let before {
            throw WebError.tooMany(.failures, quota, before)
        }
        _ = clients.decide(address, .failures, now: LimitMiddleware.now)
        return nil
    }

    private func challenge(_ request: Request, _ rest: String) -> HTTPFields {
        var headers: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"debrief\"" + rest]
        if table.row(request.method, request.uri.path)?.isPage == true {
            headers.append(HTTPField(name: .wwwAuthenticate, value: "Basic realm=\"debrief\", charset=\"UTF-8\""))
        }
        return headers
    }
}
