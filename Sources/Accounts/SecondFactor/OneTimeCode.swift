package import Core
import Crypto
import Database
import FoundationEssentials

/// Codes of a second factor by time (RFC 6238): six digits, SHA-1, steps of 30 s, as every authenticator app takes them.
package enum OneTimeCode {
    private static let stepSeconds: Int64 = 30
    private static let base32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The code of a step of time.
    package static func code(secret: [UInt8], step: Int64) -> String {
        let message = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let place = Int(mac[mac.count - 1] & 15)
        let number = mac[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The step whose code this is: that of now, or the one before or after it, and later than any that was used.
    package static func step(of code: String, secret: [UInt8], after used: Int64, at now: Instant) -> Int64? {
        let digits = code.filter { !$0.isWhitespace }
        guard digits.utf8.count == 6, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let current = now.milliseconds / 1_000 / stepSeconds
        return [current, current - 1, current + 1].first { step in
            step > used && Self.code(secret: secret, step: step) == digits
        }
    }

    /// A secret as apps take it when typed.
    package static func text(_ secret: [UInt8]) -> String {
        var (bits, count, out): (UInt32, Int, [UInt8]) = (0, 0, [])
        for byte in secret {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                out.append(base32[Int(bits >> UInt32(count) & 31)])
            }
        }
        if count > 0 { out.append(base32[Int(bits << UInt32(5 - count) & 31)]) }
        return String(decoding: out, as: UTF8.self)
    }

    /// A new secret: 160 random bits, as RFC 4226 recommends.
    static func makeSecret() -> [UInt8] { (0..<20).map { _ in UInt8.random(in: .min ... .max) } }

    /// Ten codes for the day the phone is gone, each good once: 118 random bits in four groups of six. From 112 bits on a fast
    /// hash of them is enough (ASVS 5.0, 6.5.2).
    static func makeRecoveryCodes() -> [String] {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
        return (0..<10).map { _ in
            (0..<4).map { _ in
                String(decoding: (0..<6).map { _ in letters[Int.random(in: 0..<letters.count)] }, as: UTF8.self)
            }.joined(separator: "-")
        }
    }

    /// What is kept of a recovery code.
    static func hash(recovery code: String) -> String {
        let plain = code.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return SHA256.hash(data: Array("recovery \(plain)".utf8)).hexadecimal
    }
}

/// Seals small secrets for the database, by a key that is not in it: a copy of the database alone opens none of them.
package struct Seal: Sendable {
    /// Length of a key, in bytes.
    package static let keyLength = 32
    private let key: SymmetricKey

    /// A seal with a key of ``keyLength`` bytes.
    package init?(key: [UInt8]) {
        guard key.count == Self.keyLength else { return nil }
        self.key = SymmetricKey(data: key)
    }

    /// The secret sealed (AES-256-GCM, a nonce of its own), as Base64. It opens only for the same account.
    package func seal(_ secret: [UInt8], for account: String) throws -> String {
        try key.sealed(secret, for: account).base64EncodedString()
    }

    /// The secret; nil when it was sealed with another key or for another account.
    package func open(_ sealed: String, for account: String) -> [UInt8]? {
        Data(base64Encoded: sealed).flatMap { key.opened($0, for: account) }
    }
}
