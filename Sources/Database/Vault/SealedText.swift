import Core
package import Crypto
package import FoundationEssentials

/// Texts that are sealed in the database. A sealed text is a JSON object, `{"sealed":"…"}`, so that what must be JSON stays JSON; what
/// lists and conditions read may stand beside it.
package enum SealedText {
    /// What every sealed text begins with.
    package static let start = "{\"sealed\":\""

    /// Whether a stored text is sealed. No JSON of ours begins like that otherwise, and inside of a text quotes are escaped.
    package static func isSealed(_ text: String) -> Bool { text.hasPrefix(start) }

    /// What to store.
    ///
    /// - Parameters:
    ///   - key: the owner's key; nil leaves the text as it is.
    ///   - place: where it stands: table and row. It opens nowhere else.
    ///   - beside: members that stay readable, as JSON without braces; empty for none.
    package static func stored(
        _ text: String,
        with key: DataKey?,
        for place: String,
        beside: String = ""
    ) throws(StorageError) -> String {
        guard let key else { return text }
        let rest = beside.isEmpty ? "" : "," + beside
        return start + (try key.seal(text, for: place)) + "\"" + rest + "}"
    }

    /// The id of the key and the box of a sealed text.
    static func parts(of text: String) throws(StorageError) -> (id: [UInt8], box: Data) {
        let code = text.dropFirst(start.count).prefix { $0 != "\"" }
        guard let data = Data(base64Encoded: String(code)), data.count > DataKey.idLength else {
            throw StorageError(.corrupt, "A sealed text is damaged.")
        }
        return (Array(data.prefix(DataKey.idLength)), Data(data.dropFirst(DataKey.idLength)))
    }
}

extension SQLConnection {
    /// A stored text as it was before it was sealed; one that is not sealed as it is.
    ///
    /// - Throws: `storage.corrupt` when its key is not there, or it was sealed for another place.
    package func opened(_ text: String, from place: String) throws(StorageError) -> String {
        guard SealedText.isSealed(text) else { return text }
        guard let vault else { throw Vault.locked }
        let (id, box) = try SealedText.parts(of: text)
        guard let plain = try vault.key(id, in: self).open(box, for: place) else {
            throw StorageError(.corrupt, "A sealed text is damaged.", context: ["place": place])
        }
        return plain
    }
}

extension SQLDatabase {
    /// The key that new things of an owner are sealed with; nil where nothing is sealed. To be asked for before the transaction that
    /// uses it.
    ///
    /// - Parameter owner: looked up only where things are sealed.
    package func sealingKey(of owner: @autoclosure () async throws -> String) async throws -> DataKey? {
        guard let vault, vault.seals else { return nil }
        return try await vault.current(of: try await owner(), in: self, at: Instant(Date()))
    }

    /// A key by its id.
    ///
    /// - Throws: `storage.corrupt` when it is not there.
    package func key(_ id: [UInt8]) async throws -> DataKey {
        guard let vault else { throw Vault.locked }
        if let key = vault.kept(id) { return key }
        return try await read { connection in try vault.key(id, in: connection) }
    }
}

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
        try entries[0].key.sealed(key, for: Self.place(id)).base64EncodedString()
    }

    /// An owner's key; nil when the installation's key that wrapped it is not here.
    func unwrap(_ wrapped: String, as id: String, by installation: String) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.id == installation }), let data = Data(base64Encoded: wrapped),
            let key = entry.key.opened(data, for: Self.place(id))
        else { return nil }
        return key
    }

    private static func place(_ id: String) -> String { "debrief owner key 1 \(id)" }
}

extension SymmetricKey {
    /// Bytes sealed for one place, which is not kept beside them (AES-256-GCM): a random nonce, the sealed bytes and their tag.
    package func sealed(_ bytes: [UInt8], for place: String) throws -> Data {
        try AES.GCM.seal(bytes, using: self, authenticating: Array(place.utf8)).combined ?? Data()
    }

    /// The bytes that ``sealed(_:for:)`` gave for a place; nil when this key sealed them for none or another one.
    package func opened(_ sealed: Data, for place: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let bytes = try? AES.GCM.open(box, using: self, authenticating: Array(place.utf8))
        else { return nil }
        return Array(bytes)
    }
}
