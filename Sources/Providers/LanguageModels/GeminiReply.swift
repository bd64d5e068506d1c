import Outbound

/// What `generateContent` answered, by its first candidate.
struct GeminiReply: Hashable {
    /// The text of all parts that are no thoughts.
    let text: String
    /// The model that answered.
    let model: String?

    private static let blocking: Set<String> = [
        "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "MODEL_ARMOR", "IMAGE_SAFETY",
    ]

    /// Reads a success.
    ///
    /// - Throws: `blocked`, `truncated`, or `malformed` when there is nothing to read.
    init(_ json: JSONValue) throws(OutboundError) {
        model = json["modelVersion"]?.text
        if let reason = json["promptFeedback"]?["blockReason"]?.text, json["candidates"]?[0] == nil {
            throw OutboundError(.blocked, "it blocked the prompt (\(Self.word(reason))).", status: 200)
        }
        let candidate = json["candidates"]?[0]
        let parts = candidate?["content"]?["parts"]?.items ?? []
        text = parts.filter { $0["thought"]?.bool != true }.compactMap { $0["text"]?.text }.joined()
        let reason = candidate?["finishReason"]?.text ?? ""
        if Self.blocking.contains(reason) {
            throw OutboundError(.blocked, "it blocked its answer (\(Self.word(reason))).", status: 200)
        }
        if reason == "MAX_TOKENS" || reason == "CONTINUATION" {
            var error = OutboundError(.truncated, "its answer reached the output cap.", status: 200)
            error.anotherModelMayAnswer = true
            throw error
        }
        // Half an answer is none: these ask for the same once more.
        guard !text.isEmpty, reason != "OTHER", reason != "MALFORMED_RESPONSE" else {
            throw OutboundError(
                .malformed,
                "its answer is empty or broken off\(reason.isEmpty ? "" : " (\(Self.word(reason)))").",
                status: 200
            )
        }
    }

    /// What the service says of a model on its way out: `LEGACY`, `DEPRECATED` or `RETIRED`; nil for one in its prime.
    static func stage(_ json: JSONValue) -> String? {
        json["modelStatus"]?["modelStage"]?.text.flatMap {
            ["LEGACY", "DEPRECATED", "RETIRED"].contains($0) ? $0 : nil
        }
    }

    /// Tokens billed, thinking included, also for an answer that cannot be used.
    static func tokens(_ json: JSONValue) -> Int? {
        json["usageMetadata"]?["totalTokenCount"]?.number.flatMap { Int(exactly: $0) }
    }

    /// An enum's value, fit to print whatever was sent.
    private static func word(_ text: String) -> String { String(text.filter { $0.isLetter || $0 == "_" }.prefix(40)) }
}
