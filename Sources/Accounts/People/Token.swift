import Core
import Crypto
import HTTPKit

/// 256 random bits that open something: a link, a session, a known device, a share. The database has only a hash of them: so
/// many bits cannot be guessed, and a plain hash will do.
package struct Token: Sendable, Hashable {
    /// What its holder has.
    package let text: String

    /// A new token.
    package init() {
        var random = SystemRandomNumberGenerator()
        text = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }.hexadecimal
    }

    /// A token that was sent; nil when it cannot be one.
    package init?(_ text: String?) {
        guard let text, text.utf8.count == 64, text.hexadecimalBytes != nil else { return nil }
        self.text = text
    }

    /// What is kept of it: SHA-256 in hex.
    package var hash: String { SHA256.hash(data: Array(text.utf8)).hexadecimal }
}
