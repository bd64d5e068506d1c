package import Core
import Documents
import FoundationEssentials
import Logging
package import Model

/// Questions with the section of a document that answers each, to measure a search and an embedding model by.
package struct KnowledgeSet: Sendable, Codable {
    /// One question.
    package struct Question: Sendable, Codable {
        /// Where it counts: rules and thresholds are chosen by one half of the questions and judged by the other.
        package enum Half: String, Sendable, Codable, CaseIterable {
            case calibration, judged
        }

        /// The question.
        package var question: String
        /// The number that the heading of the answering section begins with.
        package var section: Int
        /// Other sections that answer it as well, found by reading.
        package var also: [Int]?
        /// Where it counts.
        package var half: Half
    }

    /// The document, beside the file of the set.
    package var document: String
    /// Its questions.
    package var questions: [Question]
    /// Questions that nothing in the document answers; each second one is judged, the others calibrate.
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

    /// What one half of a labelled set gave.
    package struct Share: Sendable {
        /// Its questions.
        package var questions = 0
        /// How many have a right section among the first six, by way.
        package var found: [KnowledgeSearch.Way: Int] = [:]
        /// Sums of 1 over the place of the first right chunk, by way; 0 where it is not among the first six.
        package var reciprocal: [KnowledgeSearch.Way: Double] = [:]
        /// Cosines with the best chunk of a right section, ascending.
        package var right: [Double] = []
        /// Best cosines of questions that nothing answers, ascending.
        package var unrelated: [Double] = []
        /// The questions that a hybrid search missed.
        package var missed: [String] = []

        /// Share of the questions with a right section among the first six.
        package func recall(_ way: KnowledgeSearch.Way) -> Double {
            Double(found[way] ?? 0) / Double(max(1, questions))
        }

        /// Share of the right chunks and of the unrelated questions that reach a cosine.
        package func reach(_ least: Double) -> (right: Double, unrelated: Double) {
            func share(_ cosines: [Double]) -> Double {
                Double(cosines.count { $0 >= least }) / Double(max(1, cosines.count))
            }
            return (share(right), share(unrelated))
        }

        /// The cosine, in hundredths, that tells right chunks from the best ones of unrelated questions most often (Youden 1950).
        package var threshold: Double? {
            guard !right.isEmpty, !unrelated.isEmpty else { return nil }
            func gain(_ hundredths: Int) -> Double {
                let reach = reach(Double(hundredths) / 100)
                return reach.right - reach.unrelated
            }
            return (0...99).max { gain($0) < gain($1) }.map { Double($0) / 100 }
        }
    }

    /// What a labelled set gave.
    package struct Retrieval: Sendable {
        /// Chunks of the document.
        package var chunks = 0
        /// Both halves.
        package var halves: [KnowledgeSet.Question.Half: Share] = [:]
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
        var result = Retrieval(chunks: try await desk.find(as: principal, added.id).total)
        for question in set.questions {
            try await measure(question, as: principal, search, hasVectors: embedder != nil, &result)
        }
        for (number, question) in set.unrelated.enumerated() where embedder != nil {
            let found = try await search.search(as: principal, question, count: 1, by: .vectors)
            guard let best = found.hits.first?.similarity else { continue }
            result.halves[number.isMultiple(of: 2) ? .calibration : .judged, default: Share()].unrelated.append(best)
        }
        for half in result.halves.keys {
            result.halves[half]?.right.sort()
            result.halves[half]?.unrelated.sort()
        }
        _ = try await store.removeAll(as: principal)
        return result
    }

    private func measure(
        _ question: KnowledgeSet.Question,
        as principal: Principal,
        _ search: KnowledgeSearch,
        hasVectors: Bool,
        _ result: inout Retrieval
    ) async throws {
        let sections = [question.section] + (question.also ?? [])
        func isRight(_ hit: KnowledgeHit) -> Bool {
            let last = hit.heading.components(separatedBy: " › ").last ?? ""
            return sections.contains { last.hasPrefix("\($0) ") }
        }
        var share = result.halves[question.half, default: Share()]
        share.questions += 1
        for way in KnowledgeSearch.Way.allCases where way == .words || hasVectors {
            let found = try await search.search(as: principal, question.question, by: way)
            if let place = found.hits.firstIndex(where: isRight) {
                share.found[way, default: 0] += 1
                share.reciprocal[way, default: 0] += 1 / Double(place + 1)
            } else if way == .hybrid {
                share.missed.append(question.question)
            }
        }
        if hasVectors {
            let wide = try await search.search(as: principal, question.question, count: 50, by: .vectors)
            share.right.append(wide.hits.first(where: isRight)?.similarity ?? -1)
        }
        result.halves[question.half] = share
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
