import Foundation

/// Embedding services, whose paths do not collide: Gemini's `:batchEmbedContents` and `:embedContent`, OpenAI's
/// `/v1/embeddings` and TEI's `/embed`. Vectors are bags of hashed words: texts that share words are near each other.
enum FakeEmbeddings {
    /// Texts one call may hold.
    private static let maxBatch = 100

    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("embeddings", mode: mode) { request, mode in
            guard request.method == "POST" else { return FakeReply(405, #"{"error":"method"}"#) }
            let json = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
            switch request.path {
            case "/embed": return tei(json, mode)
            case "/v1/embeddings": return openAI(json, request, mode)
            default:
                guard request.path.hasPrefix("/v1/models/") || request.path.hasPrefix("/v1beta/models/") else {
                    return FakeReply(404, #"{"error":"no such path","error_type":"not_found"}"#)
                }
                return gemini(json, request, mode)
            }
        }
    }

    // MARK: The dialects

    private static func gemini(_ json: [String: Any], _ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        let model = request.path.split(separator: "/").last?.split(separator: ":").first.map(String.init) ?? ""
        if let refusal = GoogleFailure.refusal(mode, model: model) { return refusal }
        let isSingle = request.path.hasSuffix(":embedContent")
        let items = isSingle ? [json] : json["requests"] as? [[String: Any]] ?? []
        guard request.headers["x-goog-api-key"]?.isEmpty == false else {
            return GoogleFailure.reply(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
        }
        guard items.count <= maxBatch, isSingle || items.allSatisfy({ ($0["model"] as? String) == "models/\(model)" })
        else { return GoogleFailure.reply(400, "INVALID_ARGUMENT", "* BatchEmbedContentsRequest.requests: unexpected") }
        if mode == .empty { return FakeReply("{}") }
        let vectors = items.map { item -> String in
            let content = item["content"] as? [String: Any]
            let parts = content?["parts"] as? [[String: Any]] ?? []
            let size = item["outputDimensionality"] as? Int ?? item["output_dimensionality"] as? Int ?? 3_072
            // Only whole vectors of the first model, and all of the second, have length 1.
            let scale: Float = model.hasSuffix("001") && size < 3_072 ? 0.6 : 1
            return list(vector(parts.compactMap { $0["text"] as? String }.joined(), size, scale: scale))
        }
        if isSingle { return FakeReply(#"{"embedding":{"values":\#(vectors.first ?? "[]")}}"#) }
        return FakeReply(#"{"embeddings":[\#(vectors.map { #"{"values":\#($0)}"# }.joined(separator: ","))]}"#)
    }

    private static func openAI(_ json: [String: Any], _ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        func error(_ status: Int, _ message: String, _ code: String, _ headers: [String: String] = [:]) -> FakeReply {
            FakeReply(
                status,
                #"{"error":{"message":"\#(message)","type":"error","param":null,"code":"\#(code)"}}"#,
                headers: headers
            )
        }
        switch mode {
        case .throttled: return error(429, "Rate limit reached", "rate_limit_exceeded", ["retry-after-ms": "20"])
        case .quota: return error(429, "You exceeded your current quota", "insufficient_quota")
        case .failing: return error(500, "The server had an error", "server_error")
        case .overloaded: return error(503, "Loading model", "unavailable_error")
        case .rejected, .blocked: return error(400, "Invalid input", "invalid_request_error")
        case .unauthorized:
            let key = request.headers["authorization"] ?? ""
            return error(401, "Incorrect API key provided: \(key)", "invalid_api_key")
        case .missing: return error(404, "The model does not exist", "model_not_found")
        case .empty:
            return FakeReply(#"{"object":"list","data":[],"model":"m","usage":{"prompt_tokens":0,"total_tokens":0}}"#)
        default: break
        }
        let texts = json["input"] as? [String] ?? (json["input"] as? String).map { [$0] } ?? []
        let size = json["dimensions"] as? Int ?? 768
        let items = texts.enumerated().map { index, text -> String in
            let vector = vector(text, size, scale: 1)
            let value =
                json["encoding_format"] as? String == "base64"
                ? "\"\(unsafe vector.withUnsafeBytes { unsafe Data($0) }.base64EncodedString())\"" : list(vector)
            return #"{"object":"embedding","index":\#(index),"embedding":\#(value)}"#
        }
        // Any order is allowed; the index says which is which.
        let data = items.reversed().joined(separator: ",")
        let extra = mode == .unknown ? #","novelty":{"deep":[null]}"# : ""
        return FakeReply(
            #"{"object":"list","data":[\#(data)],"model":"\#(json["model"] as? String ?? "")","usage":{"prompt_tokens":8,"total_tokens":8}\#(extra)}"#
        )
    }

    private static func tei(_ json: [String: Any], _ mode: FakeMode) -> FakeReply {
        func error(_ status: Int, _ message: String, _ type: String) -> FakeReply {
            FakeReply(status, #"{"error":"\#(message)","error_type":"\#(type)"}"#)
        }
        switch mode {
        case .throttled, .quota: return error(429, "Model is overloaded", "overloaded")
        case .failing, .overloaded: return error(424, "Inference failed", "backend")
        case .rejected, .blocked: return error(422, "Tokenization error", "tokenizer")
        case .unauthorized: return error(401, "Unauthorized", "unauthorized")
        case .missing: return error(413, "batch size 99 > maximum allowed batch size 32", "validation")
        case .empty: return FakeReply("[]")
        default: break
        }
        let texts = json["inputs"] as? [String] ?? (json["inputs"] as? String).map { [$0] } ?? []
        return FakeReply("[\(texts.map { list(vector($0, 768, scale: 1)) }.joined(separator: ","))]")
    }

    // MARK: Vectors

    private static func vector(_ text: String, _ size: Int, scale: Float) -> [Float] {
        var vector = [Float](repeating: 0, count: max(1, size))
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            // FNV-1a, 64 bits.
            let hash = word.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            vector[Int(hash % UInt64(vector.count))] += hash & (1 << 63) == 0 ? 1 : -1
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length == 0 { vector[0] = 1 }
        return vector.map { $0 * scale / (length == 0 ? 1 : length) }
    }

    private static func list(_ vector: [Float]) -> String { "[\(vector.map { "\($0)" }.joined(separator: ","))]" }
}
