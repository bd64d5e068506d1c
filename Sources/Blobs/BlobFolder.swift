import Core
package import Database
package import FoundationEssentials
package import Model

/// The files of answers in a folder: `blobs/<2 hex>/<answer>/<name>`, each written beside and moved into its place, so a
/// name is there with all its bytes or not at all. Blocking; call it on a thread of your own.
package struct BlobFolder: Sendable {
    /// The answer that owns a file.
    package typealias Owner = AnswerID

    /// The data folder.
    package let root: URL
    /// Where recordings and reports are for good; nil when that is this folder.
    package let store: BlobStore?
    /// Has the keys of owners; nil where nothing is sealed.
    let database: (any SQLDatabase)?
    /// Seals what is put into the folder; nil for what stays as it is.
    var key: DataKey?

    /// A folder for blobs inside a data folder; both are made when missing.
    ///
    /// - Parameter database: has the keys of owners; nil where nothing is sealed.
    /// - Throws: `storage.unavailable` when it cannot be made or written.
    package init(_ root: URL, store: BlobStore? = nil, database: (any SQLDatabase)? = nil) throws(StorageError) {
        self.root = root
        self.store = store
        self.database = database
        try FileCalls.makeFolder(incoming)
        try FileCalls.makeFolder(blobs)
    }

    /// Where files are until they are complete.
    var incoming: URL { root.appending(component: "incoming") }

    /// Where the folders of the answers are.
    var blobs: URL { root.appending(component: "blobs") }

    /// Starts a new file.
    package func makeIncoming() throws(StorageError) -> IncomingFile { try IncomingFile(in: self) }

    /// Starts a new file with the bytes of another one of this disk, which stays; nothing is copied.
    package func makeIncoming(from file: URL) throws(StorageError) -> IncomingFile {
        try IncomingFile(in: self, linking: file)
    }

    /// A name in `incoming` for another writer; ``adopt(_:as:of:)`` or the sweep takes it from there.
    package func scratch() -> URL { incoming.appending(component: UUID().uuidString.lowercased()) }

    /// Where a blob is, or would be.
    package func url(_ blob: Blob, of answer: Owner) -> URL {
        folder(of: answer).appending(component: blob.name)
    }

    /// Whether a blob is there.
    package func has(_ blob: Blob, of answer: Owner) -> Bool {
        FileManager.default.fileExists(atPath: url(blob, of: answer).path)
    }

    /// The bytes of a small blob.
    ///
    /// - Throws: `storage.corrupt` when it is missing, `storage.unavailable` when it cannot be read.
    package func read(_ blob: Blob, of answer: Owner) throws(StorageError) -> [UInt8] {
        let url = url(blob, of: answer)
        guard has(blob, of: answer) else {
            throw StorageError(.corrupt, "A stored file is missing.", context: ["file": blob.name])
        }
        do {
            return [UInt8](try Data(contentsOf: url))
        } catch {
            throw StorageError(.unavailable, "A stored file cannot be read.", context: ["file": blob.name])
        }
    }

    /// Writes a small blob.
    package func write(_ bytes: [UInt8], as blob: Blob, of answer: Owner) throws(StorageError) {
        let file = try makeIncoming()
        do {
            try file.append(bytes.span)
        } catch {
            file.discard()
            throw error
        }
        try file.commit(as: blob, of: answer)
    }

    /// Syncs a finished file of this disk and moves it into its place, sealed where there is an owner's key. With `durable: false`
    /// nothing is synced: for caches.
    package func adopt(_ file: URL, as blob: Blob, of answer: Owner, durable: Bool = true) throws(StorageError) {
        if let key, blob.isSealed { return try adopt(file, sealed: key, as: blob, of: answer) }
        if durable { try FileCalls.sync(file) }
        try put(file, as: blob, of: answer, durable: durable)
    }

    /// Moves a file whose bytes are as they are to be kept into its place.
    func put(_ file: URL, as blob: Blob, of answer: Owner, durable: Bool) throws(StorageError) {
        let folder = folder(of: answer)
        try FileCalls.makeFolder(folder)
        try FileCalls.move(file, to: folder.appending(component: blob.name))
        if durable { try FileCalls.sync(folder) }
    }

    /// Removes one blob; one that is not there is removed already.
    package func remove(_ blob: Blob, of answer: Owner) throws(StorageError) {
        try FileCalls.remove(url(blob, of: answer))
    }

    /// Removes everything of an answer.
    package func remove(_ answer: Owner) throws(StorageError) {
        try removeTree(folder(of: answer))
    }

    /// Removes everything of an answer but its recording.
    package func removeResults(of answer: Owner) throws(StorageError) {
        let folder = folder(of: answer)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        where name != Blob.original.name {
            try FileCalls.remove(folder.appending(component: name))
        }
    }

    /// The folder of an answer, spread by the last two digits of its id, which are random.
    func folder(of answer: Owner) -> URL {
        blobs.appending(component: String(answer.rawValue.suffix(2))).appending(component: answer.rawValue)
    }

    func removeTree(_ url: URL) throws(StorageError) {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            guard FileManager.default.fileExists(atPath: url.path) else { return }
            throw StorageError(
                .unavailable,
                "Stored files cannot be removed.",
                context: ["file": url.lastPathComponent]
            )
        }
    }
}

/// What a folder does with the store behind it. Without a store the folder is where everything stays, and nothing here does
/// anything.
extension BlobFolder {
    /// Keeps a blob of this folder in the store; on return it is safe there.
    package func settle(_ blob: Blob, of answer: Owner) async throws {
        try await store?.put(url(blob, of: answer), Self.name(blob, of: answer))
    }

    /// Sees to it that a blob is in this folder, when it is anywhere. The reader checks what comes.
    package func bring(_ blob: Blob, of answer: Owner) async throws {
        guard let store else { return }
        if has(blob, of: answer) {
            // Used now: the sweep leaves it alone for a while.
            try? FileManager.default.setAttributes(
                [.modificationDate: Date()],
                ofItemAtPath: url(blob, of: answer).path
            )
            return
        }
        let file = scratch()
        do {
            try await store.fetch(Self.name(blob, of: answer), file)
            try put(file, as: blob, of: answer, durable: false)
        } catch {
            try? FileManager.default.removeItem(at: file)
            // Gone for good is for the reader to tell, as it does for a file that is not there.
            if ["blob.missing", "storage.corrupt"].contains((error as? any CodedError)?.code) { return }
            throw error
        }
    }

    /// Removes one blob from the store.
    package func unsettle(_ blob: Blob, of answer: Owner) async throws {
        try await store?.remove(Self.name(blob, of: answer))
    }

    /// Removes the copies in this folder of what the store has, unless they were used since `date`.
    package func evict(_ answer: Owner, before date: Date) async throws {
        guard let store else { return }
        let folder = folder(of: answer)
        let old = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { name in
            isOlder(folder.appending(component: name), than: date)
        }
        guard !old.isEmpty else { return }
        let settled = Set(try await store.list("answers/\(answer)/", nil).names)
        for name in old where settled.contains("answers/\(answer)/\(name)") {
            try FileCalls.remove(folder.appending(component: name))
        }
    }

    /// Counts what lies in the store.
    ///
    /// - Parameters:
    ///   - date: answers made later may just be on their way in.
    ///   - unknown: tells which answers are not stored.
    package func storeCensus(
        before date: Date,
        unknown: ([AnswerID]) async throws -> [AnswerID]
    ) async throws -> Census {
        var census = Census()
        guard let store else { return census }
        var after: String?
        var last: AnswerID?
        repeat {
            try Task.checkCancellation()
            let page = try await store.list("answers/", after)
            // Names come in order, so the files of one answer follow each other, perhaps over two pages.
            var owners: [AnswerID] = []
            for name in page.names {
                guard let owner = name.split(separator: "/").dropFirst().first.flatMap({ AnswerID(String($0)) }),
                    owner != last
                else { continue }
                last = owner
                owners.append(owner)
            }
            let orphans = try await unknown(owners)
            census.total += owners.count
            census.known += owners.count - orphans.count
            census.orphans += orphans.filter { $0.madeBefore(date) }
            after = page.next
        } while after != nil
        return census
    }

    /// Removes what the store has of an answer.
    package func unsettle(_ answer: Owner, keeping kept: Blob?) async throws {
        guard let store else { return }
        for name in try await store.list("answers/\(answer)/", nil).names
        where name.split(separator: "/").last != kept.map({ $0.name[...] }) {
            try await store.remove(name)
        }
    }

    private static func name(_ blob: Blob, of answer: Owner) -> String { "answers/\(answer)/\(blob.name)" }
}

extension AnswerID {
    /// Whether it was made before a time: the first 48 bits of a UUIDv7 are its milliseconds (RFC 9562 §5.7).
    package func madeBefore(_ date: Date) -> Bool {
        let digits = rawValue.dropFirst(4).filter { $0 != "-" }.prefix(12)
        guard let milliseconds = Int64(digits, radix: 16) else { return false }
        return Instant(milliseconds: milliseconds) < Instant(date)
    }
}

/// A file that belongs to an answer. Names are made here; nothing a client says becomes part of a path.
package enum Blob: Sendable, Hashable {
    /// The recording as it was uploaded.
    case original
    /// The recording as 16 kHz mono WAV: a cache that the decode stage can write again.
    case decoded
    /// The PDF made from the inputs with this fingerprint.
    case report(fingerprint: String)

    /// The file's name inside its answer's folder.
    package var name: String {
        switch self {
        case .original: "original"
        case .decoded: "decoded.wav"
        case .report(let fingerprint): "report-\(fingerprint.filter { $0.isHexDigit && $0.isASCII }.prefix(32)).pdf"
        }
    }
}
