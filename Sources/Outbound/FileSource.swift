#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file to read stretches from; closed with its owner.
final class FileSource {
    private let descriptor: Int32

    /// Opens a file for reading.
    init(path: String) throws(OutboundError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable }
    }

    deinit { close(descriptor) }

    /// Reads up to a buffer's length from an offset; 0 at the end, nil when the disk refuses.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int? {
        while true {
            let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(clamping: offset))
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }

    /// The size of a file in bytes.
    static func size(of path: String) throws(OutboundError) -> Int {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { throw unreadable }
        return Int(clamping: facts.st_size)
    }

    private static var unreadable: OutboundError {
        OutboundError(.rejected, "The file to send cannot be read.")
    }
}
