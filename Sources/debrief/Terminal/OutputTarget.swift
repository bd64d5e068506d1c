import Core
import Glibc

/// Where a command writes bytes: a new file, or standard output for `-`. A file is written beside its place and moved there at
/// the end, so that a failed command leaves no half file.
final class OutputTarget {
    private let descriptor: Int32
    private let path: String?
    private var partial: String { (path ?? "") + ".partial" }

    /// Why nothing could be written.
    struct WriteError: Error, CodedError {
        var code: String { "report.unwritable" }
        let message: String
    }

    /// Opens a path, or standard output for `-`.
    init(path: String) throws(WriteError) {
        guard path != "-" else {
            descriptor = STDOUT_FILENO
            self.path = nil
            return
        }
        self.path = path
        descriptor = unsafe open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw WriteError(message: "\(path) cannot be written: \(Self.reason).") }
    }

    /// Writes to a descriptor that is open already.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        path = nil
    }

    /// Writes all bytes.
    func write(_ bytes: RawSpan) throws(WriteError) {
        var written = 0
        while written < bytes.byteCount {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw WriteError(message: "\(path ?? "standard output") cannot be written: \(Self.reason).")
            }
            written += count
        }
    }

    /// Writes samples as 16-bit little-endian.
    func write(_ samples: Span<Int16>) throws(WriteError) { try unsafe write(samples.bytes) }

    /// Moves a finished file to its place.
    func close() throws(WriteError) {
        guard let path else { return }
        guard Glibc.close(descriptor) == 0, unsafe rename(partial, path) == 0 else {
            throw WriteError(message: "\(path) cannot be written: \(Self.reason).")
        }
    }

    private static var reason: String { unsafe String(cString: strerror(errno)) }
}
