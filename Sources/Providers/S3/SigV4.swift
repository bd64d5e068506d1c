import Core
import Crypto
import FoundationEssentials

/// AWS Signature Version 4 by the rules of S3 ("Authenticating Requests (AWS Signature Version 4)", Amazon S3 API Reference):
/// the path is encoded once and not normalised. Pure; libcurl's own signer leaves out what S3 wants.
struct SigV4 {
    /// Whose key.
    let accessKey: String
    /// The key.
    let secretKey: String
    /// Goes with keys lent for a while.
    var sessionToken: String?
    /// The region.
    let region: String
    /// The service; always `s3` but in tests.
    var service = "s3"
    /// The time of signing, as `20130524T000000Z`.
    let timestamp: String

    /// SHA-256 of nothing.
    static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// What stands for the payload's hash when the payload is not signed.
    static let unsigned = "UNSIGNED-PAYLOAD"

    /// What is signed of a request.
    struct Request {
        /// The verb.
        var method: String
        /// The host, with the port when it is not the scheme's own.
        var host: String
        /// The path, encoded.
        var path: String
        /// The query's names and values, not encoded.
        var query: [(String, String)] = []
        /// Further header fields to sign.
        var headers: [(name: String, value: String)] = []
    }

    /// The header fields to send with a request: its own, the three of the signature, and `Authorization`. The host is
    /// signed, but added by the sender of the request.
    func headers(for request: Request, payloadHash: String) -> [(name: String, value: String)] {
        var request = request
        request.headers += [("x-amz-content-sha256", payloadHash), ("x-amz-date", timestamp)]
        if let sessionToken { request.headers.append(("x-amz-security-token", sessionToken)) }
        let signature = signature(for: request, payloadHash: payloadHash)
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope), SignedHeaders=\(Self.signedNames(request)), "
            + "Signature=\(signature)"
        return request.headers + [("Authorization", authorization)]
    }

    /// The query of an address that anybody may use for so many seconds, 1 to 604,800.
    func presignedQuery(for request: Request, seconds: Int) -> String {
        var request = request
        request.query += [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(accessKey)/\(scope)"),
            ("X-Amz-Date", timestamp), ("X-Amz-Expires", "\(min(max(seconds, 1), 604_800))"),
            ("X-Amz-SignedHeaders", Self.signedNames(request)),
        ]
        if let sessionToken { request.query.append(("X-Amz-Security-Token", sessionToken)) }
        let signature = signature(for: request, payloadHash: Self.unsigned)
        return Self.query(request.query) + "&X-Amz-Signature=" + signature
    }

    /// The query as sent: encoded and sorted.
    static func query(_ pairs: [(String, String)]) -> String {
        let encoded = pairs.map { (name: $0.0.percentEncoded(), value: $0.1.percentEncoded()) }
        let sorted = encoded.sorted { a, b in a.name == b.name ? a.value < b.value : a.name < b.name }
        return sorted.map { pair in pair.name + "=" + pair.value }.joined(separator: "&")
    }

    /// The request in the one form both sides make of it.
    static func canonical(_ request: Request, payloadHash: String) -> String {
        let headers = signedHeaders(request).map { "\($0.0):\($0.1)\n" }.joined()
        return [
            request.method, request.path, query(request.query), headers, signedNames(request), payloadHash,
        ].joined(separator: "\n")
    }

    /// What the key is applied to.
    func stringToSign(_ canonical: String) -> String {
        "AWS4-HMAC-SHA256\n\(timestamp)\n\(scope)\n\(Self.hash(Array(canonical.utf8)))"
    }

    /// Bytes' SHA-256 in hexadecimal.
    static func hash(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

    /// A time as signatures write it.
    ///
    /// - Parameter unixTime: seconds since 1970, not negative.
    static func timestamp(unixTime: Int) -> String {
        let date = CivilDate(unixTime: unixTime)
        return "\(date.year)\(CivilDate.pad(date.month))\(CivilDate.pad(date.day))T\(date.clock.filter { $0 != ":" })Z"
    }

    private var scope: String { "\(timestamp.prefix(8))/\(region)/\(service)/aws4_request" }

    /// The signature of a request as it stands.
    func signature(for request: Request, payloadHash: String) -> String {
        var key = Array("AWS4\(secretKey)".utf8)
        for text in [String(timestamp.prefix(8)), region, service, "aws4_request"] { key = Self.code(text, key) }
        return Self.code(stringToSign(Self.canonical(request, payloadHash: payloadHash)), key).hexadecimal
    }

    private static func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func signedHeaders(_ request: Request) -> [(String, String)] {
        var values: [String: [String]] = [:]
        for (name, value) in request.headers + [("host", request.host)] {
            // Outer blanks go, inner runs become one; a repeated field is one with commas, in the order sent.
            values[name.lowercased(), default: []].append(
                value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            )
        }
        return values.map { ($0, $1.joined(separator: ",")) }.sorted { $0.0 < $1.0 }
    }

    private static func signedNames(_ request: Request) -> String {
        signedHeaders(request).map(\.0).joined(separator: ";")
    }
}
