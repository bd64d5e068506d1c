import Core
package import Model

/// Vectors of questions in one embedding space. The caller keeps them (they are `Codable`) and passes them back, so that only
/// new and changed questions are embedded.
package struct QuestionVectors: Sendable, Hashable, Codable {
    /// Most texts sent to the embedder in one call.
    static let batch = 64

    /// One question's vector and the text it was made from.
    package struct Entry: Sendable, Hashable, Codable {
        /// What was embedded.
        package var text: String
        /// A vector of length 1.
        package var vector: [Float]
    }

    /// The space; vectors of another space are never mixed in.
    package let space: Embedder.Space
    /// Entries by question id.
    package private(set) var entries: [String: Entry] = [:]

    /// No vectors yet.
    package init(space: Embedder.Space) {
        self.space = space
    }

    /// These vectors with those of all given questions, made where they are missing or where the question's text changed.
    /// Vectors of another space are dropped first. Throws what the embedder throws, and
    /// ``QuestionsError/Code/mismatchedVectors`` when its reply does not fit.
    package func completed(for questions: [BankQuestion], by embedder: Embedder) async throws -> QuestionVectors {
        var vectors = embedder.space == space ? self : QuestionVectors(space: embedder.space)
        let missing = questions.filter { vectors.entries[$0.id]?.text != $0.text }
        for start in stride(from: 0, to: missing.count, by: Self.batch) {
            try Task.checkCancellation()
            let part = missing[start..<min(start + Self.batch, missing.count)]
            let made = try await embedder.embed(part.map { Embedder.Text($0.text) }, .similarity)
            guard made.count == part.count, made.allSatisfy({ $0.count == embedder.space.dimensions }) else {
                throw QuestionsError(
                    .mismatchedVectors,
                    "The embedding service returned vectors that do not belong to the texts.",
                    context: ["texts": String(part.count), "vectors": String(made.count)]
                )
            }
            for (question, vector) in zip(part, made) {
                vectors.entries[question.id] = Entry(text: question.text, vector: vector)
            }
        }
        return vectors
    }

    /// The cosine between a vector of length 1 and a question's; nil when the question has no vector or the lengths differ.
    package func cosine(_ vector: [Float], _ id: String) -> Double? {
        guard let entry = entries[id], entry.vector.count == vector.count else { return nil }
        var sum: Float = 0
        for place in vector.indices { sum += vector[place] * entry.vector[place] }
        return Double(sum)
    }
}

extension QuestionBank {
    /// The questions that pass the filter and are nearest in meaning to a vector of length 1, nearest first, scored by cosine
    /// from −1 to 1. Questions without a vector are left out. `limit` is cut to 1…500.
    package func nearest(
        to vector: [Float],
        among vectors: QuestionVectors,
        filter: QuestionFilter = .init(),
        atLeast least: Double = -1,
        limit: Int = 20
    ) -> [QuestionHit] {
        let hits = questions.enumerated().compactMap { place, question -> (place: Int, hit: QuestionHit)? in
            guard filter.accepts(question), let score = vectors.cosine(vector, question.id), score >= least else {
                return nil
            }
            return (place, QuestionHit(question: question, score: score))
        }
        return hits.sorted { ($1.hit.score, $0.place) < ($0.hit.score, $1.place) }.prefix(min(max(1, limit), 500))
            .map(\.hit)
    }

    /// As ``nearest(to:among:filter:atLeast:limit:)``, for a text. Completes the vectors that the caller keeps. A question that
    /// means the same as one asked before (C7) is found with `atLeast` 0.9.
    package func search(
        meaning text: String,
        by embedder: Embedder,
        keeping vectors: inout QuestionVectors,
        filter: QuestionFilter = .init(),
        atLeast least: Double = -1,
        limit: Int = 20
    ) async throws -> [QuestionHit] {
        vectors = try await vectors.completed(for: questions, by: embedder)
        let made = try await embedder.embed([Embedder.Text(String(text.prefix(2_000)))], .similarity)
        guard let vector = made.first, made.count == 1, vector.count == embedder.space.dimensions else {
            throw QuestionsError(.mismatchedVectors, "The embedding service returned no vector for the search text.")
        }
        return nearest(to: vector, among: vectors, filter: filter, atLeast: least, limit: limit)
    }
}
