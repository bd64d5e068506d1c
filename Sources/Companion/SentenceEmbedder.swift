package import Model

/// Sentence embeddings in the companion: all-MiniLM-L6-v2, 384 numbers, English first of all.
package struct SentenceEmbedder: Sendable {
    /// Texts in one request: callers take turns between requests.
    static let batch = 32
    /// The longest part of a text that is looked at, in characters; the model reads 256 tokens of it.
    static let maxCharacters = 4_000

    private let companion: Companion

    /// The embedder of a companion.
    package init(companion: Companion) { self.companion = companion }

    /// The embedder behind its port. It places questions and passages alike.
    package var embedder: Embedder {
        Embedder(space: Embedder.Space(engine: "companion", model: "all-MiniLM-L6-v2", dimensions: 384)) { texts, _ in
            try await embed(texts.map { text in text.title.map { "\($0)\n\(text.text)" } ?? text.text })
        }
    }

    private func embed(_ texts: [String]) async throws -> [[Float]] {
        let caller = await companion.newCaller()
        var vectors: [[Float]] = []
        for start in stride(from: 0, to: texts.count, by: Self.batch) {
            let part = texts[start..<min(start + Self.batch, texts.count)].map { String($0.prefix(Self.maxCharacters)) }
            let request = CompanionRequest(duty: .embed, seconds: 60, texts: part)
            let deadlineMs = companion.settings.deadlineBaseMs
            let answer = try await companion.ask(request, for: .embed, caller: caller, deadlineMs: deadlineMs)
            guard answer.done.count == part.count, answer.done.dimensions == 384,
                answer.payload.count == part.count * 384 * 4
            else {
                throw CompanionError(code: "embed.malformed", "The companion answered with vectors of another shape.")
            }
            vectors += part.indices.map { Self.vector(answer.payload, $0) }
        }
        return vectors
    }

    private static func vector(_ bytes: [UInt8], _ row: Int) -> [Float] {
        (0..<384).map { column in
            let at = 4 * (row * 384 + column)
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
            return Float(bitPattern: bits)
        }
    }
}
