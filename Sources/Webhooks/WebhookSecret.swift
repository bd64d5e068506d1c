import Crypto
import FoundationEssentials

/// A secret that signs deliveries, by the Standard Webhooks specification: `whsec_` and the base64 of 24 to 64 random bytes.
package struct WebhookSecret: Sendable, Hashable {
    private static let start = "whsec_"
    private static let length = 32

    /// The secret as its owner has it.
    package let text: String
    private let bytes: Data

    /// A new secret.
    package init() {
        var random = SystemRandomNumberGenerator()
        bytes = Data((0..<Self.length).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        text = Self.start + bytes.base64EncodedString()
    }

    /// A secret that was kept; nil when it is none.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.start), let bytes = Data(base64Encoded: String(text.dropFirst(Self.start.count))),
            (24...64).contains(bytes.count)
        else { return nil }
        self.text = text
        self.bytes = bytes
    }

    /// The signature of one message: `v1,` and the base64 of HMAC-SHA256 over id, time and body with dots between.
    ///
    /// - Parameter timestamp: when it is sent, in seconds since 1970.
    package func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: SymmetricKey(data: bytes))
        code.update(data: Data("\(id).\(timestamp).".utf8))
        code.update(data: body)
        return "v1," + Data(code.finalize()).base64EncodedString()
    }
}
