import Outbound

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
