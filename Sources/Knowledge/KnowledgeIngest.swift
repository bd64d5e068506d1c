package import Core
import Database
package import Documents
package import Logging
package import Model
import ServiceLifecycle

/// Cuts documents into chunks and places them, as long as its process lives. Any number of processes may share one database: a document
/// is leased to one of them, and goes on where it stands when that process dies.
package struct KnowledgeIngest: Service {
    /// Chunks that are placed and written together.
    package static let batch = 32
    /// Chunks of one document at most.
    package static let maxChunks = 20_000
    private static let leaseMs = 45_000

    private let store: KnowledgeStore
    private let embedder: Embedder?
    private let chunker: Chunker
    private let threads: BlockingThreads
    private let clock: PipelineClock
    private let log: Logger
    private let pollMs: Int
    private let index: NearIndex?

    /// A service over one database.
    ///
    /// - Parameter embedder: places chunks; nil for documents that are searched by words alone.
    package init(
        _ store: KnowledgeStore,
        embedder: Embedder?,
        chunker: Chunker = Chunker(),
        threads: BlockingThreads,
        clock: PipelineClock = .system,
        log: Logger,
        pollMs: Int = 1_000,
        usesIndex: Bool = true
    ) {
        self.store = store
        self.embedder = embedder
        self.chunker = chunker
        self.threads = threads
        self.clock = clock
        self.log = log
        self.pollMs = pollMs
        index = usesIndex ? embedder.flatMap { NearIndex(store.database, dimensions: $0.space.dimensions) } : nil
    }

    /// Works until the task is cancelled or asked to stop; a document that is broken off goes on later.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await ingestOne() { continue }
                    if try await indexOne() { continue }
                } catch {
                    guard !Task.isCancelled else { return }
                    log.warning("knowledge documents cannot be placed", metadata: ["error": "\(error)"])
                }
                guard (try? await clock.sleep(pollMs)) != nil else { return }
            }
        }
    }

    /// Places the document that waits longest.
    ///
    /// - Returns: whether there was one.
    package func ingestOne() async throws -> Bool {
        guard let claim = try await store.claim(leaseMs: Self.leaseMs, at: clock.instant) else { return false }
        let id = claim.document.id
        do {
            try await place(claim)
        } catch is CancellationError {
            try? await shielded { [store, clock] in try await store.release(id, until: clock.instant) }
            throw CancellationError()
        } catch let error as any CodedError {
            if ErrorTable.row(error.code).retry == .never {
                try await store.end(id, failure: (error.code, error.message), at: clock.instant)
            } else {
                log.warning("a knowledge document waits", metadata: ["document": "\(id)", "code": "\(error.code)"])
                try await store.release(id, until: clock.instant.advanced(byMs: 30_000))
            }
        }
        return true
    }

    /// Enters a document that is placed into pgvector's index, where the database has the extension; also those that were placed before
    /// the extension was there.
    ///
    /// - Returns: whether there was one.
    package func indexOne() async throws -> Bool {
        guard let index, let embedder, try await index.isThere() else { return false }
        try await index.prepare()
        guard let id = try await index.next(space: KnowledgeSearch.name(of: embedder.space)) else { return false }
        try await index.add(id, try await store.vectors(of: id, dimensions: embedder.space.dimensions))
        return true
    }

    private func place(_ claim: KnowledgeStore.Claim) async throws {
        let (document, chunker) = (claim.document, chunker)
        let chunks = try await threads.run { chunker.chunks(of: claim.text) }
        guard chunks.count <= Self.maxChunks else {
            throw DocumentError(.tooLarge, "The document gives more than \(Self.maxChunks) chunks; send parts of it.")
        }
        guard !chunks.isEmpty else { throw DocumentError(.empty, "The document holds no text.") }
        let space = embedder.map { KnowledgeSearch.name(of: $0.space) } ?? ""
        var at = document.done
        // Begun with another model: vectors of two spaces cannot be compared, so that it fails rather than mixes.
        guard at == 0 || document.space == space else {
            throw DocumentError(.broken, "The embedding model changed while the document was placed; send it again.")
        }
        while at < chunks.count {
            try Task.checkCancellation()
            let part = Array(chunks[at..<min(at + Self.batch, chunks.count)])
            let vectors = try await vectors(of: part, title: document.title)
            let isKept = try await store.append(
                part,
                vectors: vectors,
                of: chunks.count,
                to: document.id,
                from: at,
                space: space,
                leaseUntil: clock.instant.advanced(byMs: Self.leaseMs)
            )
            guard isKept else { return }
            at += part.count
        }
        try await store.end(document.id, failure: nil, at: clock.instant)
    }

    /// A vector for each chunk: the mean of those of its halves, each under the headings.
    private func vectors(of chunks: [DocumentChunk], title: String) async throws -> [[Int16]]? {
        guard let embedder else { return nil }
        let halves = chunks.map { Chunker.halves(of: $0.text) }
        let texts = zip(chunks, halves).flatMap { chunk, halves in
            halves.map { Embedder.Text($0, title: chunk.heading.isEmpty ? title : chunk.heading) }
        }
        var rest = try await embedder.embed(texts, .document)[...]
        return halves.map { halves in
            defer { rest = rest.dropFirst(halves.count) }
            return VectorBlock.packed(VectorBlock.mean(Array(rest.prefix(halves.count))))
        }
    }
}
