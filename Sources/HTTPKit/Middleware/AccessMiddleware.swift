import Core
import FoundationEssentials
import HTTPTypes
package import Hummingbird
import Logging
import Model

/// Lets in who has a key for what the request does, and keeps everybody to their own answers.
package struct AccessMiddleware: RouterMiddleware {
    private let authenticator: Authenticator
    private let clients: ClientTable
    private let proxies: Int

    /// The lock of a house's door. Wrong keys are counted by address, and refused by their number.
    package init(_ authenticator: Authenticator, clients: ClientTable, proxies: Int) {
        self.authenticator = authenticator
        self.clients = clients
        self.proxies = proxies
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let need = Access.needed(request.method, request.uri.path)
        let caller = try await caller(request, context, need)
        var context = context
        if let key = caller?.key { context.logger[metadataKey: "key"] = "\(key)" }
        if let caller { try await checkOwner(of: request, caller) }
        let carried = context
        return try await Caller.$current.withValue(caller) { try await next(request, carried) }
    }

    /// Who asks; nil for somebody unknown at an open door.
    private func caller(_ request: Request, _ context: WebContext, _ need: Access) async throws -> Caller? {
        let path = request.uri.path
        let credentials = Credentials(request.headers[.authorization])
        // What looks at nothing must answer also while the database does not.
        if need == .open, credentials == .none { return try? await authenticator.isClosed() ? nil : .house }
        guard try await authenticator.isClosed() else { return .house }
        var caller: Caller?
        if case .key(let text) = credentials {
            // At an open door a wrong key is no key.
            if need == .open { return try? await holder(of: text, request, context) }
            caller = try await holder(of: text, request, context)
        }
        guard case .scope(let scope) = need else { return nil }
        guard let caller else {
            throw WebError(
                .unauthorized,
                credentials == .none
                    ? "This house is closed: send Authorization: Bearer KEY. debrief keys create makes keys."
                    : "The key is unknown, expired or revoked.",
                headers: Self.challenge(path, credentials == .none ? "" : ", error=\"invalid_token\"")
            )
        }
        guard caller.may(scope) else {
            throw WebError(
                .forbidden,
                "The key does not have the scope \(scope.rawValue).",
                headers: Self.challenge(path, ", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\"")
            )
        }
        return caller
    }

    private func holder(of key: String, _ request: Request, _ context: WebContext) async throws -> Caller? {
        let address = context.address(of: request, proxies: proxies)
        let before = clients.decide(address, .failures, isSpent: false, now: LimitMiddleware.now)
        // Behind a proxy everybody may have one address: who tries wrong keys there must not shut out who has a right one.
        let isSuspect = before?.isAllowed == false
        if let caller = try await authenticator.caller(key, isSuspect) { return caller }
        if isSuspect, let quota = clients.quota(.failures), let before {
            throw WebError.tooMany(.failures, quota, before)
        }
        _ = clients.decide(address, .failures, now: LimitMiddleware.now)
        return nil
    }

    /// Every answer the address names must be the caller's to see; one that is not does not exist for it. This holds for all
    /// routes, whatever they do with the id afterwards.
    private func checkOwner(of request: Request, _ caller: Caller) async throws {
        guard let owner = caller.listed else { return }
        let words =
            request.uri.path.split(separator: "/").map(String.init)
            + request.uri.queryParameters.flatMap { $0.value.split(separator: ",").map(String.init) }
        let ids = Set(words.compactMap { AnswerID($0) })
        guard !ids.isEmpty else { return }
        let owners = try await authenticator.owners(Array(ids))
        guard ids.allSatisfy({ owners[$0] == owner }) else {
            throw WebError(.notFound, "There is no answer with this id.")
        }
    }

    private static func challenge(_ path: String, _ rest: String) -> HTTPFields {
        var headers: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"debrief\"" + rest]
        if Access.asksPeople(path) {
            headers.append(HTTPField(name: .wwwAuthenticate, value: "Basic realm=\"debrief\", charset=\"UTF-8\""))
        }
        return headers
    }
}
