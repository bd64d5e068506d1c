package import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file read from its start in pieces, never mapped. Blocking; for one thread at a time.
package final class PieceReader {
    /// Bytes of a piece at most.
    package static let pieceBytes = 256 * 1_024

    private let descriptor: Int32
    private let name: String

    /// Opens a file.
    ///
    /// - Throws: `storage.unavailable`.
    package init(_ file: URL) throws(StorageError) {
        descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
        name = file.lastPathComponent
        guard descriptor >= 0 else { throw StorageError(errno: errno, call: "open", file: name) }
    }

    deinit { close(descriptor) }

    /// The next piece; nil at the end.
    ///
    /// - Throws: `storage.unavailable` when the disk gives none.
    package func next() throws(StorageError) -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let descriptor = descriptor
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StorageError(errno: errno, call: "read", file: name) }
            guard count > 0 else { return nil }
            piece.removeLast(piece.count - count)
            return piece
        }
    }
}
