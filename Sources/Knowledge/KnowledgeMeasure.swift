package import Core
import Documents
import FoundationEssentials
import Logging
package import Model

/// Questions with the section of a document that answers each, to measure a search and an embedding model by.
package struct KnowledgeSet: Sendable, Codable {
    /// One question.
    package struct Question: Sendable, Codable {
        /// Where it counts: thresholds are chosen by one half of the questions and judged by the other.
        package enum Half: String, Sendable, Codable {
            case calibration, judged
        }

        /// The question.
        package var question: String
        /// The number that the heading of the answering section begins with.
        package var section: Int
        /// Where it counts.
        package var half: Half
    }

    /// The document, beside the file of the set.
    package var document: String
    /// Its questions.
    package var questions: [Question]
    /// Questions that nothing in the document answers.
    package var unrelated: [String]
}

/// Measures the search of knowledge documents with whatever embedding service there is.
package struct KnowledgeMeasure: Sendable {
    private let store: KnowledgeStore
    private let threads: BlockingThreads

    /// A measurement in a database; what it keeps there it removes again.
    package init(_ store: KnowledgeStore, threads: BlockingThreads) {
        self.store = store
        self.threads = threads
    }

    /// What a labelled set gave.
    package struct Retrieval: Sendable {
        /// Questions of the set.
        package var questions = 0
        /// Chunks of the document.
        package var chunks = 0
        /// Share of the questions whose section is among the first six, by way.
        package var recall: [KnowledgeSearch.Way: Double] = [:]
        /// The mean of 1 over the place of the first right chunk, by way; 0 where it is not among the first six.
        package var reciprocal: [KnowledgeSearch.Way: Double] = [:]
        /// Cosines of the calibrating questions with the best chunk of their section, ascending.
        package var right: [Double] = []
        /// The same of the judged questions.
        package var judged: [Double] = []
        /// Best cosines of questions that nothing answers, ascending.
        package var unrelated: [Double] = []
        /// The questions that a hybrid search missed.
        package var missed: [String] = []

        /// The threshold by the calibrating half: just below what 19 of 20 right chunks reach, rounded down to hundredths.
        package var threshold: Double? {
            guard !right.isEmpty else { return nil }
            return (right[right.count / 20] * 100).rounded(.down) / 100
        }

        /// Share of some cosines that reach a threshold.
        package static func share(_ cosines: [Double], from threshold: Double) -> Double {
            cosines.isEmpty ? 0 : Double(cosines.count { $0 >= threshold }) / Double(cosines.count)
        }
    }

    /// Measures a labelled set.
    ///
    /// - Parameter bytes: the set's document, Markdown.
    package func retrieval(_ set: KnowledgeSet, document bytes: [UInt8], embedder: Embedder?) async throws -> Retrieval
    {
        let principal = Principal.holder(of: "measure:\(KnowledgeID(at: Date()))")
        let search = KnowledgeSearch(store, embedder: embedder, threshold: -1)
        let desk = KnowledgeDesk(store, search: search, now: { Date() })
        let ingest = KnowledgeIngest(store, embedder: embedder, threads: threads, log: Logger(label: "measure"))
        defer { Task { [store] in _ = try? await store.removeAll(as: principal) } }
        let (added, _) = try await desk.add(as: principal, bytes, .init(name: set.document))
        while try await desk.find(as: principal, added.id).state == .waiting {
            if try await !ingest.ingestOne() { try await Task.sleep(for: .milliseconds(200)) }
        }
        while try await ingest.indexOne() {}
        var result = Retrieval()
        (result.questions, result.chunks) = (set.questions.count, try await desk.find(as: principal, added.id).total)
        func isRight(_ hit: KnowledgeHit, _ section: Int) -> Bool {
            hit.heading.components(separatedBy: " › ").last?.hasPrefix("\(section) ") == true
        }
        for question in set.questions {
            for way in KnowledgeSearch.Way.allCases where way == .words || embedder != nil {
                let found = try await search.search(as: principal, question.question, by: way)
                let place = found.hits.firstIndex { isRight($0, question.section) }
                guard let place else {
                    if way == .hybrid { result.missed.append(question.question) }
                    continue
                }
                let share = 1 / Double(set.questions.count)
                result.recall[way, default: 0] += share
                result.reciprocal[way, default: 0] += share / Double(place + 1)
            }
            guard embedder != nil else { continue }
            let wide = try await search.search(as: principal, question.question, count: 50, by: .vectors)
            let best = wide.hits.first { isRight($0, question.section) }?.similarity ?? -1
            if question.half == .calibration { result.right.append(best) } else { result.judged.append(best) }
        }
        for question in set.unrelated where embedder != nil {
            let found = try await search.search(as: principal, question, count: 1, by: .vectors)
            if let best = found.hits.first?.similarity { result.unrelated.append(best) }
        }
        result.right.sort()
        result.judged.sort()
        result.unrelated.sort()
        _ = try await store.removeAll(as: principal)
        return result
    }

    /// What a search over many vectors took.
    package struct Speed: Sendable {
        /// Vectors.
        package var count = 0
        /// Times of the exact search, in milliseconds, ascending.
        package var exact: [Double] = []
        /// Times by pgvector's index; nil where there is none.
        package var index: [Double]?
        /// Share of the exact search's first ten that the index found as well.
        package var recall: Double?
        /// Bytes of the vectors in memory.
        package var bytes = 0
    }

    /// Measures a search over vectors drawn around 1,000 centres.
    ///
    /// - Parameter queries: how many are searched for, each near one of the vectors.
    package func speed(count: Int, dimensions: Int, queries: Int) async throws -> Speed {
        let principal = Principal.holder(of: "measure:\(KnowledgeID(at: Date()))")
        let space = Embedder.Space(engine: "measure", model: "drawn", dimensions: dimensions)
        var drawn = DrawnVectors(dimensions: dimensions)
        var (speed, all, at) = (Speed(), VectorBlock(dimensions: dimensions), 0)
        speed.count = count
        let embedder = Embedder(space: space) { texts, _ in texts.map { _ in [Float](repeating: 0, count: dimensions) }
        }
        let index = NearIndex(store.database, dimensions: dimensions)
        let isIndexed = try await index?.isThere() == true
        if isIndexed { try await index?.prepare() }
        while at < count {
            let rows = min(KnowledgeIngest.maxChunks, count - at)
            var block = VectorBlock(dimensions: dimensions)
            for _ in 0..<rows { block.append(VectorBlock.packed(drawn.next())) }
            all.append(block)
            if isIndexed { try await keep(block, as: principal, number: at, space: space, index) }
            at += rows
        }
        speed.bytes = all.bytes
        let clock = ContinuousClock()
        var (times, shared): ([Double], Int) = ([], 0)
        for number in 0..<queries {
            let query = VectorBlock.packed(drawn.near(all.vector(number * 7_919 % max(1, all.count))))
            var start = clock.now
            let exact = all.nearest(to: query, count: 10, threshold: -1)
            speed.exact.append(Self.milliseconds(start.duration(to: clock.now)))
            guard isIndexed, let index else { continue }
            start = clock.now
            let found = try await index.nearest(
                as: principal,
                to: query,
                space: KnowledgeSearch.name(of: embedder.space),
                collection: nil,
                count: 10
            )
            times.append(Self.milliseconds(start.duration(to: clock.now)))
            // Vectors of equal cosine may stand for each other.
            let last = exact.last?.cosine ?? 1
            shared += found.count { $0.cosine >= last }
        }
        speed.exact.sort()
        if isIndexed {
            speed.index = times.sorted()
            speed.recall = Double(shared) / Double(max(1, queries * 10))
        }
        _ = try await store.removeAll(as: principal)
        return speed
    }

    private func keep(
        _ block: VectorBlock,
        as principal: Principal,
        number: Int,
        space: Embedder.Space,
        _ index: NearIndex?
    ) async throws {
        let text = DocumentText(kind: .text, lines: [.init("measured \(number)")])
        let document = KnowledgeDocument(
            id: KnowledgeID(at: Date()),
            owner: principal.owner,
            label: .init(name: "measured"),
            title: "measured \(number)",
            text: text,
            hash: "measured \(number)",
            bytes: 1,
            created: Date()
        )
        guard case .added(let kept) = try await store.add(as: principal, document, text) else { return }
        let name = KnowledgeSearch.name(of: space)
        for start in stride(from: 0, to: block.count, by: 500) {
            let rows = start..<min(start + 500, block.count)
            _ = try await store.append(
                rows.map { DocumentChunk(heading: "", page: 1, text: "measured \($0)") },
                vectors: rows.map(block.vector),
                of: block.count,
                to: kept.id,
                from: start,
                space: name,
                leaseUntil: Instant(Date()).advanced(byMs: 600_000)
            )
        }
        try await store.end(kept.id, failure: nil, at: Instant(Date()))
        try await index?.add(kept.id, block)
    }

    private static func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
}

/// Vectors around 1,000 centres, the same in each run.
private struct DrawnVectors {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var centres: [[Float]] = []
    private let dimensions: Int

    init(dimensions: Int) {
        self.dimensions = dimensions
        for _ in 0..<1_000 { centres.append((0..<dimensions).map { _ in uniform() }) }
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private mutating func uniform() -> Float {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Float((value ^ (value >> 31)) >> 40) / Float(1 << 23) - 1
    }

    mutating func next() -> [Float] {
        let centre = centres[Int((uniform() + 1) * 499.9)]
        return centre.map { $0 + 0.8 * uniform() }
    }

    mutating func near(_ vector: [Int16]) -> [Float] { vector.map { Float($0) / 1_000 + 0.5 * uniform() } }
}
