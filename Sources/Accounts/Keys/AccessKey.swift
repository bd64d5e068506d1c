import Core
package import Crypto
import FoundationEssentials

/// A key of a machine client as its holder has it: `dbf_`, 8 characters that name it and may be shown, `_`, and 256 random bits.
package struct AccessKey: Sendable {
    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
    private static let start = "dbf_"
    private static let nameLength = 8
    private static let secretLength = 52

    /// The whole key. Shown once, never kept.
    package let text: String
    /// What may be shown of it.
    package let prefix: String

    /// A new key.
    package init() {
        var random = SystemRandomNumberGenerator()
        self.init(using: &random)
    }

    /// A new key with a given randomness.
    package init(using random: inout some RandomNumberGenerator) {
        func letters(_ count: Int) -> String {
            String(
                decoding: (0..<count).map { _ in Self.alphabet[Int(random.next() & 31)] },
                as: UTF8.self
            )
        }
        prefix = Self.start + letters(Self.nameLength)
        text = prefix + "_" + letters(Self.secretLength)
    }

    /// A key from a request; nil when it cannot be one of ours.
    package init?(_ text: String) {
        let length = Self.start.utf8.count + Self.nameLength
        guard text.utf8.count == length + 1 + Self.secretLength, text.hasPrefix(Self.start) else { return nil }
        let (head, rest) = (text.utf8.prefix(length), text.utf8.dropFirst(length))
        guard rest.first == UInt8(ascii: "_"), rest.dropFirst().allSatisfy(Self.alphabet.contains),
            head.dropFirst(Self.start.utf8.count).allSatisfy(Self.alphabet.contains)
        else { return nil }
        prefix = String(decoding: head, as: UTF8.self)
        self.text = text
    }

    /// What is kept of it. A plain hash will do: 256 random bits cannot be guessed, so there is nothing to slow down.
    package var digest: SHA256Digest { SHA256.hash(data: Array(text.utf8)) }

    /// The hash as it is stored.
    package var hash: String { digest.hexadecimal }

    /// Whether this is the key of a stored hash. The time it takes does not depend on where they differ.
    package func fits(_ stored: String) -> Bool {
        let (mine, theirs) = (Array(hash.utf8), Array(stored.utf8))
        guard mine.count == theirs.count else { return false }
        return zip(mine, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
