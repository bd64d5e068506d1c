import HTTPTypes
package import Hummingbird

/// Headers that keep a browser from guessing types, framing our pages or loading anything that is not ours.
package struct SecurityHeadersMiddleware: RouterMiddleware {
    /// Pages load style and script from this origin only, talk to it alone, and play the audio they recorded.
    package static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "media-src 'self' blob:; img-src 'self' data:; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    private static let fields: [(HTTPField.Name?, String)] = [
        (.init("X-Content-Type-Options"), "nosniff"),
        (.init("Referrer-Policy"), "no-referrer"),
        (.init("Content-Security-Policy"), policy),
        (.init("X-Frame-Options"), "DENY"),
        (.init("Cross-Origin-Opener-Policy"), "same-origin"),
        (.init("Cross-Origin-Resource-Policy"), "same-origin"),
        (.init("Permissions-Policy"), "microphone=(self), camera=(self), geolocation=()"),
    ]

    private let fields: HTTPFields

    /// The middleware.
    ///
    /// - Parameter isSecure: whether the service is reached by https, which browsers are told to remember for a year.
    package init(isSecure: Bool) {
        fields = Self.headers(isSecure: isSecure)
    }

    /// The headers.
    static func headers(isSecure: Bool) -> HTTPFields {
        var headers: HTTPFields = [:]
        for case (let name?, let value) in fields { headers[name] = value }
        if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
        return headers
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in fields where response.headers[field.name] == nil { response.headers.append(field) }
        return response
    }
}
