package import Core
package import Database
import FoundationEssentials
import Model

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
    fileprivate init?(named name: String) {
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
