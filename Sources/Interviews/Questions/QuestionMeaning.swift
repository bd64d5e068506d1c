import Core
import HTTPKit
package import Model
package import Questions

/// Questions in the space of an embedding service: searching by meaning, and finding questions that were asked in other words. The
/// vectors of the bank are made once in a process; a service that is away or late leaves searching by words as it is.
package actor QuestionMeaning {
    /// From this cosine on two questions mean the same. No two of the shipped bank reach it.
    package static let same = 0.9
    /// Most texts of owners that are remembered; the oldest go first.
    static let maxRemembered = 5_000
    /// Most texts that one comparison embeds.
    static let maxCompared = 400

    private let embedder: Embedder
    private let bank: QuestionBank
    private let patienceMs: Int
    private var vectors: QuestionVectors
    private var making: Task<QuestionVectors, any Error>?
    private var remembered: [String: [Float]] = [:]
    private var order: [String] = []

    /// The space of a service.
    ///
    /// - Parameter patienceMs: how long one request waits for the service, in milliseconds.
    package init(_ embedder: Embedder, bank: QuestionBank, patienceMs: Int = 4_000) {
        self.embedder = embedder
        self.bank = bank
        self.patienceMs = patienceMs
        vectors = QuestionVectors(space: embedder.space)
    }

    /// The least cosine that counts as a find: sentence models of the MiniLM family place related texts lower than larger ones.
    private var least: Double { embedder.space.model.contains("MiniLM") ? 0.35 : 0.58 }

    /// The questions nearest in meaning to words, of the bank and of an owner, by id, nearest first; nil when that is not known now.
    func nearest(to words: String, own: [BankQuestion], filter: QuestionFilter, limit: Int) async -> [(
        id: String, cosine: Double
    )]? {
        guard let vectors = await whole() else { return nil }
        guard let placed = await placed([String(words.prefix(2_000))] + own.prefix(Self.maxCompared).map(\.text)),
            let query = placed.first
        else { return nil }
        var hits = bank.nearest(to: query, among: vectors, filter: filter, atLeast: least, limit: limit)
            .map { (id: $0.question.id, cosine: $0.score) }
        for (question, vector) in zip(own, placed.dropFirst()) where filter.accepts(question) {
            let cosine = Self.cosine(query, vector)
            if cosine >= least { hits.append((question.id, cosine)) }
        }
        return Array(hits.sorted { ($1.cosine, $0.id) < ($0.cosine, $1.id) }.prefix(limit))
    }

    /// Which of the drafts mean the same as one of the known texts, as an earlier draft, or as a question of the bank; nil when that is
    /// not known now.
    func repeats(_ drafts: [String], of known: [String]) async -> Set<Int>? {
        guard !drafts.isEmpty else { return [] }
        let known = Array(known.suffix(Self.maxCompared - min(drafts.count, 50)))
        guard let placed = await placed(drafts + known) else { return nil }
        let whole = await whole()
        var repeats: Set<Int> = []
        for (place, vector) in placed.prefix(drafts.count).enumerated() {
            let earlier = placed[..<place].enumerated().filter { !repeats.contains($0.offset) }.map(\.element)
            let isKnown = (earlier + placed.dropFirst(drafts.count)).contains { Self.cosine($0, vector) >= Self.same }
            let inBank =
                whole.map { !bank.nearest(to: vector, among: $0, atLeast: Self.same, limit: 1).isEmpty } ?? false
            if isKnown || inBank { repeats.insert(place) }
        }
        return repeats
    }

    /// The vectors of the bank; nil while they are being made for longer than a request waits, or when the service fails.
    private func whole() async -> QuestionVectors? {
        if vectors.entries.count >= bank.questions.count { return vectors }
        let task: Task<QuestionVectors, any Error>
        if let making {
            task = making
        } else {
            task = Task { [vectors, bank, embedder] in
                try await vectors.completed(for: bank.questions, by: embedder)
            }
            making = task
        }
        // The bank is placed to its end even when this request does not wait for it.
        let done = await TimeLimit.within(patienceMs) { () async -> Result<QuestionVectors, any Error>? in
            await task.result
        }
        switch done {
        case .success(let made):
            (vectors, making) = (made, nil)
            return made
        case .failure:
            making = nil
            return nil
        case nil: return nil
        }
    }

    /// Vectors of texts, those placed before from memory; nil when the service fails or is late.
    private func placed(_ texts: [String]) async -> [[Float]]? {
        var missing: [String] = []
        for text in texts where remembered[text] == nil && !missing.contains(text) { missing.append(text) }
        if !missing.isEmpty {
            let (embedder, asked) = (embedder, missing)
            let made = await TimeLimit.within(patienceMs) {
                try? await embedder.embed(asked.map { Embedder.Text($0) }, .similarity)
            }
            guard let made, made.count == asked.count, made.allSatisfy({ $0.count == embedder.space.dimensions })
            else { return nil }
            for (text, vector) in zip(asked, made) { remember(text, vector) }
        }
        let found = texts.compactMap { remembered[$0] }
        return found.count == texts.count ? found : nil
    }

    private func remember(_ text: String, _ vector: [Float]) {
        if remembered.updateValue(vector, forKey: text) == nil { order.append(text) }
        while order.count > Self.maxRemembered { remembered[order.removeFirst()] = nil }
    }

    private static func cosine(_ one: [Float], _ other: [Float]) -> Double {
        guard one.count == other.count else { return -1 }
        var sum: Float = 0
        for place in one.indices { sum += one[place] * other[place] }
        return Double(sum)
    }
}
