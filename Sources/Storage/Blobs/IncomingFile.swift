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

    /// Syncs the bytes, moves them into their place and syncs the name: on return they survive a power cut.
    ///
    /// - Throws: `storage.full`, `storage.unavailable`; the file is discarded then.
    package func commit(as blob: Blob, of answer: BlobFolder.Owner) throws(StorageError) {
        guard let open = descriptor.withLock({ $0.take() }) else {
            throw StorageError(.unavailable, "The file is closed already.")
        }
        do {
            defer { FileCalls.shut(open) }
            try FileCalls.sync(open, url)
            try folder.adopt(url, as: blob, of: answer)
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
