package import Database
package import FoundationEssentials

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
