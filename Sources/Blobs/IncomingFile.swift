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

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system calls on files that Foundation has no word for, with their errors translated.
package enum FileCalls {
    /// Creates a file that must not exist yet, for writing.
    package static func create(_ url: URL) throws(StorageError) -> Int32 {
        try checked(unsafe open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600), "create", url)
    }

    /// Writes all of the bytes.
    package static func write(_ bytes: Span<UInt8>, to descriptor: Int32, _ url: URL) throws(StorageError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                    unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            let written = try checked(count, "write", url)
            rest = rest.extracting(written..<rest.count)
        }
    }

    /// Forces what was written to a descriptor onto the disk.
    package static func sync(_ descriptor: Int32, _ url: URL) throws(StorageError) {
        try checked(fsync(descriptor), "fsync", url)
    }

    /// Forces a file, or the names in a folder, onto the disk.
    package static func sync(_ url: URL) throws(StorageError) {
        let descriptor = try checked(unsafe open(url.path, O_RDONLY | O_CLOEXEC), "open", url)
        defer { close(descriptor) }
        try sync(descriptor, url)
    }

    /// Closes a descriptor.
    package static func shut(_ descriptor: Int32) { close(descriptor) }

    /// Moves a file into its place, over one that is there.
    package static func move(_ source: URL, to target: URL) throws(StorageError) {
        try checked(unsafe rename(source.path, target.path), "rename", target)
    }

    /// Gives a file a second name on the same disk.
    package static func link(_ source: URL, to target: URL) throws(StorageError) {
        #if canImport(Glibc)
            try checked(unsafe Glibc.link(source.path, target.path), "link", target)
        #else
            try checked(unsafe Darwin.link(source.path, target.path), "link", target)
        #endif
    }

    /// Opens a file for adding to its end.
    package static func append(_ url: URL) throws(StorageError) -> Int32 {
        try checked(unsafe open(url.path, O_WRONLY | O_APPEND | O_CLOEXEC), "open", url)
    }

    /// Opens a file for reading.
    package static func read(_ url: URL) throws(StorageError) -> Int32 {
        try checked(unsafe open(url.path, O_RDONLY | O_CLOEXEC), "open", url)
    }

    /// Reads the next bytes into the start of a buffer and says how many; 0 at the end.
    package static func read(_ descriptor: Int32, into buffer: inout [UInt8], _ url: URL) throws(StorageError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                #if canImport(Glibc)
                    unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
                #else
                    unsafe Darwin.read(descriptor, bytes.baseAddress, bytes.count)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            return try checked(count, "read", url)
        }
    }

    /// Removes a file; one that is not there is removed already.
    package static func remove(_ url: URL) throws(StorageError) {
        if unsafe unlink(url.path) != 0 && errno != ENOENT { throw failure(errno, "unlink", url) }
    }

    /// Removes a folder that is empty; any other stays.
    static func removeFolder(_ url: URL) { _ = unsafe rmdir(url.path) }

    /// Makes a folder with those above it, and syncs the names it adds.
    package static func makeFolder(_ url: URL) throws(StorageError) {
        if unsafe mkdir(url.path, 0o700) == 0 {
            try sync(url.deletingLastPathComponent())
        } else if errno == ENOENT {
            try makeFolder(url.deletingLastPathComponent())
            try makeFolder(url)
        } else if errno != EEXIST {
            throw failure(errno, "mkdir", url)
        }
    }

    /// Opens a file, making it when needed, and locks it for this process until the descriptor is closed.
    ///
    /// - Returns: the descriptor, or nil when another process has the lock.
    package static func lock(_ url: URL, creating: Bool) throws(StorageError) -> Int32? {
        let descriptor = unsafe open(url.path, O_RDWR | O_CLOEXEC | (creating ? O_CREAT : 0), 0o600)
        if descriptor < 0 && errno == ENOENT && !creating { throw failure(ENOENT, "open", url) }
        try checked(descriptor, "open", url)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        let reason = errno
        close(descriptor)
        if reason == EWOULDBLOCK { return nil }
        throw failure(reason, "flock", url)
    }

    private static func failure(_ number: Int32, _ call: String, _ url: URL) -> StorageError {
        StorageError(errno: number, call: call, file: url.lastPathComponent)
    }

    @discardableResult
    private static func checked<Number: SignedInteger>(
        _ result: Number,
        _ call: String,
        _ url: URL
    ) throws(StorageError) -> Number {
        guard result >= 0 else { throw failure(errno, call, url) }
        return result
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension FileCalls {
    /// An open file and what is known of it.
    struct Opened {
        var descriptor: Int32
        var length: Int
        var changed: Date
    }

    /// Opens a file for reading; nil when there is none.
    static func opened(_ url: URL) throws(StorageError) -> Opened? {
        let descriptor = unsafe open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw StorageError(errno: errno, call: "open", file: url.lastPathComponent)
        }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else {
            let reason = errno
            close(descriptor)
            throw StorageError(errno: reason, call: "fstat", file: url.lastPathComponent)
        }
        #if canImport(Glibc)
            let time = facts.st_mtim
        #else
            let time = facts.st_mtimespec
        #endif
        let seconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        return Opened(
            descriptor: descriptor,
            length: Int(facts.st_size),
            changed: Date(timeIntervalSince1970: seconds)
        )
    }

    /// The bytes of an open file from a place on: as many as asked for, fewer where it ends.
    static func read(_ descriptor: Int32, at start: Int, count: Int, _ url: URL) throws(StorageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let place = done
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress?.advanced(by: place), count - place, off_t(start + place))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw StorageError(errno: errno, call: "pread", file: url.lastPathComponent) }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(count - done)
        return bytes
    }

    /// A new file for writing and reading that has no name: it goes with its last descriptor.
    static func createNameless(_ url: URL) throws(StorageError) -> Int32 {
        let descriptor = unsafe open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(errno: errno, call: "create", file: url.lastPathComponent)
        }
        _ = unsafe unlink(url.path)
        return descriptor
    }

    /// A further descriptor of an open file.
    static func duplicate(_ descriptor: Int32, _ url: URL) throws(StorageError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw StorageError(errno: errno, call: "dup", file: url.lastPathComponent) }
        return copy
    }

    /// Where an open file can be opened again, by this process and its children.
    static func path(of descriptor: Int32) -> URL {
        #if canImport(Glibc)
            URL(filePath: "/proc/\(getpid())/fd/\(descriptor)")
        #else
            URL(filePath: "/dev/fd/\(descriptor)")
        #endif
    }
}
