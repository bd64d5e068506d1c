package import Core
import Database
package import Documents
import Events
package import Jobs
package import Logging
package import Model

/// Cuts documents into chunks and places them, each as a job of ``KnowledgeStore/placing``: a document goes on where it stands when its
/// process dies.
package struct KnowledgeIngest: Sendable {
    /// Chunks that are placed and written together.
    package static let batch = 32
    /// Chunks of one document at most.
    package static let maxChunks = 20_000
    /// How often documents are looked for that were placed before the database had pgvector, in milliseconds.
    private static let indexEveryMs = 60_000

    private let store: KnowledgeStore
    private let embedder: Embedder?
    private let chunker: Chunker
    private let threads: BlockingThreads
    private let clock: PipelineClock
    private let log: Logger
    private let index: NearIndex?

    /// Places the documents of one database.
    ///
    /// - Parameter embedder: places chunks; nil for documents that are searched by words alone.
    package init(
        _ store: KnowledgeStore,
        embedder: Embedder?,
        chunker: Chunker = Chunker(),
        threads: BlockingThreads,
        clock: PipelineClock = .system,
        log: Logger,
        usesIndex: Bool = true
    ) {
        self.store = store
        self.embedder = embedder
        self.chunker = chunker
        self.threads = threads
        self.clock = clock
        self.log = log
        index = usesIndex ? embedder.flatMap { NearIndex(store.database, dimensions: $0.space.dimensions) } : nil
    }

    /// What works on documents in a process that works.
    package var handlers: [JobHandler] {
        let placing = JobHandler(KnowledgeStore.placing) { job, _ in try await work(job) }
        guard index != nil else { return [placing] }
        let every = JobSchedule.every(ms: Self.indexEveryMs)
        let indexing = JobHandler(JobKind("knowledge.index"), schedule: every) { _, _ in
            while try await indexOne() {}
            return .again(afterMs: every.everyMs)
        }
        return [placing, indexing]
    }

    /// Places the document of a job.
    private func work(_ job: Job) async throws -> JobEnding {
        guard let id = KnowledgeID(job.subject), let (document, text) = try await store.waiting(id) else {
            return .cancelled
        }
        do {
            try await place(document, text)
        } catch let error as any CodedError where ErrorTable.row(error.code).retry == .never {
            try await store.end(id, failure: (error.code, error.message), at: clock.instant)
        }
        // An earlier run of this job that was taken for dead may have placed one batch more meanwhile: then this one goes on behind it.
        return try await store.waiting(id) == nil ? .completed : .again(afterMs: 1_000)
    }

    /// Places what waits until one document does not any more, here or in another process.
    ///
    /// - Throws: `storage.…`.
    package func finish(_ id: KnowledgeID, as principal: Principal) async throws {
        var settings = WorkerSettings()
        settings.pollMs = 250
        let worker = Worker(
            store.database,
            JobRegistry(handlers),
            leases: nil,
            hub: EventHub(),
            settings: settings,
            clock: clock,
            threads: threads,
            log: log
        )
        try await worker.run { [store] in
            do {
                // One that is gone waits no more.
                return try await store.find(as: principal, id)?.state != .waiting
            } catch {
                return false
            }
        }
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

    private func place(_ document: KnowledgeDocument, _ text: DocumentText) async throws {
        let chunker = chunker
        let chunks = try await threads.run { chunker.chunks(of: text) }
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
                space: space
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
