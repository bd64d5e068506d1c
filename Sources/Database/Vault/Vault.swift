package import Core
package import Crypto
import FoundationEssentials
import Synchronization

/// Keeps the keys of owners: each owner's things are sealed with a random key of their own, which stands in the table `owner_keys`
/// wrapped with the installation's key. Without the row, or without the installation's key, nothing of the owner opens: destroying the
/// row is what erases an owner from every copy of files and rows that was made before.
///
/// Keys are kept in memory for ``keptMs``, so that other processes forget a destroyed one by then.
package final class Vault: Sendable {
    private struct Kept {
        var key: DataKey
        var until: ContinuousClock.Instant
    }

    private struct State {
        var keys: InstallationKeys
        var byID: [String: Kept] = [:]
        var byOwner: [String: Kept] = [:]
    }

    /// How long a key stays in memory, in milliseconds.
    package static let keptMs = 60_000
    private static let mostKept = 10_000

    /// Whether new things are sealed. What is sealed already opens either way.
    package let seals: Bool
    private let state: Mutex<State>
    private let reload: @Sendable () -> InstallationKeys?

    /// A vault.
    ///
    /// - Parameters:
    ///   - reload: reads the installation's keys again, where they may have been rotated since; nil when they cannot be read.
    package init(
        _ keys: InstallationKeys,
        seals: Bool = true,
        reload: @escaping @Sendable () -> InstallationKeys? = { nil }
    ) {
        state = Mutex(State(keys: keys))
        self.seals = seals
        self.reload = reload
    }

    /// Ids of the installation's keys that are here, the one that wraps first.
    package var installation: [String] { state.withLock { $0.keys.ids } }

    /// Forgets every key in memory.
    package func forget() {
        state.withLock { state in
            (state.byID, state.byOwner) = ([:], [:])
        }
    }

    /// A key that is in memory; nil when it must be looked up.
    package func kept(_ id: [UInt8]) -> DataKey? {
        let id = id.hexadecimal
        return state.withLock { state in state.byID[id].flatMap { $0.until > .now ? $0.key : nil } }
    }

    /// A key by its id.
    ///
    /// - Throws: `storage.corrupt` when it was destroyed, is not there, or was wrapped with a key that is not here.
    package func key(_ id: [UInt8], in connection: any SQLConnection) throws(StorageError) -> DataKey {
        if let key = kept(id) { return key }
        let text = id.hexadecimal
        let rows = try connection.execute(
            "SELECT wrapped, wrapped_by FROM owner_keys WHERE id = $1",
            [.text(text)]
        )
        guard let row = rows.first, let wrapped = try row.optionalText("wrapped") else { throw Self.gone }
        let key = try unwrapped(wrapped, text, by: try row.text("wrapped_by"))
        keep(key, as: text)
        return key
    }

    /// The key that new things of an owner are sealed with; made and committed when there is none. To be asked for before the
    /// transaction that uses it: a key whose row is not committed yet may never be.
    ///
    /// - Throws: `storage.corrupt` for an owner whose key was destroyed, who never gets another one.
    package func current(of owner: String, in database: any SQLDatabase, at now: Instant) async throws -> DataKey {
        let kept = state.withLock { state in state.byOwner[owner].flatMap { $0.until > .now ? $0.key : nil } }
        if let kept { return kept }
        var found = try await database.read { connection in try Self.newest(of: owner, in: connection) }
        if found == nil {
            let made = try make()
            found = try await database.write { connection in
                // Two that come at once share the first one's key; a second one would do no harm either.
                if let other = try Self.newest(of: owner, in: connection) { return other }
                guard try !OwnerKeyRows.isDestroyed(of: owner, in: connection) else { throw Self.gone }
                try connection.execute(
                    """
                    INSERT INTO owner_keys (id, owner, wrapped, wrapped_by, created_at) VALUES ($1, $2, $3, $4, $5)
                    """,
                    [.text(made.id), .text(owner), .text(made.wrapped), .text(made.by), .time(now)]
                )
                return made
            }
        }
        guard let found else { throw Self.gone }
        let key = try unwrapped(found.wrapped, found.id, by: found.by)
        keep(key, as: found.id)
        state.withLock { state in
            if state.byOwner.count >= Self.mostKept { state.byOwner = [:] }
            state.byOwner[owner] = Kept(key: key, until: .now + .milliseconds(Self.keptMs))
        }
        return key
    }

    /// The keys of an owner that can be used, newest first; of every owner when none is named. More than one is rare, see
    /// ``current(of:in:at:)``.
    ///
    /// - Throws: `storage.corrupt` when one of a named owner was wrapped with a key that is not here; of every owner's such ones are left out.
    package func keys(of owner: String?, in connection: any SQLConnection) throws(StorageError) -> [DataKey] {
        let rows = try connection.execute(
            """
            SELECT id, wrapped, wrapped_by FROM owner_keys WHERE wrapped IS NOT NULL\(owner == nil ? "" : " AND owner = $1")
            ORDER BY created_at DESC, id DESC
            """,
            owner.map { [.text($0)] } ?? []
        )
        var keys: [DataKey] = []
        for row in rows {
            let id = try row.text("id")
            if let kept = id.hexadecimalBytes.flatMap(kept) {
                keys.append(kept)
                continue
            }
            let (wrapped, installation) = (try row.text("wrapped"), try row.text("wrapped_by"))
            do throws(StorageError) {
                let key = try unwrapped(wrapped, id, by: installation)
                keep(key, as: id)
                keys.append(key)
            } catch {
                guard owner == nil, error.kind == .corrupt else { throw error }
            }
        }
        return keys
    }

    /// Wraps every owner's key with the first of an installation's keys, and goes on with these.
    ///
    /// - Returns: how many were wrapped anew.
    /// - Throws: `storage.corrupt` when one was wrapped with a key that is not here; nothing is changed then.
    package func rewrap(in database: any SQLDatabase, with keys: InstallationKeys) async throws -> Int {
        state.withLock { $0.keys = keys }
        return try await database.write { connection in
            let rows = try connection.execute(
                "SELECT id, wrapped, wrapped_by FROM owner_keys WHERE wrapped IS NOT NULL AND wrapped_by <> $1",
                [.text(keys.current)]
            )
            for row in rows {
                let id = try row.text("id")
                guard let key = keys.unwrap(try row.text("wrapped"), as: id, by: try row.text("wrapped_by")) else {
                    throw Self.locked
                }
                try connection.execute(
                    "UPDATE owner_keys SET wrapped = $2, wrapped_by = $3 WHERE id = $1",
                    [.text(id), .text(try Self.wrap(key, id, keys)), .text(keys.current)]
                )
            }
            return rows.count
        }
    }

    private func keep(_ key: DataKey, as id: String) {
        state.withLock { state in
            if state.byID.count >= Self.mostKept { state.byID = [:] }
            state.byID[id] = Kept(key: key, until: .now + .milliseconds(Self.keptMs))
        }
    }

    private func unwrapped(_ wrapped: String, _ id: String, by installation: String) throws(StorageError) -> DataKey {
        var keys = state.withLock { $0.keys }
        if !keys.ids.contains(installation), let newer = reload() {
            state.withLock { $0.keys = newer }
            keys = newer
        }
        guard let secret = keys.unwrap(wrapped, as: id, by: installation), let name = id.hexadecimalBytes else {
            throw Self.locked
        }
        return DataKey(id: name, secret: secret)
    }

    private struct Row: Sendable {
        var id: String
        var wrapped: String
        var by: String
    }

    private static func newest(of owner: String, in connection: any SQLConnection) throws(StorageError) -> Row? {
        let rows = try connection.execute(
            """
            SELECT id, wrapped, wrapped_by FROM owner_keys WHERE owner = $1 AND wrapped IS NOT NULL
            ORDER BY created_at DESC, id DESC LIMIT 1
            """,
            [.text(owner)]
        )
        guard let row = rows.first else { return nil }
        return Row(id: try row.text("id"), wrapped: try row.text("wrapped"), by: try row.text("wrapped_by"))
    }

    private func make() throws -> Row {
        // Rotated meanwhile: nothing new is wrapped with a key that is to go.
        if let newer = reload() { state.withLock { $0.keys = newer } }
        let keys = state.withLock { $0.keys }
        let id = (0..<DataKey.idLength).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal
        let secret = (0..<InstallationKeys.keyLength).map { _ in UInt8.random(in: .min ... .max) }
        return Row(id: id, wrapped: try Self.wrap(secret, id, keys), by: keys.current)
    }

    private static func wrap(_ key: [UInt8], _ id: String, _ keys: InstallationKeys) throws(StorageError) -> String {
        do {
            return try keys.wrap(key, as: id)
        } catch {
            throw StorageError(.corrupt, "The key of an owner cannot be wrapped.")
        }
    }

    /// A key was destroyed, or is not in the database.
    package static let gone = StorageError(
        .corrupt,
        "What is stored cannot be opened: its owner's key was destroyed, or is not in this database."
    )
    /// The key of the installation that wraps a key is not here.
    package static let locked = StorageError(
        .corrupt,
        "What is stored cannot be opened: the installation's key that wraps its owner's key is not here."
    )
}

/// The rows of keys, where nothing needs to be opened.
package enum OwnerKeyRows {
    /// How many keys there are, and which of the installation's keys wrap them.
    package struct Census: Sendable, Hashable {
        /// Keys that can be used.
        package var keys = 0
        /// Keys that were destroyed.
        package var destroyed = 0
        /// Ids of the installation's keys that wrap them.
        package var wrappedBy: Set<String> = []
    }

    /// Whether a key of an owner was destroyed.
    static func isDestroyed(of owner: String, in connection: any SQLConnection) throws(StorageError) -> Bool {
        try !connection.execute(
            "SELECT id FROM owner_keys WHERE owner = $1 AND destroyed_at IS NOT NULL LIMIT 1",
            [.text(owner)]
        ).isEmpty
    }

    /// Destroys the keys of an owner: what they sealed opens nowhere any more, in no copy either. An owner without a key gets a destroyed
    /// one, which tells after a restore that the owner was erased.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package static func destroy(
        of owner: String,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> Int {
        let rows = try connection.execute(
            """
            UPDATE owner_keys SET wrapped = NULL, destroyed_at = $2 WHERE owner = $1 AND wrapped IS NOT NULL
            RETURNING id
            """,
            [.text(owner), .time(now)]
        )
        if try !isDestroyed(of: owner, in: connection) {
            let id = (0..<DataKey.idLength).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal
            try connection.execute(
                """
                INSERT INTO owner_keys (id, owner, wrapped, wrapped_by, created_at, destroyed_at) VALUES ($1, $2, NULL, '', $3, $3)
                """,
                [.text(id), .text(owner), .time(now)]
            )
        }
        connection.vault?.forget()
        return rows.count
    }

    /// Counts the keys.
    package static func census(in connection: any SQLConnection) throws(StorageError) -> Census {
        var census = Census()
        for row in try connection.execute(
            """
            SELECT wrapped_by, COUNT(wrapped) AS present, COUNT(*) AS total FROM owner_keys GROUP BY wrapped_by
            """
        ) {
            let (present, total) = (try row.int("present"), try row.int("total"))
            census.keys += present
            census.destroyed += total - present
            if present > 0 { census.wrappedBy.insert(try row.text("wrapped_by")) }
        }
        return census
    }
}

/// The key that seals what belongs to one owner. It never seals itself: files and texts are sealed with keys that follow from it.
package struct DataKey: Sendable {
    /// Length of an id, in bytes.
    package static let idLength = 16

    /// What names it in what it sealed: random, says nothing of the owner.
    package let id: [UInt8]
    private let secret: SymmetricKey
    /// The key of texts in the database.
    private let ofTexts: SymmetricKey
    /// The key of tags.
    private let ofTags: SymmetricKey

    /// A key of 32 bytes with its id of ``idLength``.
    package init(id: [UInt8], secret: [UInt8]) {
        let secret = SymmetricKey(data: secret)
        (self.id, self.secret) = (id, secret)
        func derived(_ use: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret,
                info: Array(use.utf8),
                outputByteCount: InstallationKeys.keyLength
            )
        }
        (ofTexts, ofTags) = (derived("debrief text 1"), derived("debrief tag 1"))
    }

    /// The key of one file (HKDF with SHA-256, RFC 5869).
    ///
    /// - Parameter salt: random bytes, kept with the file.
    package func ofFile(salt: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret,
            salt: salt,
            info: Array("debrief file 1".utf8),
            outputByteCount: InstallationKeys.keyLength
        )
    }

    /// What stands for a text that is sealed, see ``BlindTag``: `#` and 32 hexadecimal digits.
    package func tag(of text: String, as kind: BlindTag.Kind) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(kind.rawValue)\n\(text)".utf8), using: ofTags)
        return "#" + code.prefix(16).hexadecimal
    }

    /// A text sealed for one place in the database (AES-256-GCM, a random nonce), as the id of the key and the box in Base64.
    func seal(_ text: String, for place: String) throws(StorageError) -> String {
        do {
            return (Data(id) + (try ofTexts.sealed(Array(text.utf8), for: place))).base64EncodedString()
        } catch {
            throw StorageError(.corrupt, "A text cannot be sealed.")
        }
    }

    /// The text of a box that was sealed for a place; nil when it was not.
    func open(_ box: Data, for place: String) -> String? {
        ofTexts.opened(box, for: place).map { String(decoding: $0, as: UTF8.self) }
    }
}
