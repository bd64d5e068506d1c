import FoundationEssentials
import Outbound

/// Reads the vectors of a success. Typed decoding, unlike other replies: a batch holds hundreds of thousands of numbers.
struct EmbeddingReply {
    /// Whose protocol.
    let dialect: EmbeddingSettings.Dialect
    /// Numbers every vector must have.
    let dimensions: Int

    private struct Gemini: Decodable {
        var embeddings: [Item]
        struct Item: Decodable { var values: [Float] }
    }

    private struct OpenAI: Decodable {
        var data: [Item]
        struct Item: Decodable {
            var index: Int?
            var embedding: [Float]
        }
    }

    /// One vector of length 1 for each of `count` texts, in their order.
    ///
    /// - Throws: `malformed` when there are more or fewer, one has another number of dimensions, or one has no direction.
    func vectors(in body: [UInt8], count: Int) throws(OutboundError) -> [[Float]] {
        guard let found = try? decode(Data(body), count: count) else {
            throw OutboundError(.malformed, "its answer holds no vectors.", status: 200)
        }
        guard found.count == count else {
            throw OutboundError(.malformed, "it answers \(count) texts with \(found.count) vectors.", status: 200)
        }
        var vectors: [[Float]] = []
        for vector in found {
            guard vector.count == dimensions else {
                throw OutboundError(
                    .malformed,
                    "its vectors have \(vector.count) dimensions; \(dimensions) are configured.",
                    status: 200
                )
            }
            guard let unit = Self.normalized(vector) else {
                throw OutboundError(.malformed, "one of its vectors has no direction.", status: 200)
            }
            vectors.append(unit)
        }
        return vectors
    }

    private func decode(_ data: Data, count: Int) throws -> [[Float]] {
        let decoder = JSONDecoder()
        switch dialect {
        case .gemini: return try decoder.decode(Gemini.self, from: data).embeddings.map(\.values)
        case .tei: return try decoder.decode([[Float]].self, from: data)
        case .openAI:
            let items = try decoder.decode(OpenAI.self, from: data).data
            let places = items.enumerated().map { $1.index ?? $0 }
            // Any order is allowed, but every text needs exactly one vector.
            guard places.count == count, Set(places) == Set(0..<count) else { return [] }
            return zip(places, items).sorted { $0.0 < $1.0 }.map(\.1.embedding)
        }
    }

    /// The vector with length 1 (L2); nil when a number is not finite or all are zero. Some models shorten their vectors
    /// without making them unit vectors again.
    static func normalized(_ vector: [Float]) -> [Float]? {
        // In double precision, where squares of finite floats do not overflow.
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length.isFinite, length > 0 else { return nil }
        return vector.map { Float(Double($0) / length) }
    }
}
