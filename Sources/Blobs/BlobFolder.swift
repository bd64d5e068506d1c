package import Core
import Crypto
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

extension Blob {
    /// Whether it is sealed where files are: the decoded recording is a working file that goes when its answer is done.
    var isSealed: Bool { self != .decoded }
}

extension BlobFolder {
    /// The recording and the reports of an answer in this folder that are not sealed.
    package func plainFiles(of answer: Owner) throws(StorageError) -> [Blob] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: answer).path)) ?? []
        var plain: [Blob] = []
        for blob in names.sorted().compactMap({ Blob(named: $0) }) where blob.isSealed {
            let opening = try StoredFile.open(url(blob, of: answer), place: "", key: { _ in nil })
            if case .open = opening { plain.append(blob) }
        }
        return plain
    }
}

extension Blob {
    /// The blob with a name; nil for other files.
    init?(named name: String) {
        switch name {
        case Blob.original.name: self = .original
        case Blob.decoded.name: self = .decoded
        default:
            let digits = name.dropFirst("report-".count).dropLast(".pdf".count)
            let report = Blob.report(fingerprint: String(digits))
            guard name == report.name else { return nil }
            self = report
        }
    }
}

/// Files that are sealed for their answer's owner. What is sealed stays so in the store behind the folder; what is still on its way in,
/// and the decoded recording of an answer that is worked on, are not.
extension BlobFolder {
    /// The folder with the key of an owner: recordings and reports that are put into it are sealed with it, where the installation seals.
    ///
    /// - Parameter owner: looked up only where things are sealed.
    package func sealing(for owner: @autoclosure () async throws -> String) async throws -> BlobFolder {
        guard let database else { return self }
        var folder = self
        folder.key = try await database.sealingKey(of: try await owner())
        return folder
    }

    /// Opens a stored file; nil when there is none.
    ///
    /// - Throws: `storage.corrupt` when it is sealed and its owner's key is gone.
    package func open(_ blob: Blob, of answer: Owner, on threads: BlockingThreads) async throws -> StoredFile? {
        let (url, place, vault) = (url(blob, of: answer), Self.place(blob, of: answer), database?.vault)
        switch try await threads.run({ try StoredFile.open(url, place: place) { vault?.kept($0) } }) {
        case .open(let file): return file
        case .missing: return nil
        case .locked(let id):
            guard let database else { throw Vault.locked }
            let key = try await database.key(id)
            return try await threads.run {
                // Sealed anew meanwhile, with a newer key: what is open by its old name is a file all the same.
                switch try StoredFile.open(url, place: place, key: { $0 == key.id ? key : nil }) {
                case .open(let file): return file
                case .missing: return nil
                case .locked: throw Vault.gone
                }
            }
        }
    }

    /// A stored file as plain bytes under a path. Blocking.
    package func plain(_ file: StoredFile) throws(StorageError) -> PlainFile {
        // Nothing replaces files where nothing is sealed, so they are named as they are.
        database?.vault == nil ? PlainFile(file.url) : try PlainFile(file, scratch: scratch())
    }

    /// Seals a file that was stored before the installation sealed, in its place.
    ///
    /// - Returns: whether it was plain.
    package func sealAgain(_ blob: Blob, of answer: Owner) throws(StorageError) -> Bool {
        guard let key else { return false }
        let url = url(blob, of: answer)
        guard case .open(let file) = try StoredFile.open(url, place: Self.place(blob, of: answer), key: { _ in nil }),
            !file.isSealed
        else { return false }
        var place = 0
        let sealed = try seal(as: blob, of: answer, key) { () throws(StorageError) in
            let frame = try file.read(at: place, count: SealedFile.frameLength)
            place += frame.count
            return frame
        }
        do throws(StorageError) {
            guard place == file.length else {
                throw StorageError(.unavailable, "A stored file was cut off while it was read.")
            }
            try put(sealed, as: blob, of: answer, durable: true)
        } catch {
            try? FileCalls.remove(sealed)
            throw error
        }
        return true
    }

    /// Writes bytes sealed and synced into a new file.
    func seal(
        as blob: Blob,
        of answer: Owner,
        _ key: DataKey,
        next: () throws(StorageError) -> [UInt8]
    ) throws(StorageError) -> URL {
        let target = scratch()
        let descriptor = try FileCalls.create(target)
        defer { FileCalls.shut(descriptor) }
        do throws(StorageError) {
            let place = Self.place(blob, of: answer)
            try SealedFile.write(to: descriptor, target, key: key, place: place, next: next)
            try FileCalls.sync(descriptor, target)
            return target
        } catch {
            try? FileCalls.remove(target)
            throw error
        }
    }

    /// Seals a finished file of this disk into its place; the file goes.
    func adopt(_ file: URL, sealed key: DataKey, as blob: Blob, of answer: Owner) throws(StorageError) {
        let source = try FileCalls.read(file)
        defer { FileCalls.shut(source) }
        let sealed = try seal(as: blob, of: answer, key) { () throws(StorageError) in
            try SealedFile.frame(from: source, file)
        }
        do throws(StorageError) {
            try put(sealed, as: blob, of: answer, durable: true)
        } catch {
            try? FileCalls.remove(sealed)
            throw error
        }
        try FileCalls.remove(file)
    }

    private static func place(_ blob: Blob, of answer: Owner) -> String { "\(answer)/\(blob.name)" }
}
