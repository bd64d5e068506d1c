import HTTPTypes
package import Hummingbird

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
