import Crypto
import FoundationEssentials
import NIOPosix
package import Storage

/// Writes a recording to disk as it arrives, with its size and hash, in memory of one block. The writing happens on bounded
/// threads, and the sender is slowed down to the disk's pace.
struct RecordingWriter: Sendable {
    private static let block = 256 * 1024

    /// The file being written, invisible until it is committed.
    let file: IncomingFile
    /// Bytes received so far.
    private(set) var bytes = 0
    private let limit: Int
    private let threads: NIOThreadPool
    private var buffer: [UInt8] = []
    private var hash = SHA256()

    /// A writer into a new file; more than `limit` bytes are refused while they arrive.
    init(_ file: IncomingFile, limit: Int, threads: NIOThreadPool) {
        self.file = file
        self.limit = limit
        self.threads = threads
    }

    /// Takes the next bytes.
    mutating func append(_ chunk: [UInt8]) async throws {
        bytes += chunk.count
        guard bytes <= limit else {
            throw WebError(.tooLarge, "The recording is larger than the \(limit) bytes accepted here.")
        }
        buffer.append(contentsOf: chunk)
        if buffer.count >= Self.block { try await flush() }
    }

    /// Writes what is left and returns the SHA-256 of everything in hexadecimal.
    mutating func finish() async throws -> String {
        try await flush()
        return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private mutating func flush() async throws {
        guard !buffer.isEmpty else { return }
        let (file, block, state) = (file, buffer, hash)
        hash = try await threads.runIfActive {
            var state = state
            state.update(data: block)
            try file.append(block.span)
            return state
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
