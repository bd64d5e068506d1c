import Core
import Model
import Outbound

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
