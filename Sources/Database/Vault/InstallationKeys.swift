import Core
import Crypto
import FoundationEssentials

/// The keys of an installation, which wrap those of its owners: the first one wraps, the others still unwrap what they wrapped before
/// a rotation. They are never in the database.
package struct InstallationKeys: Sendable {
    private struct Entry: Sendable {
        let id: String
        let digits: String
        let key: SymmetricKey
    }

    /// Length of a key, in bytes.
    package static let keyLength = 32
    /// Most keys at a time.
    package static let most = 16

    private let entries: [Entry]

    /// Keys as a setting or a file has them: 64 hexadecimal digits each, with white space between them; nil for anything else.
    package init?(_ text: String) {
        let words = text.lowercased().split { $0.isWhitespace }.map(String.init)
        guard !words.isEmpty, words.count <= Self.most else { return nil }
        var entries: [Entry] = []
        for word in words {
            guard let bytes = word.hexadecimalBytes, bytes.count == Self.keyLength else { return nil }
            // Says which key it is, and nothing about it: the digest of 256 random bits.
            let id = SHA256.hash(data: Array("debrief installation key ".utf8) + bytes).hexadecimal.prefix(16)
            entries.append(Entry(id: String(id), digits: word, key: SymmetricKey(data: bytes)))
        }
        self.entries = entries
    }

    /// A new key, as a file has it.
    package static func newKey() -> String {
        (0..<keyLength).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal
    }

    /// The key that wraps, by its id of 16 digits.
    package var current: String { entries[0].id }

    /// Ids of all keys, the one that wraps first.
    package var ids: [String] { entries.map(\.id) }

    /// The keys as a file has them, one a line.
    package var text: String { entries.map { $0.digits + "\n" }.joined() }

    /// The keys with a new one in front; nil when there are too many.
    package func rotated() -> InstallationKeys? { InstallationKeys(Self.newKey() + "\n" + text) }

    /// The first few keys alone, at least one.
    package func first(_ count: Int) -> InstallationKeys { InstallationKeys(Array(entries.prefix(max(1, count)))) }

    private init(_ entries: [Entry]) { self.entries = entries }

    /// An owner's key wrapped with the first key (AES-256-GCM, a nonce of its own), as Base64. It unwraps only under the same id.
    func wrap(_ key: [UInt8], as id: String) throws -> String {
        let box = try AES.GCM.seal(key, using: entries[0].key, authenticating: Self.place(id))
        return (box.combined ?? Data()).base64EncodedString()
    }

    /// An owner's key; nil when the installation's key that wrapped it is not here.
    func unwrap(_ wrapped: String, as id: String, by installation: String) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.id == installation }), let data = Data(base64Encoded: wrapped),
            let box = try? AES.GCM.SealedBox(combined: data),
            let key = try? AES.GCM.open(box, using: entry.key, authenticating: Self.place(id))
        else { return nil }
        return Array(key)
    }

    private static func place(_ id: String) -> [UInt8] { Array("debrief owner key 1 \(id)".utf8) }
}
