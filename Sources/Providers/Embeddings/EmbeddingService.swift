import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Vectors from an embedding service, behind the ``Embedder`` port.
package struct EmbeddingService: Sendable {
    private let settings: EmbeddingSettings
    private let upstream: Upstream

    /// A service behind a client.
    package init(
        settings: EmbeddingSettings,
        client: HTTPClient,
        logger: Logger,
        pacing: Upstream.Pacing = .init()
    ) {
        self.settings = settings
        upstream = Upstream(
            "embedding-\(settings.dialect.rawValue)",
            client: client,
            settings: settings.upstream,
            secrets: [settings.apiKey].compactMap(\.self),
            logger: logger,
            pacing: pacing
        )
    }

    /// The port.
    package var embedder: Embedder {
        Embedder(
            space: .init(
                engine: settings.dialect.rawValue,
                model: settings.model,
                dimensions: settings.dimensions
            ),
            embed: { try await embed($0, for: $1) }
        )
    }

    private func embed(_ texts: [Embedder.Text], for purpose: Embedder.Purpose) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        vectors.reserveCapacity(texts.count)
        var start = 0
        while start < texts.count {
            let piece = Array(texts[start..<min(start + settings.batch, texts.count)])
            vectors += try await embed(piece: piece, for: purpose)
            start += piece.count
        }
        return vectors
    }

    private func embed(piece: [Embedder.Text], for purpose: Embedder.Purpose) async throws -> [[Float]] {
        do throws(OutboundError) {
            return try await upstream.call { () throws(OutboundError) in
                EmbeddingRequest(settings: settings).http(piece, for: purpose)
            } reading: { reply throws(OutboundError) in
                guard reply.isSuccess else {
                    throw EmbeddingRefusal.error(reply, dialect: settings.dialect)
                }
                return try EmbeddingReply(dialect: settings.dialect, dimensions: settings.dimensions)
                    .vectors(in: reply.body, count: piece.count)
            }
        } catch {
            throw ProvidersError.embed(error, engine: settings.dialect.rawValue)
        }
    }
}

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

/// The call for one batch of vectors.
struct EmbeddingRequest {
    /// Whom to ask.
    let settings: EmbeddingSettings

    /// The call.
    func http(_ texts: [Embedder.Text], for purpose: Embedder.Purpose) -> HTTPRequest {
        var headers = [(name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json")]
        let path: String
        let body: String
        switch settings.dialect {
        case .gemini:
            if let key = settings.apiKey { headers.append(("x-goog-api-key", key.revealed)) }
            path = "/v1beta/models/\(settings.model):batchEmbedContents"
            body = #"{"requests":[\#(texts.map { gemini($0, purpose) }.joined(separator: ","))]}"#
        case .openAI:
            if let key = settings.apiKey { headers.append(("Authorization", "Bearer \(key.revealed)")) }
            path = "/embeddings"
            let length = settings.asksForDimensions ? #","dimensions":\#(settings.dimensions)"# : ""
            body =
                #"{"model":\#(settings.model.jsonLiteral),"input":[\#(plain(texts))],"encoding_format":"float"\#(length)}"#
        case .tei:
            if let key = settings.apiKey { headers.append(("Authorization", "Bearer \(key.revealed)")) }
            path = "/embed"
            body = #"{"inputs":[\#(plain(texts))],"normalize":true,"truncate":true}"#
        }
        return HTTPRequest(.post, settings.baseURL + path, headers: headers, body: .text(body))
    }

    private func plain(_ texts: [Embedder.Text]) -> String {
        texts.map { $0.text.jsonLiteral }.joined(separator: ",")
    }

    /// One item of a batch. Up to 001 the purpose is a field; later models read it from a prefix of the text.
    private func gemini(_ text: Embedder.Text, _ purpose: Embedder.Purpose) -> String {
        let takesTaskType = settings.model.hasSuffix("embedding-001") || settings.model.hasPrefix("text-embedding-")
        var fields = [#""model":\#("models/\(settings.model)".jsonLiteral)"#]
        let content = takesTaskType ? text.text : Self.prefixed(text, purpose)
        fields.append(#""content":{"parts":[{"text":\#(content.jsonLiteral)}]}"#)
        if takesTaskType {
            fields.append(#""taskType":"\#(Self.taskType(purpose))""#)
            // The service refuses a title with any other purpose.
            if purpose == .document, let title = text.title { fields.append(#""title":\#(title.jsonLiteral)"#) }
        }
        if settings.asksForDimensions { fields.append(#""outputDimensionality":\#(settings.dimensions)"#) }
        return "{\(fields.joined(separator: ","))}"
    }

    private static func taskType(_ purpose: Embedder.Purpose) -> String {
        switch purpose {
        case .document: "RETRIEVAL_DOCUMENT"
        case .query: "RETRIEVAL_QUERY"
        case .similarity: "SEMANTIC_SIMILARITY"
        }
    }

    private static func prefixed(_ text: Embedder.Text, _ purpose: Embedder.Purpose) -> String {
        switch purpose {
        case .document: "title: \(text.title ?? "none") | text: \(text.text)"
        case .query: "task: search result | query: \(text.text)"
        case .similarity: "task: sentence similarity | query: \(text.text)"
        }
    }
}

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

/// The class of an embedding service's refusal.
enum EmbeddingRefusal {
    /// The error of a reply that is no success.
    static func error(_ reply: HTTPReply, dialect: EmbeddingSettings.Dialect) -> OutboundError {
        let json = JSONValue.parse(reply.body)
        switch dialect {
        case .gemini: return GoogleRefusal.error(reply, json)
        case .openAI: return ServiceReply.plainRefusal(reply, json)
        case .tei:
            // 424 is TEI's "the model behind me failed", which may pass.
            guard reply.status == 424 else { return ServiceReply.plainRefusal(reply, json) }
            return ServiceReply.make(.transient, reply, words: json?["error"]?.text)
        }
    }
}
