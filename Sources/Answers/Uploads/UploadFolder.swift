import Blobs
package import Core
package import Database
package import FoundationEssentials
import HTTPKit
import HTTPTypes
package import Model

/// Resumable uploads in a data folder: `uploads/<id>/info.json` and `uploads/<id>/bytes`. The size of `bytes` is the offset,
/// so it is right after any crash, and every process that sees the folder sees the same. Blocking; call it on a thread of
/// your own.
package struct UploadFolder: Sendable, Hashable {
    let root: URL

    /// A folder for uploads inside a data folder; made when missing.
    ///
    /// - Throws: `storage.unavailable` when it cannot be made.
    package init(_ data: URL) throws(StorageError) {
        root = data.appending(component: "uploads")
        try FileCalls.makeFolder(root)
    }

    /// Begins an upload: on return it survives a power cut.
    package func create(_ upload: StoredUpload) throws(StorageError) {
        let folder = folder(of: upload.id)
        try FileCalls.makeFolder(folder)
        FileCalls.shut(try FileCalls.create(bytes(of: upload.id)))
        try write(upload)
        try FileCalls.sync(root)
    }

    /// What is known of an upload; nil when the principal sees none with this id.
    package func find(as principal: Principal, _ id: UploadID) throws(StorageError) -> StoredUpload? {
        guard let data = try? Data(contentsOf: info(of: id)) else { return nil }
        let upload = try StoredJSON.value(StoredUpload.self, from: String(decoding: data, as: UTF8.self))
        return principal.sees(upload.owner ?? "") ? upload : nil
    }

    /// Writes down what is known of an upload, durably and in one step.
    package func write(_ upload: StoredUpload) throws(StorageError) {
        try replace(info(of: upload.id), with: try StoredJSON.text(upload))
    }

    /// Opens an upload for this process alone; nil when another one has it.
    ///
    /// - Throws: `storage.unavailable` also when there is no such upload.
    package func open(_ id: UploadID) throws(StorageError) -> OpenUpload? {
        guard let descriptor = try FileCalls.lock(bytes(of: id), creating: false) else { return nil }
        return try OpenUpload(descriptor, bytes(of: id), floor: folder(of: id).appending(component: "floor"))
    }

    /// Forgets the bytes of an upload that has become an answer, and keeps what is known of it.
    package func removeBytes(of id: UploadID) throws(StorageError) { try FileCalls.remove(bytes(of: id)) }

    /// Whether the bytes of an upload are there.
    package func hasBytes(of id: UploadID) -> Bool { FileManager.default.fileExists(atPath: bytes(of: id).path) }

    /// Where the bytes of an upload are.
    package func bytes(of id: UploadID) -> URL { folder(of: id).appending(component: "bytes") }

    /// Removes an upload; one that is not there is removed already.
    package func remove(_ id: UploadID) throws(StorageError) {
        // What makes it an upload goes first.
        try FileCalls.remove(info(of: id))
        try FileCalls.remove(bytes(of: id))
        try? FileManager.default.removeItem(at: folder(of: id))
    }

    /// When an upload was last written to; nil when there is none.
    package func touched(_ id: UploadID) -> Date? {
        let places = [bytes(of: id), info(of: id)]
        return places.compactMap { changed($0) }.max()
    }

    /// Removes the uploads that were last written to before `date`, and tells which. A folder with nothing in it yet is as old as it is
    /// itself: its upload is being made.
    @discardableResult
    package func sweep(before date: Date) throws(StorageError) -> [UploadID] {
        var gone: [UploadID] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? [] {
            guard let id = UploadID(name), let last = touched(id) ?? changed(folder(of: id)), last < date else {
                continue
            }
            try remove(id)
            gone.append(id)
        }
        return gone
    }

    private func changed(_ place: URL) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: place.path))?[.modificationDate] as? Date
    }

    private func folder(of id: UploadID) -> URL { root.appending(component: id.rawValue) }

    private func info(of id: UploadID) -> URL { folder(of: id).appending(component: "info.json") }

    private func replace(_ url: URL, with text: String) throws(StorageError) {
        let draft = url.appendingPathExtension(UUID().uuidString.lowercased())
        let descriptor = try FileCalls.create(draft)
        do {
            defer { FileCalls.shut(descriptor) }
            try FileCalls.write(Array(text.utf8).span, to: descriptor, draft)
            try FileCalls.sync(descriptor, draft)
            try FileCalls.move(draft, to: url)
            try FileCalls.sync(url.deletingLastPathComponent())
        } catch {
            try? FileCalls.remove(draft)
            throw error
        }
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The room a disk has left. Blocking.
enum DiskRoom {
    /// Bytes free for this process on the disk of a folder; nil when the system does not say.
    static func free(_ folder: URL) -> Int? {
        var facts = statvfs()
        guard unsafe statvfs(folder.path, &facts) == 0 else { return nil }
        let (bytes, isOver) = Int(clamping: facts.f_bavail).multipliedReportingOverflow(
            by: Int(clamping: facts.f_frsize)
        )
        return isOver ? .max : bytes
    }

    /// Refuses a recording that a nearly full disk has no room for: the database needs what is left.
    ///
    /// - Throws: `upload.storage_full`.
    static func check(_ folder: URL, minFreeBytes: Int) throws(WebError) {
        guard minFreeBytes > 0, let free = free(folder), free < minFreeBytes else { return }
        throw WebError(
            .storageFull,
            "The disk is nearly full, so no recordings are taken at present; keep yours and send it later.",
            headers: [.retryAfter: "300"]
        )
    }
}
