import Blobs
import Core
import Crypto
import Database
package import FoundationEssentials
import Model

/// A recording on its way in: counted, hashed and written as it comes, never held in memory as a whole.
package actor Upload {
    /// Bytes gathered before they go to a thread and a file: a slow sender's small pieces must not cost one trip each.
    private static let gathered = 65_536

    private let file: IncomingFile
    private let threads: BlockingThreads
    private let checking: BlockingThreads
    private let maxBytes: Int
    private var hash = SHA256()
    private var bytes = 0
    private var pending: [UInt8] = []
    private var live: LiveHearing?
    /// What was heard of it by ``finish(with:)``.
    private(set) var heard: Heard?

    init(_ file: IncomingFile, threads: BlockingThreads, checking: BlockingThreads, maxBytes: Int) {
        self.checking = checking
        self.file = file
        self.threads = threads
        self.maxBytes = maxBytes
    }

    /// A recording whose bytes are all there already; they are read once for their hash. Blocking.
    init(complete file: IncomingFile, threads: BlockingThreads, checking: BlockingThreads, maxBytes: Int) throws {
        self.checking = checking
        var (hash, bytes) = (SHA256(), 0)
        try file.read { piece in
            hash.update(data: piece)
            bytes += piece.count
        }
        self.file = file
        self.threads = threads
        self.maxBytes = maxBytes
        (self.hash, self.bytes) = (hash, bytes)
    }

    /// Adds a piece. One piece at a time: wait for it before the next.
    ///
    /// - Throws: `upload.too_large`, `storage.full`, `storage.unavailable`; discard the upload then.
    package func append(_ piece: [UInt8]) async throws {
        guard piece.count <= maxBytes - bytes else {
            throw PipelineError(
                .tooLarge,
                "The recording is larger than the \(ByteCount.text(maxBytes)) accepted here."
            )
        }
        bytes += piece.count
        hash.update(data: piece)
        if live != nil {
            // What is still being made is heard as it comes.
            try await write(piece)
            try live?.grow(to: bytes)
            return
        }
        if pending.isEmpty && piece.count >= Self.gathered { return try await write(piece) }
        pending += piece
        if pending.count >= Self.gathered { try await flush() }
    }

    private func flush() async throws {
        guard !pending.isEmpty else { return }
        let piece = pending
        pending = []
        try await write(piece)
    }

    private func write(_ piece: [UInt8]) async throws {
        let file = file
        try await threads.run { try file.append(piece.span) }
    }

    /// Size and SHA-256 of what came so far.
    package var facts: (bytes: Int, sha256: String) { (bytes, hash.finalize().hexadecimal) }

    /// Lets it be heard while it comes; before its first piece, unless its pieces are all there.
    package func hear(with live: LiveHearing?) { self.live = live }

    /// Where its bytes are.
    package nonisolated var url: URL { file.url }

    /// Hears the recording once all of it is there, unless it was heard as it came. What is heard is kept with the answer, so that the
    /// decode stage finds its work done.
    ///
    /// - Throws: `storage.full`, `storage.unavailable`, or what makes the recording unusable.
    package func finish(with hearings: LiveHearings) async throws {
        try await flush()
        heard = try await live?.finish()
        guard heard == nil else { return }
        let url = file.url
        do {
            heard = try await checking.run { try hearings.whole(url) }
        } catch {
            heard = try await hearings.heard(url, after: error, on: checking)
        }
    }

    /// Gives it up.
    package func discard() async {
        live = nil
        let (file, wav) = (file, heard?.wav)
        heard = nil
        _ = try? await threads.run {
            if let wav { try? FileManager.default.removeItem(at: wav) }
            file.discard()
        }
    }

    /// Keeps it as the recording of an answer, in a folder that has its owner's key.
    func commit(of answer: AnswerID, in blobs: BlobFolder) async throws {
        try await flush()
        let file = file
        try await threads.run { try file.commit(as: .original, of: answer, in: blobs) }
    }
}
