package import Core
import Database
import Documents
import FoundationEssentials
package import Model
import Synchronization

/// Searches by words and vectors together.
package struct KnowledgeSearch: Sendable {
    /// Which orders are brought together.
    package enum Way: String, Sendable, CaseIterable {
        case words, vectors, hybrid
    }

    /// Results unless asked otherwise.
    package static let usualCount = 6
    /// Results at most.
    package static let mostCount = 50
    /// Characters of a context for a model, at most.
    package static let contextCharacters = 10_000
    /// Candidates of each kind before they are brought into one order.
    private static let candidates = 50

    /// A chunk with its cosine.
    private typealias Near = (place: KnowledgeStore.Place, cosine: Float)

    private let store: KnowledgeStore
    private let embedder: Embedder?
    private let cache: VectorCache
    private let index: NearIndex?
    private let earlier: EarlierTable?
    private let least: Double?

    /// A search over one database.
    ///
    /// - Parameters:
    ///   - embedder: places questions; nil for a search by words alone.
    ///   - usesIndex: whether pgvector's index is used where the database has one.
    ///   - earlier: a table of an earlier program that is searched too.
    ///   - threshold: the least cosine unless asked otherwise; nil for the usual one of the model.
    package init(
        _ store: KnowledgeStore,
        embedder: Embedder?,
        cacheBytes: Int = 256 << 20,
        usesIndex: Bool = true,
        earlier: EarlierTable? = nil,
        threshold: Double? = nil
    ) {
        self.store = store
        self.embedder = embedder
        cache = VectorCache(limit: cacheBytes)
        index = usesIndex ? embedder.flatMap { NearIndex(store.database, dimensions: $0.space.dimensions) } : nil
        self.earlier = earlier
        least = threshold
    }

    /// The name of a space as it is kept with each document.
    package static func name(of space: Embedder.Space) -> String {
        "\(space.engine) \(space.model) \(space.dimensions)"
    }

    /// The least cosine that counts unless asked otherwise. Models place related texts at different heights: 0.3 is what
    /// `debrief knowledge measure` found for MiniLM, see Knowledge.md; 0.58 is what larger models usually get.
    package static func threshold(of space: Embedder.Space) -> Double {
        space.model.contains("MiniLM") ? 0.3 : 0.58
    }

    /// The least cosine of this search.
    private var usualThreshold: Double { least ?? embedder.map { Self.threshold(of: $0.space) } ?? 1 }

    /// Finds what speaks of a question.
    ///
    /// - Parameters:
    ///   - collection: nil for all.
    ///   - threshold: the least cosine of a chunk that has none of the words; nil for the usual one of the model.
    ///   - way: which orders are brought together.
    /// - Throws: `storage.*`. An embedding service that fails is a notice in the result.
    package func search(
        as principal: Principal,
        _ question: String,
        collection: String? = nil,
        count: Int = KnowledgeSearch.usualCount,
        threshold: Double? = nil,
        by way: Way = .hybrid
    ) async throws -> KnowledgeResult {
        var words =
            way == .vectors
            ? []
            : try await store.search(
                as: principal,
                words: Ranking.words(of: question),
                collection: collection,
                limit: Self.candidates
            )
        var (near, notice): ([Near], String?) = ([], nil)
        var query: [Float]?
        if embedder == nil { notice = "There is no embedding service here; the search went by words alone." }
        do {
            query = way == .words ? nil : try await embedder?.embed([Embedder.Text(question)], .query).first
            if let query { near = try await nearest(as: principal, to: query, collection) }
        } catch let error as any CodedError where error.code.hasPrefix("embed.") || error.code.hasPrefix("companion.") {
            notice = "The embedding service failed (\(error.code)); the search went by words alone."
        }
        var old: [KnowledgeStore.Place: DocumentChunk] = [:]
        if let earlier, collection == nil {
            let found = try await self.earlier(earlier, question, query, way)
            if !found.near.isEmpty {
                near = Array((near + found.near).sorted { $0.cosine > $1.cosine }.prefix(Self.candidates))
            }
            words = Self.merged(words, found.words)
            old = found.chunks
            notice = notice ?? found.notice
        }
        let cosines = Dictionary(near.map { ($0.place, Double($0.cosine)) }, uniquingKeysWith: { first, _ in first })
        let (named, limit) = (Set(words.map(\.item)), threshold ?? usualThreshold)
        let order = Ranking.combined(cosines: near.map { ($0.place, Double($0.cosine)) }, words: words)
            .filter { named.contains($0.item) || cosines[$0.item] ?? -1 >= limit }
            .prefix(max(1, min(Self.mostCount, count)))
        let chunks = try await store.chunks(as: principal, order.map(\.item))
        let hits = order.compactMap { item, score -> KnowledgeHit? in
            guard let (title, chunk) = chunks[item] ?? old[item].map({ (earlier?.name ?? "", $0) }) else { return nil }
            return KnowledgeHit(
                document: item.document,
                title: title,
                position: item.position,
                heading: chunk.heading,
                page: chunk.page,
                text: chunk.text,
                similarity: cosines[item].map { ($0 * 10_000).rounded() / 10_000 },
                score: (score * 10_000).rounded() / 10_000
            )
        }
        return KnowledgeResult(mode: query == nil ? .words : .hybrid, notice: notice, hits: hits)
    }

    private func nearest(
        as principal: Principal,
        to vector: [Float],
        _ collection: String?
    ) async throws -> [Near] {
        guard let embedder else { return [] }
        let space = Self.name(of: embedder.space)
        var documents = try await store.list(as: principal, collection: collection).filter {
            $0.state == .done && $0.space == space
        }
        guard !documents.isEmpty else { return [] }
        let query = VectorBlock.packed(vector)
        var found: [Near] = []
        if let index, try await index.isReady() {
            let inIndex = try await index.documents()
            if documents.contains(where: { inIndex.contains($0.id.rawValue) }) {
                found = try await index.nearest(
                    as: principal,
                    to: query,
                    space: space,
                    collection: collection,
                    count: Self.candidates
                )
                documents.removeAll { inIndex.contains($0.id.rawValue) }
            }
        }
        for document in documents {
            let block: VectorBlock
            if let kept = cache.block(document.id) {
                block = kept
            } else {
                block = try await store.vectors(of: document.id, dimensions: embedder.space.dimensions)
                cache.keep(block, for: document.id)
            }
            for (row, cosine) in block.nearest(to: query, count: Self.candidates, threshold: -1) {
                found.append((KnowledgeStore.Place(document: document.id.rawValue, position: row), cosine))
            }
        }
        return Array(found.sorted { ($1.cosine, $0.place) < ($0.cosine, $1.place) }.prefix(Self.candidates))
    }

    private struct Earlier: Sendable {
        var words: [KnowledgeStore.Found] = []
        var near: [Near] = []
        var chunks: [KnowledgeStore.Place: DocumentChunk] = [:]
        var notice: String?
    }

    /// What the table of an earlier program gives.
    private func earlier(
        _ table: EarlierTable,
        _ question: String,
        _ query: [Float]?,
        _ way: Way
    ) async throws -> Earlier {
        try await store.database.read { connection in
            guard let shape = try table.shape(in: connection) else {
                return Earlier(notice: "The table \(table.name) of knowledge.earlierTable is not there.")
            }
            var found = Earlier()
            if way != .vectors {
                found.words = try table.search(
                    words: Ranking.words(of: question),
                    limit: Self.candidates,
                    in: connection
                )
            }
            if let query, shape.dimensions == query.count {
                found.near = try table.nearest(to: query, limit: Self.candidates, in: connection)
            } else if let query, let size = shape.dimensions {
                found.notice =
                    "The table \(table.name) has vectors of \(size) numbers and the embedding service gives \(query.count); it was searched by words alone."
            }
            for place in found.words.map(\.item) + found.near.map(\.place) where found.chunks[place] == nil {
                found.chunks[place] = try table.chunk(place.position, shape, in: connection)
            }
            return found
        }
    }

    /// Scores of words in two places cannot be compared: each list is measured by its best.
    private static func merged(_ one: [KnowledgeStore.Found], _ other: [KnowledgeStore.Found]) -> [KnowledgeStore.Found]
    {
        guard !other.isEmpty else { return one }
        return [one, other].flatMap { list in
            let best = list.first?.score ?? 1
            return list.map { (item: $0.item, score: $0.score / max(best, .leastNormalMagnitude)) }
        }.sorted { ($1.score, $0.item) < ($0.score, $1.item) }
    }
}

extension KnowledgeSearch {
    /// Version of how passages are chosen for questions and judges.
    private static let useVersion = 2

    /// What questions and judges ask.
    ///
    /// - Parameter owner: whose an answer is; nil when there is no such answer.
    package func source(ownerOf owner: @escaping @Sendable (AnswerID) async throws -> String?) -> KnowledgeSource {
        let space = embedder.map { Self.name(of: $0.space) } ?? "words"
        return KnowledgeSource(configuration: "knowledge=\(Self.useVersion) space=\(space)") { asker, question in
            do {
                let found: String?
                switch asker {
                case .owner(let name): found = name
                case .answer(let id): found = try await owner(id)
                }
                guard let found else {
                    return KnowledgeUse(passages: [], notice: "Whose knowledge it is was not found.")
                }
                return try await use(as: .holder(of: found), question)
            } catch {
                let code = (error as? any CodedError)?.code ?? "knowledge.failed"
                return KnowledgeUse(passages: [], notice: "Your knowledge documents could not be searched (\(code)).")
            }
        }
    }

    /// What a principal's documents say about a question: passages that are near enough, within ``contextCharacters`` together.
    func use(as principal: Principal, _ question: String) async throws -> KnowledgeUse {
        let documents = try await store.list(as: principal, collection: nil)
        guard !documents.isEmpty || earlier != nil else {
            return KnowledgeUse(passages: [], notice: "You have no knowledge documents.")
        }
        guard documents.contains(where: { $0.state == .done }) || earlier != nil else {
            return KnowledgeUse(passages: [], notice: "Your knowledge documents are still being read in.")
        }
        let result = try await search(as: principal, question)
        // By words alone a single common word would do; where there are vectors, what is not near enough is not cited.
        let limit = usualThreshold
        let near = result.mode == .hybrid ? result.hits.filter { $0.similarity ?? -1 >= limit } : result.hits
        var (passages, taken) = ([KnowledgePassage](), 0)
        for (hit, letter) in zip(near, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
            taken += hit.text.count + hit.title.count + 60
            guard taken <= Self.contextCharacters else { break }
            passages.append(
                KnowledgePassage(
                    letter: String(letter),
                    document: hit.document,
                    title: hit.title,
                    heading: hit.heading,
                    page: hit.page,
                    similarity: hit.similarity,
                    text: hit.text
                )
            )
        }
        let nothing = passages.isEmpty ? "Nothing in your knowledge documents is near enough to this question." : nil
        return KnowledgeUse(passages: passages, notice: result.notice ?? nothing)
    }
}

/// Vectors of documents in memory, those used last. A document's vectors never change: one that is sent anew has a new identifier.
final class VectorCache: Sendable {
    private struct State {
        var blocks: [KnowledgeID: (block: VectorBlock, used: Int)] = [:]
        var bytes = 0
        var turn = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func block(_ id: KnowledgeID) -> VectorBlock? {
        state.withLock { state in
            state.turn += 1
            state.blocks[id]?.used = state.turn
            return state.blocks[id]?.block
        }
    }

    func keep(_ block: VectorBlock, for id: KnowledgeID) {
        guard block.bytes <= limit else { return }
        state.withLock { state in
            state.turn += 1
            if let old = state.blocks.updateValue((block, state.turn), forKey: id) { state.bytes -= old.block.bytes }
            state.bytes += block.bytes
            while state.bytes > limit, let oldest = state.blocks.min(by: { $0.value.used < $1.value.used }) {
                state.blocks[oldest.key] = nil
                state.bytes -= oldest.value.block.bytes
            }
        }
    }
}

extension Principal {
    /// Acts for one owner and sees what that owner sees.
    static func holder(of owner: String) -> Principal {
        Principal(.user, owner: owner, permissions: [.answersRead, .answersWrite])
    }
}
