import Blobs
package import Database
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An upload that this process is writing to; it is free for others when the value goes away.
///
/// A piece that comes with a checksum counts only when it is whole: ``hold()`` notes where it starts, and the next request that opens the
/// upload next cuts it back to there unless ``keep()`` was called.
package final class OpenUpload: Sendable {
    private let descriptor: Int32
    private let url: URL
    private let floor: URL
    private let size: Mutex<Int>
    private let unsynced = Mutex(0)

    /// Bytes written before the disk is asked to keep them.
    private static let syncEvery = 4 << 20

    init(_ descriptor: Int32, _ url: URL, floor: URL) throws(StorageError) {
        self.descriptor = descriptor
        self.url = url
        self.floor = floor
        var end = Int(lseek(descriptor, 0, SEEK_END))
        if let text = try? String(contentsOf: floor, encoding: .utf8), let start = Int(text), start >= 0, start < end {
            do {
                try Self.cut(descriptor, url, to: start)
            } catch {
                FileCalls.shut(descriptor)
                throw error
            }
            end = start
        }
        size = Mutex(max(0, end))
        try FileCalls.remove(floor)
    }

    deinit { FileCalls.shut(descriptor) }

    /// How many bytes there are.
    package var offset: Int { size.withLock { $0 } }

    /// Adds bytes.
    ///
    /// - Throws: `storage.full`, `storage.unavailable`; ``offset`` then says how far it came.
    package func append(_ bytes: Span<UInt8>) throws(StorageError) {
        do {
            try FileCalls.write(bytes, to: descriptor, url)
            size.withLock { $0 += bytes.count }
        } catch {
            let end = Int(lseek(descriptor, 0, SEEK_END))
            size.withLock { $0 = max(0, end) }
            throw error
        }
        let isDue = unsynced.withLock { count in
            count += bytes.count
            return count >= Self.syncEvery
        }
        if isDue { try sync() }
    }

    /// Forces everything so far onto the disk.
    package func sync() throws(StorageError) {
        unsynced.withLock { $0 = 0 }
        try FileCalls.sync(descriptor, url)
    }

    /// Notes that what comes now counts only after ``keep()``.
    package func hold() throws(StorageError) {
        let draft = try FileCalls.create(floor)
        defer { FileCalls.shut(draft) }
        try FileCalls.write(Array("\(offset)".utf8).span, to: draft, floor)
        try FileCalls.sync(draft, floor)
    }

    /// What came since ``hold()`` counts.
    package func keep() throws(StorageError) {
        try sync()
        try FileCalls.remove(floor)
    }

    /// Forgets the bytes behind `start`.
    package func cut(to start: Int) throws(StorageError) {
        try Self.cut(descriptor, url, to: start)
        size.withLock { $0 = min($0, start) }
        try FileCalls.remove(floor)
    }

    private static func cut(_ descriptor: Int32, _ url: URL, to start: Int) throws(StorageError) {
        guard ftruncate(descriptor, off_t(start)) == 0, lseek(descriptor, off_t(start), SEEK_SET) >= 0 else {
            throw StorageError(errno: errno, call: "ftruncate", file: url.lastPathComponent)
        }
    }
}
