import Core
import CryptoExtras
package import FoundationEssentials
import Logging
package import Outbound

/// Makes the header that says who we are, and renews what expires. One renewal at a time.
actor GoogleCredential {
    private let access: GoogleAccess
    private let audience: String
    private let upstream: Upstream
    private let now: @Sendable () -> Int
    private var token: (text: Secret, validUntil: Int)?
    /// Whether the service refused our own signature, so that tokens are fetched from then on.
    private var needsGrant = false
    private var renewal: Task<Result<(text: Secret, validUntil: Int), OutboundError>, Never>?

    /// A token is renewed this long before it expires, in seconds; Google's own libraries do the same.
    private static let margin = 225

    /// A credential for one service.
    ///
    /// - Parameters:
    ///   - audience: the service's address, with a slash at its end.
    ///   - now: the present, in seconds since 1970.
    init(
        _ access: GoogleAccess,
        audience: String,
        upstream: Upstream,
        now: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }
    ) {
        self.access = access
        self.audience = audience
        self.upstream = upstream
        self.now = now
    }

    /// The header to send.
    ///
    /// - Throws: `auth` when the token endpoint refuses the account, and the other failures of a call to it.
    func header() async throws(OutboundError) -> (name: String, value: String) {
        switch access {
        case .apiKey(let key):
            return ("x-goog-api-key", key.revealed)
        case .selfSigned(let account) where !needsGrant:
            let time = now()
            if let token, token.validUntil > time { return Self.bearer(token.text) }
            let text = try account.selfSigned(audience: audience, unixTime: time)
            token = (text, time + ServiceAccount.lifetime - Self.margin)
            return Self.bearer(text)
        case .selfSigned(let account), .tokenGrant(let account):
            if let token, token.validUntil > now() { return Self.bearer(token.text) }
            let running = renewal ?? Task { [upstream, now] in await Self.fetch(account, upstream, now) }
            renewal = running
            let result = await running.value
            renewal = nil
            let fetched = try result.get()
            token = fetched
            return Self.bearer(fetched.text)
        }
    }

    /// Forgets a token that the service refused.
    func forget() { token = nil }

    /// Changes over from our own signature to tokens fetched with it, once.
    ///
    /// - Returns: whether there is this other way, and it has not been tried yet.
    func fallBack() -> Bool {
        forget()
        guard case .selfSigned = access, !needsGrant else { return false }
        needsGrant = true
        return true
    }

    private static func bearer(_ token: Secret) -> (name: String, value: String) {
        ("Authorization", "Bearer \(token.revealed)")
    }

    private static func fetch(
        _ account: ServiceAccount,
        _ upstream: Upstream,
        _ now: @Sendable () -> Int
    ) async -> Result<(text: Secret, validUntil: Int), OutboundError> {
        do throws(OutboundError) {
            let assertion = try account.assertion(unixTime: now())
            let grant = QueryText.join([
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion.revealed),
            ])
            let json = try await upstream.call { () throws(OutboundError) in
                HTTPRequest(
                    .post,
                    account.tokenURL,
                    headers: [("Content-Type", "application/x-www-form-urlencoded")],
                    body: .text(grant)
                )
            } reading: { reply throws(OutboundError) in
                try ServiceReply.json(reply, refusal: refusal)
            }
            guard let text = json["access_token"]?.text, !text.isEmpty else {
                throw OutboundError(.malformed, "its token endpoint sent no token.", status: 200)
            }
            let seconds =
                json["expires_in"]?.number.flatMap { Int(exactly: $0.rounded(.down)) } ?? ServiceAccount.lifetime
            return .success((Secret(text), now() + min(max(seconds, 0), 86_400) - margin))
        } catch {
            return .failure(error)
        }
    }

    /// OAuth's own error object (RFC 6749 §5.2); three of its words mean that the server is at fault.
    private static func refusal(_ reply: HTTPReply, _ json: JSONValue?) -> OutboundError {
        let word = json?["error"]?.text ?? ""
        let passing = ["internal_failure", "server_error", "temporarily_unavailable"].contains(word)
        let plain = ServiceReply.kind(status: reply.status)
        let kind: OutboundError.Kind = passing ? .transient : plain == .rejected ? .auth : plain
        let words = [word, json?["error_description"]?.text].compactMap(\.self).joined(separator: ": ")
        return ServiceReply.make(kind, reply, words: words)
    }
}

/// How a call to Google Cloud says who makes it.
package enum GoogleAccess: Sendable {
    /// By API key, as `x-goog-api-key`.
    case apiKey(Secret)
    /// By a service account's own signature, without asking anybody (AIP-4111).
    case selfSigned(ServiceAccount)
    /// By an access token fetched with a service account's signature (RFC 7523).
    case tokenGrant(ServiceAccount)
}

/// A Google service account, from its key file.
package struct ServiceAccount: Sendable {
    /// The project it belongs to; nil when the file names none.
    package let project: String?
    /// Who it is.
    package let email: String
    /// Where access tokens come from.
    package let tokenURL: String
    /// What the key file must not leak into logs.
    let secret: Secret
    private let keyID: String
    private let key: _RSA.Signing.PrivateKey

    /// How long a signature is valid, in seconds; the longest Google accepts.
    static let lifetime = 3_600

    /// Reads a key file's JSON.
    ///
    /// - Throws: `rejected` when it is no service account's key file or its key is unusable.
    package init(json: Data) throws(OutboundError) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: json), fields.type ?? "" == "service_account",
            let key = try? _RSA.Signing.PrivateKey(pemRepresentation: fields.private_key)
        else { throw OutboundError(.rejected, "The file is not a service account's key file.") }
        project = fields.project_id
        email = fields.client_email
        tokenURL = fields.token_uri ?? "https://oauth2.googleapis.com/token"
        keyID = fields.private_key_id
        secret = Secret(fields.private_key)
        self.key = key
    }

    /// Names as Google writes them.
    private struct Fields: Decodable {
        var type: String?
        var project_id: String?
        var private_key_id: String
        var private_key: String
        var client_email: String
        var token_uri: String?
    }

    /// A token to send as it is: signed for one service, which checks the signature itself.
    ///
    /// - Parameters:
    ///   - audience: the service's address, with a slash at its end.
    ///   - unixTime: the present, in seconds since 1970.
    package func selfSigned(audience: String, unixTime: Int) throws(OutboundError) -> Secret {
        try signed(
            """
            {"iss":\(email.jsonLiteral),"sub":\(email.jsonLiteral),"aud":\(audience.jsonLiteral),\
            "iat":\(unixTime),"exp":\(unixTime + Self.lifetime)}
            """
        )
    }

    /// An assertion to exchange for an access token. Its audience stays Google's even when the exchange is asked for elsewhere.
    package func assertion(unixTime: Int) throws(OutboundError) -> Secret {
        try signed(
            """
            {"iss":\(email.jsonLiteral),"scope":"https://www.googleapis.com/auth/cloud-platform",\
            "aud":"https://oauth2.googleapis.com/token","iat":\(unixTime),"exp":\(unixTime + Self.lifetime)}
            """
        )
    }

    /// A JSON Web Token (RFC 7519) with an RS256 signature (RFC 7518 §3.3).
    private func signed(_ claims: String) throws(OutboundError) -> Secret {
        let header = #"{"alg":"RS256","typ":"JWT","kid":\#(keyID.jsonLiteral)}"#
        let signed = Self.base64URL(Data(header.utf8)) + "." + Self.base64URL(Data(claims.utf8))
        guard let signature = try? key.signature(for: Data(signed.utf8), padding: .insecurePKCS1v1_5) else {
            throw OutboundError(.rejected, "The service account's key does not sign.")
        }
        return Secret(signed + "." + Self.base64URL(signature.rawRepresentation))
    }

    private static func base64URL(_ data: Data) -> String {
        String(
            data.base64EncodedString().compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            }
        )
    }
}
