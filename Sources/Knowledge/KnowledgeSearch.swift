package import Core
import Documents
import FoundationEssentials
package import Model
import Synchronization

/// Searches by words and vectors together.
package struct KnowledgeSearch: Sendable {
    /// Results unless asked otherwise.
    package static let usualCount = 6
    /// Results at most.
    package static let mostCount = 50
    /// Characters of a context for a model, at most.
    package static let contextCharacters = 10_000
    /// Candidates of each kind before they are brought into one order.
    private static let candidates = 50

    private let store: KnowledgeStore
    private let embedder: Embedder?
    private let cache: VectorCache

    /// A search over one database.
    ///
    /// - Parameter embedder: places questions; nil for a search by words alone.
    package init(_ store: KnowledgeStore, embedder: Embedder?, cacheBytes: Int = 256 << 20) {
        self.store = store
        self.embedder = embedder
        cache = VectorCache(limit: cacheBytes)
    }

    /// The name of a space as it is kept with each document.
    static func name(of space: Embedder.Space) -> String { "\(space.engine) \(space.model) \(space.dimensions)" }

    /// The least cosine that counts unless asked otherwise. Sentence models of the MiniLM family place related texts lower than the
    /// larger ones for which 0.58 is usual.
    package static func threshold(of space: Embedder.Space) -> Double { space.model.contains("MiniLM") ? 0.3 : 0.58 }

    /// Finds what speaks of a question.
    ///
    /// - Parameters:
    ///   - collection: nil for all.
    ///   - threshold: the least cosine of a chunk that has none of the words; nil for the usual one of the model.
    /// - Throws: `storage.*`. An embedding service that fails is a notice in the result.
    package func search(
        as principal: Principal,
        _ question: String,
        collection: String? = nil,
        count: Int = KnowledgeSearch.usualCount,
        threshold: Double? = nil
    ) async throws -> KnowledgeResult {
        let words = try await store.search(
            as: principal,
            words: Ranking.words(of: question),
            collection: collection,
            limit: Self.candidates
        )
        var (near, notice): ([(place: KnowledgeStore.Place, cosine: Float)], String?) = ([], nil)
        if embedder == nil { notice = "There is no embedding service here; the search went by words alone." }
        do {
            near = try await nearest(as: principal, question, collection, threshold)
        } catch let error as any CodedError where error.code.hasPrefix("embed.") {
            notice = "The embedding service failed (\(error.code)); the search went by words alone."
        }
        let order = Ranking.fused([words, near.map(\.place)]).prefix(max(1, min(Self.mostCount, count)))
        let cosines = Dictionary(near.map { ($0.place, $0.cosine) }, uniquingKeysWith: { first, _ in first })
        let chunks = try await store.chunks(as: principal, order.map(\.item))
        let hits = order.compactMap { item, score -> KnowledgeHit? in
            guard let (title, chunk) = chunks[item], let id = KnowledgeID(item.document) else { return nil }
            return KnowledgeHit(
                document: id,
                title: title,
                position: item.position,
                heading: chunk.heading,
                page: chunk.page,
                text: chunk.text,
                similarity: cosines[item].map { (Double($0) * 10_000).rounded() / 10_000 },
                score: score
            )
        }
        return KnowledgeResult(mode: notice == nil ? .hybrid : .words, notice: notice, hits: hits)
    }

    /// What was found as text for a model: each source with its number, title, page and similarity; at most ``contextCharacters``.
    package static func context(_ result: KnowledgeResult) -> String {
        var text = ""
        for (index, hit) in result.hits.enumerated() {
            let similarity = hit.similarity.map { ", similarity \(Double(Int($0 * 100)) / 100)" } ?? ""
            let part = "[Source \(index + 1): \(hit.title), page \(hit.page)\(similarity)]\n\(hit.text)\n\n"
            guard text.count + part.count <= contextCharacters else { break }
            text += part
        }
        return text
    }

    private func nearest(as principal: Principal, _ question: String, _ collection: String?, _ threshold: Double?)
        async throws
        -> [(place: KnowledgeStore.Place, cosine: Float)]
    {
        guard let embedder else { return [] }
        let space = Self.name(of: embedder.space)
        let documents = try await store.list(as: principal, collection: collection).filter {
            $0.state == .done && $0.space == space
        }
        guard !documents.isEmpty else { return [] }
        guard let vector = try await embedder.embed([Embedder.Text(question)], .query).first else { return [] }
        let query = VectorBlock.packed(vector)
        let least = Float(threshold ?? Self.threshold(of: embedder.space))
        var found: [(place: KnowledgeStore.Place, cosine: Float)] = []
        for document in documents {
            let block: VectorBlock
            if let kept = cache.block(document.id) {
                block = kept
            } else {
                block = try await store.vectors(of: document.id, dimensions: embedder.space.dimensions)
                cache.keep(block, for: document.id)
            }
            for (row, cosine) in block.nearest(to: query, count: Self.candidates, threshold: least) {
                found.append((KnowledgeStore.Place(document: document.id.rawValue, position: row), cosine))
            }
        }
        return Array(found.sorted { ($1.cosine, $0.place) < ($0.cosine, $1.place) }.prefix(Self.candidates))
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
