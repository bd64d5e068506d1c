import Crypto
import Foundation

/// Checks an AWS Signature Version 4 from the request as it arrived, in the header or in the query.
enum FakeSignature {
    /// The error code S3 would answer; nil for a good signature.
    static func fault(in request: FakeRequest, secret: String) -> String? {
        let query = pairs(request.query)
        let claim: [String: String]
        let isPresigned = query["X-Amz-Signature"] != nil
        if isPresigned {
            claim = [
                "Credential": query["X-Amz-Credential"] ?? "", "SignedHeaders": query["X-Amz-SignedHeaders"] ?? "",
                "Signature": query["X-Amz-Signature"] ?? "",
            ]
        } else {
            guard let header = request.headers["authorization"], header.hasPrefix("AWS4-HMAC-SHA256 ") else {
                return "AccessDenied"
            }
            let fields = header.dropFirst(17).split(separator: ",").map { $0.drop { $0 == " " } }
            claim = Dictionary(fields.compactMap(pair), uniquingKeysWith: { $1 })
        }
        let payload = isPresigned ? "UNSIGNED-PAYLOAD" : request.headers["x-amz-content-sha256"] ?? ""
        let time = (isPresigned ? query["X-Amz-Date"] : request.headers["x-amz-date"]) ?? ""
        let hashes = ["UNSIGNED-PAYLOAD", hex(SHA256.hash(data: request.body))]
        guard isPresigned || hashes.contains(payload) else { return "XAmzContentSHA256Mismatch" }
        let names = claim["SignedHeaders"]?.split(separator: ";").map(String.init) ?? []
        guard names.contains("host") else { return "AuthorizationHeaderMalformed" }
        // The query as it was sent, sorted: whoever did not sort it before signing fails.
        let sent = request.query.split(separator: "&").filter { !$0.hasPrefix("X-Amz-Signature=") }
            .map { $0.contains("=") ? String($0) : $0 + "=" }.sorted().joined(separator: "&")
        let headers = names.map {
            "\($0):\((request.headers[$0] ?? "").split(separator: " ").joined(separator: " "))\n"
        }
        let canonical = [
            request.method, request.path, sent, headers.joined(), names.joined(separator: ";"), payload,
        ].joined(separator: "\n")
        let scope = (claim["Credential"] ?? "").split(separator: "/").dropFirst().map(String.init)
        guard scope.count == 4, scope[0] == time.prefix(8) else { return "AuthorizationHeaderMalformed" }
        let text =
            "AWS4-HMAC-SHA256\n\(time)\n\(scope.joined(separator: "/"))\n"
            + hex(SHA256.hash(data: Data(canonical.utf8)))
        var key = SymmetricKey(data: Data("AWS4\(secret)".utf8))
        for word in scope {
            key = SymmetricKey(data: Data(HMAC<SHA256>.authenticationCode(for: Data(word.utf8), using: key)))
        }
        let signature = hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
        return signature == claim["Signature"] ? nil : "SignatureDoesNotMatch"
    }

    /// A query's names and values, decoded.
    static func pairs(_ query: String) -> [String: String] {
        let pairs = query.split(separator: "&").map { pair($0) ?? (String($0), "") }
        return Dictionary(
            pairs.map { ($0.0.removingPercentEncoding ?? $0.0, $0.1.removingPercentEncoding ?? $0.1) },
            uniquingKeysWith: { $1 }
        )
    }

    private static func pair(_ text: Substring) -> (String, String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}
