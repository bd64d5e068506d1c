package import Catalogue
package import Core
import Crypto
package import HTTPTypes
import WebUI

/// The session of a person's browser, as requests meet it.
package struct BrowserSession: Sendable {
    /// Its identifier, which opens nothing.
    package var id: String
    /// Who is signed in.
    package var principal: Principal
    /// The name shown on pages.
    package var name: String
    /// What a form of this session must carry, before masking.
    package var secret: CSRFToken
    /// The language its account says; nil when it says none.
    package var language: Language?

    /// A session.
    package init(id: String, principal: Principal, name: String, secret: CSRFToken, language: Language? = nil) {
        self.id = id
        self.principal = principal
        self.name = name
        self.secret = secret
        self.language = language
    }
}

/// Sessions of browsers, as the HTTP layer meets them.
package struct SessionGate: Sendable {
    /// How browsers are asked to keep a session.
    package var cookies: CookieRule
    /// Scheme, host and port of `http.publicURL`, in lower case; nil when it is not set: then a page's origin must name the host
    /// of the request.
    package var origin: String?
    /// The session with a token; nil when it is unknown or over.
    package var find: @Sendable (_ token: String) async throws -> BrowserSession?

    /// Sessions.
    package init(
        cookies: CookieRule,
        origin: String?,
        find: @escaping @Sendable (_ token: String) async throws -> BrowserSession?
    ) {
        self.cookies = cookies
        self.origin = origin
        self.find = find
    }

    /// Whether a request that changes something comes from our own pages: its `Origin` must be there and be ours.
    package func isOwn(_ headers: HTTPFields, host: String?) -> Bool {
        if let site = headers[.named("Sec-Fetch-Site")], site != "same-origin" { return false }
        guard let sent = headers[.origin]?.lowercased() else { return false }
        if let origin { return sent == origin }
        guard let host, let scheme = sent.firstRange(of: "://") else { return false }
        return sent[scheme.upperBound...] == host.lowercased()
    }

    /// Whether the cookie of a request may speak for its person. Requests that another site's page makes, other than following a
    /// link, are treated as if they had none.
    static func mayUseCookie(_ headers: HTTPFields) -> Bool {
        guard let site = headers[.named("Sec-Fetch-Site")], site != "same-origin", site != "none" else { return true }
        return headers[.named("Sec-Fetch-Mode")] == "navigate"
    }
}

/// How browsers are asked to keep a token (RFC 6265bis).
package struct CookieRule: Sendable, Hashable {
    /// Whether the service is reached by https: the cookie then has the `__Host-` prefix and `Secure`.
    package var isSecure: Bool

    /// A rule.
    package init(isSecure: Bool) { self.isSecure = isSecure }

    /// The name of the session's cookie.
    package var session: String { name("debrief-session") }
    /// The name of the cookie by which a device is known that signed in before.
    package var device: String { name("debrief-device") }

    /// The value of `Set-Cookie`.
    ///
    /// - Parameter seconds: how long the browser keeps it; nil until it is closed, 0 to forget it.
    package func set(_ name: String, _ value: String, seconds: Int?) -> String {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if isSecure { text += "; Secure" }
        if let seconds { text += "; Max-Age=\(seconds)" }
        return text
    }

    /// The value of a cookie of a request; nil when there is none, or more than one: which of them counts cannot be said.
    package func value(_ name: String, in headers: HTTPFields) -> String? {
        let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let text = pair.drop { $0 == " " }
            guard text.hasPrefix(name + "=") else { return nil }
            return String(text.dropFirst(name.utf8.count + 1))
        }
        return found.count == 1 && !found[0].isEmpty ? found[0] : nil
    }

    private func name(_ name: String) -> String { isSecure ? "__Host-\(name)" : name }
}

/// The token by which a form shows that a page of this session made it. Pages carry it masked with fresh randomness, so that
/// compressing a page tells nothing of it (BREACH).
package struct CSRFToken: Sendable, Hashable {
    private static let length = 32
    private let bytes: [UInt8]

    /// The token of a session: it follows from the session's own token, which no page contains.
    package init(session token: String) { bytes = Array(SHA256.hash(data: Array("csrf \(token)".utf8))) }

    /// The token for one page, in hex.
    package var masked: String {
        var random = SystemRandomNumberGenerator()
        let mask = (0..<Self.length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return (mask + zip(mask, bytes).map { $0 ^ $1 }).hexadecimal
    }

    /// Whether a text is this token in some mask. The time does not depend on where they differ.
    package func fits(_ text: String?) -> Bool {
        guard let sent = text?.hexadecimalBytes, sent.count == 2 * Self.length else { return false }
        let plain = zip(sent.prefix(Self.length), sent.suffix(Self.length)).map { $0 ^ $1 }
        return zip(plain, bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
