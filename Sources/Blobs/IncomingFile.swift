import Core
package import Database
package import FoundationEssentials
import Synchronization

/// A file on its way into a ``BlobFolder``: invisible until ``commit(as:of:)`` puts it in its place in one step. Blocking;
/// call it on a thread of your own. A file that is neither committed nor discarded is discarded with the value.
package final class IncomingFile: Sendable {
    /// Where the bytes are until then.
    package let url: URL
    private let folder: BlobFolder
    private let descriptor: Mutex<Int32?>

    init(in folder: BlobFolder) throws(StorageError) {
        self.folder = folder
        url = folder.incoming.appending(component: UUID().uuidString.lowercased())
        descriptor = Mutex(try FileCalls.create(url))
    }

    init(in folder: BlobFolder, linking file: URL) throws(StorageError) {
        self.folder = folder
        url = folder.incoming.appending(component: UUID().uuidString.lowercased())
        try FileCalls.link(file, to: url)
        // Its last byte may be old; it is on its way in from now on, and no leftover.
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: url.path)
        do {
            descriptor = Mutex(try FileCalls.append(url))
        } catch {
            try? FileCalls.remove(url)
            throw error
        }
    }

    deinit { discard() }

    /// Adds bytes.
    ///
    /// - Throws: `storage.full`, `storage.unavailable`.
    package func append(_ bytes: Span<UInt8>) throws(StorageError) {
        guard let descriptor = descriptor.withLock({ $0 }) else {
            throw StorageError(.unavailable, "The file is closed already.")
        }
        try FileCalls.write(bytes, to: descriptor, url)
    }

    /// Reads what is there, from the start, in pieces of up to 256 KiB.
    package func read(_ use: (ArraySlice<UInt8>) -> Void) throws(StorageError) {
        let source = try FileCalls.read(url)
        defer { FileCalls.shut(source) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = try FileCalls.read(source, into: &buffer, url)
            if count == 0 { return }
            use(buffer[..<count])
        }
    }

    /// Syncs the bytes, moves them into their place and syncs the name: on return they survive a power cut.
    ///
    /// - Parameter target: the folder with the owner's key, see ``BlobFolder/sealing(for:)``; nil to keep the bytes as they are.
    /// - Throws: `storage.full`, `storage.unavailable`; the file is discarded then.
    package func commit(as blob: Blob, of answer: BlobFolder.Owner, in target: BlobFolder? = nil) throws(StorageError) {
        guard let open = descriptor.withLock({ $0.take() }) else {
            throw StorageError(.unavailable, "The file is closed already.")
        }
        do {
            defer { FileCalls.shut(open) }
            try (target ?? folder).adopt(url, as: blob, of: answer)
        } catch {
            try? FileCalls.remove(url)
            throw error
        }
    }

    /// Gives the bytes up.
    package func discard() {
        guard let open = descriptor.withLock({ $0.take() }) else { return }
        FileCalls.shut(open)
        try? FileCalls.remove(url)
    }
}
