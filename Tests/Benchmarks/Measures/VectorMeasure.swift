import Core
package import Database
import Documents
import FoundationEssentials
import Knowledge
import Model

/// How long a search over many drawn vectors takes, and how much of it pgvector's index finds.
package struct VectorMeasure: Sendable {
    private let database: any SQLDatabase
    private var store: KnowledgeStore { KnowledgeStore(database) }

    /// A measurement in a database; what it keeps there it removes again.
    package init(_ database: any SQLDatabase) { self.database = database }

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
        let owner = "measure:\(KnowledgeID(at: Date()))"
        let principal = Principal(.user, owner: owner, permissions: [.answersRead, .answersWrite])
        let space = Embedder.Space(engine: "measure", model: "drawn", dimensions: dimensions)
        var drawn = DrawnVectors(dimensions: dimensions)
        var (speed, all, at) = (Speed(), VectorBlock(dimensions: dimensions), 0)
        speed.count = count
        let embedder = Embedder(space: space) { texts, _ in texts.map { _ in [Float](repeating: 0, count: dimensions) }
        }
        let index = NearIndex(database, dimensions: dimensions)
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
                space: name
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
