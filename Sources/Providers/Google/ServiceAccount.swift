import Core
import CryptoExtras
package import FoundationEssentials
package import Outbound

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
