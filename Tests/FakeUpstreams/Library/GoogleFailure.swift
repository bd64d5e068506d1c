/// Google's error object (`google.rpc.Status`), the same for all its services.
enum GoogleFailure {
    /// A mode's error; nil for modes that answer.
    static func refusal(_ mode: FakeMode, model: String) -> FakeReply? {
        switch mode {
        case .throttled:
            reply(
                429,
                "RESOURCE_EXHAUSTED",
                "You exceeded your current quota.\\nPlease retry in 1.0s.",
                violation("GenerateRequestsPerMinutePerProjectPerModel", model)
                    + #",{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1s"}"#
            )
        case .quota:
            reply(
                429,
                "RESOURCE_EXHAUSTED",
                "You exceeded your current quota.",
                violation("GenerateRequestsPerDayPerProjectPerModel-FreeTier", model)
                    + #",{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"40s"}"#
            )
        case .failing: reply(500, "INTERNAL", "An internal error has occurred.")
        case .overloaded: reply(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
        case .rejected: reply(400, "INVALID_ARGUMENT", "Invalid JSON payload received.")
        case .unauthorized:
            reply(
                400,
                "INVALID_ARGUMENT",
                "API key not valid. Please pass a valid API key.",
                #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}"#
            )
        case .missing:
            reply(
                404,
                "NOT_FOUND",
                "models/\(model) is not found for API version v1beta, or is not supported for generateContent."
            )
        case .ok, .slow, .malformed, .empty, .blocked, .truncated, .reset, .unknown, .huge, .html, .recovering: nil
        }
    }

    private static func violation(_ quota: String, _ model: String) -> String {
        #"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"generativelanguage.googleapis.com/generate_content_requests","quotaId":"\#(quota)","quotaDimensions":{"location":"global","model":"\#(model)"},"quotaValue":"10"}]}"#
    }

    /// An error.
    static func reply(_ code: Int, _ status: String, _ message: String, _ details: String = "") -> FakeReply {
        let details = details.isEmpty ? "" : #","details":[\#(details)]"#
        return FakeReply(code, #"{"error":{"code":\#(code),"message":"\#(message)","status":"\#(status)"\#(details)}}"#)
    }
}
