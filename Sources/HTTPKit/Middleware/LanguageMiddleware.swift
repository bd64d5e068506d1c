import Catalogue
import HTTPTypes
package import Hummingbird
import WebUI

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
        if response.headers[.contentType]?.hasPrefix("text/html") == true {
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

extension Response {
    /// Adds names of request headers that the reply depends on to those there are, in one field.
    mutating func vary(_ names: String) {
        headers[.vary] = [headers[.vary], names].compactMap(\.self).joined(separator: ", ")
    }
}
