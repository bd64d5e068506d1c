import HTTPTypes
package import Hummingbird

/// Headers that keep a browser from guessing types, framing our pages or loading anything that is not ours.
package struct SecurityHeadersMiddleware: RouterMiddleware {
    /// Pages load style and script from this origin only, talk to it alone, and play the audio they recorded.
    package static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "media-src 'self' blob:; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    private static let fields: [(HTTPField.Name?, String)] = [
        (.init("X-Content-Type-Options"), "nosniff"),
        (.init("Referrer-Policy"), "no-referrer"),
        (.init("Content-Security-Policy"), policy),
        (.init("X-Frame-Options"), "DENY"),
        (.init("Cross-Origin-Opener-Policy"), "same-origin"),
        (.init("Cross-Origin-Resource-Policy"), "same-origin"),
        (.init("Permissions-Policy"), "microphone=(self), camera=(), geolocation=()"),
    ]

    private let fields: [(HTTPField.Name?, String)]

    /// The middleware.
    ///
    /// - Parameter isSecure: whether the service is reached by https, which browsers are told to remember for a year.
    package init(isSecure: Bool) {
        let year: [(HTTPField.Name?, String)] = [(.init("Strict-Transport-Security"), "max-age=31536000")]
        fields = Self.fields + (isSecure ? year : [])
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for case (let name?, let value) in fields where response.headers[name] == nil {
            response.headers[name] = value
        }
        return response
    }
}
