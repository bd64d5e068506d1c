import Core
import Database
import FoundationEssentials

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
