package import Outbound

/// An embedding service.
package struct EmbeddingSettings: Sendable, Hashable, Codable {
    /// Whose protocol it speaks.
    package enum Dialect: String, Sendable, Codable, CaseIterable {
        /// Google: `POST {base}/v1beta/models/{model}:batchEmbedContents`.
        case gemini
        /// OpenAI, Ollama, LM Studio and their like: `POST {base}/embeddings`, the base with its `/v1`.
        case openAI
        /// Hugging Face's text-embeddings-inference: `POST {base}/embed`.
        case tei
    }

    /// Whose protocol.
    package var dialect: Dialect
    /// Up to and without the path above.
    package var baseURL: String
    /// Sent as the dialect wants it; nil for servers without keys.
    package var apiKey: Secret?
    /// The model; a TEI server has one only, and the name merely goes into the space.
    package var model: String
    /// Numbers in a vector; an answer of another length is an error.
    package var dimensions: Int
    /// Whether the service is asked for that many; not all models can shorten their vectors.
    package var asksForDimensions: Bool
    /// Texts in one call.
    package var batch: Int
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings.
    package init(
        dialect: Dialect,
        baseURL: String,
        apiKey: Secret? = nil,
        model: String,
        dimensions: Int,
        asksForDimensions: Bool = false,
        batch: Int = 32,
        upstream: UpstreamSettings = UpstreamSettings(timeout: .seconds(30), deadline: .seconds(120))
    ) {
        self.dialect = dialect
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.dimensions = dimensions
        self.asksForDimensions = asksForDimensions
        self.batch = max(1, batch)
        self.upstream = upstream
    }

    /// Google's own service, 768 numbers in a vector, 100 texts in a call.
    package static func gemini(
        baseURL: String = "https://generativelanguage.googleapis.com",
        apiKey: Secret,
        model: String = "gemini-embedding-001",
        dimensions: Int = 768
    ) -> EmbeddingSettings {
        EmbeddingSettings(
            dialect: .gemini,
            baseURL: baseURL,
            apiKey: apiKey,
            model: model,
            dimensions: dimensions,
            asksForDimensions: true,
            batch: 100
        )
    }
}
