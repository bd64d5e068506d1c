package import HTTPTypes
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
