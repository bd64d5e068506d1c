import Core
import FoundationEssentials

/// Texts that are sealed in the database. A sealed text is a JSON object, `{"sealed":"…"}`, so that what must be JSON stays JSON; what
/// lists and conditions read may stand beside it.
package enum SealedText {
    private static let start = "{\"sealed\":\""

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
