import Core
import FoundationEssentials
import Glibc

/// Where a command writes bytes: a file, or standard output for `-`. A plain file is written beside its place and moved there at the
/// end, so that a failed command leaves no half file; through a symbolic link that happens beside the file it leads to. What is no
/// plain file, a device, a pipe, a socket or a descriptor of this process, is written to and never replaced.
final class OutputTarget {
    private let descriptor: Int32
    /// What messages call it.
    private let name: String
    /// The file's place, when it is moved there at the end.
    private let place: String?
    private var isOpen: Bool
    private var partial: String { (place ?? "") + ".partial" }

    /// Why nothing could be written.
    struct WriteError: Error, CodedError {
        var code: String { "report.unwritable" }
        let message: String
    }

    /// Opens a path, or standard output for `-`.
    init(path: String) throws(WriteError) {
        name = path
        switch Self.kind(of: path) {
        case .descriptor(let number):
            place = nil
            isOpen = number != STDOUT_FILENO || path != "-"
            descriptor = isOpen ? dup(number) : number
        case .stream:
            place = nil
            isOpen = true
            descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
        case .file(let path, let mode):
            place = path
            isOpen = true
            descriptor = unsafe open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
            // A file that is replaced keeps who may read it.
            if descriptor >= 0, let mode { fchmod(descriptor, mode & 0o777) }
        }
        guard descriptor >= 0 else {
            isOpen = false
            throw WriteError(message: "\(path) cannot be written: \(Self.reason).")
        }
    }

    /// Writes to a descriptor that is open already, and stays so.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        name = "standard output"
        place = nil
        isOpen = false
    }

    deinit {
        guard isOpen else { return }
        Glibc.close(descriptor)
        if place != nil { _ = unsafe unlink(partial) }
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
                throw WriteError(
                    message: "\(name == "-" ? "standard output" : name) cannot be written: \(Self.reason)."
                )
            }
            written += count
        }
    }

    /// Writes samples as 16-bit little-endian.
    func write(_ samples: Span<Int16>) throws(WriteError) { try unsafe write(samples.bytes) }

    /// Moves a finished file to its place.
    func close() throws(WriteError) {
        guard isOpen else { return }
        isOpen = false
        let isWritten = Glibc.close(descriptor) == 0
        guard let place else {
            guard isWritten else { throw WriteError(message: "\(name) cannot be written: \(Self.reason).") }
            return
        }
        guard isWritten, unsafe rename(partial, place) == 0 else {
            let error = WriteError(message: "\(name) cannot be written: \(Self.reason).")
            _ = unsafe unlink(partial)
            throw error
        }
    }

    /// What a path names.
    private enum Kind {
        /// A plain file, there or to be made, with the mode it has.
        case file(String, mode: mode_t?)
        /// A device, a pipe or a socket.
        case stream
        /// A descriptor of this process, e.g. `/dev/stdout`.
        case descriptor(Int32)
    }

    private static func kind(of path: String) -> Kind {
        var place = path
        // As many links as the system itself follows.
        for _ in 0..<40 {
            if let number = descriptor(named: place) { return .descriptor(number) }
            var status = stat()
            guard unsafe lstat(place, &status) == 0 else { return .file(place, mode: nil) }
            let mode = status.st_mode
            switch mode & S_IFMT {
            case S_IFREG: return .file(place, mode: mode)
            case S_IFLNK:
                guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else {
                    return .stream
                }
                place = next.hasPrefix("/") ? next : folder(of: place) + next
            // A folder among them: opening it says that it is one.
            default: return .stream
            }
        }
        return .stream
    }

    /// The part of a path up to its last slash; empty without one.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    private static func descriptor(named path: String) -> Int32? {
        switch path {
        case "-", "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default:
            for folder in ["/dev/fd/", "/proc/self/fd/", "/proc/\(getpid())/fd/"] where path.hasPrefix(folder) {
                return Int32(path.dropFirst(folder.count))
            }
            return nil
        }
    }

    private static var reason: String { unsafe String(cString: strerror(errno)) }
}
