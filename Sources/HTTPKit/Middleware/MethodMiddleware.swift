import HTTPTypes
package import Hummingbird

/// Answers 405 at known addresses with an unknown method, 204 there to OPTIONS, and 404 elsewhere.
package struct MethodMiddleware: RouterMiddleware {
    private static let allow = HTTPField.Name.named("Allow")

    private let table: RouteTable

    /// The middleware of a router whose routes the table has.
    package init(_ table: RouteTable) { self.table = table }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            if request.method == .options { response.headers[Self.allow] = known(request) }
            return response
        } catch let error as HTTPError where error.status == .notFound {
            guard let known = known(request) else { throw error }
            if request.method == .options { return Response(status: .noContent, headers: [Self.allow: known]) }
            throw WebError(.methodNotAllowed, "This address knows \(known).", headers: [Self.allow: known])
        }
    }

    private func known(_ request: Request) -> String? {
        let methods = table.methods(at: request.uri.path)
        return methods.isEmpty ? nil : methods.joined(separator: ", ")
    }
}
