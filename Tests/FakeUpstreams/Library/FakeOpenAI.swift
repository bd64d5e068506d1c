/// An OpenAI-compatible server: `POST /v1/audio/transcriptions`, `POST /v1/chat/completions`, `GET /v1/models`.
enum FakeOpenAI {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("openai", basePath: "/v1", mode: mode, answer: answer)
    }

    private static let answer: @Sendable (FakeRequest, FakeMode) -> FakeReply = { request, mode in
        failure(mode) ?? route(request, mode)
    }

    private static func route(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        switch (request.method, request.path) {
        case ("POST", "/v1/audio/transcriptions"): transcription(request, mode)
        case ("POST", "/v1/chat/completions"): chat(request, mode)
        case ("GET", "/v1/models"):
            FakeReply(
                #"{"object":"list","data":[{"id":"whisper-1","object":"model","created":1677610602,"owned_by":"fake"}]}"#
            )
        default: error(404, "Unknown request URL: \(request.path)", "invalid_request_error", "unknown_url")
        }
    }

    /// Failures in the shape every endpoint shares.
    private static func failure(_ mode: FakeMode) -> FakeReply? {
        switch mode {
        case .throttled:
            error(
                429,
                "Rate limit reached",
                "requests",
                "rate_limit_exceeded",
                ["retry-after-ms": "20", "x-request-id": "req_1"]
            )
        case .quota: error(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota")
        case .failing: error(500, "The server had an error", "server_error", nil)
        case .overloaded: error(503, "Loading model", "unavailable_error", nil)
        case .rejected: error(400, "Invalid file format.", "invalid_request_error", nil)
        case .unauthorized:
            error(401, "Incorrect API key provided: sk-marked-key.", "invalid_request_error", "invalid_api_key")
        case .missing: error(404, "The model does not exist", "invalid_request_error", "model_not_found")
        case .ok, .slow, .malformed, .empty, .blocked, .truncated, .reset, .unknown, .huge, .html, .recovering: nil
        }
    }

    private static func transcription(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        // The form's fields stand before the recording, which is long.
        let text = String(decoding: request.body.prefix(8_192), as: UTF8.self)
        guard text.contains("name=\"file\""), text.contains("name=\"model\"") else {
            return error(400, "you must provide a model and a file", "invalid_request_error", nil)
        }
        if mode == .empty {
            return FakeReply(
                #"{"task":"transcribe","language":"english","duration":3.45,"text":"","segments":[],"words":[]}"#
            )
        }
        if mode == .unknown { return FakeReply(odd) }
        if text.contains(storyteller) { return FakeReply(told) }
        guard text.contains("verbose_json") else {
            return FakeReply(#"{"text":"\#(sentence)","usage":{"type":"duration","seconds":4}}"#)
        }
        return FakeReply(text.contains("timestamp_granularities[]") ? timed : segmented)
    }

    private static func chat(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        let (content, finish, refusal) =
            switch mode {
            case .truncated: (#""{\"score\":7,""#, "length", "null")
            case .blocked: ("null", "stop", #""I cannot help with that.""#)
            case .empty: (#""""#, "stop", "null")
            default:
                (
                    (FakeDocuments.escaped(for: request) ?? FakeQuestions.escaped(for: request)
                        ?? FakeJudgement.escaped(for: request) ?? FakeNarrative.escaped(for: request)).map {
                            "\"\($0)\""
                        }
                        ?? plain, "stop", "null"
                )
            }
        return FakeReply(
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1763683200,"model":"fake-chat-2026","choices":[{"index":0,\
            "message":{"role":"assistant","content":\(content),"refusal":\(refusal)},"logprobs":null,"finish_reason":"\(finish)"}],\
            "usage":{"prompt_tokens":21,"completion_tokens":12,"total_tokens":33}}
            """
        )
    }

    private static func error(
        _ status: Int,
        _ message: String,
        _ type: String,
        _ code: String?,
        _ headers: [String: String] = [:]
    ) -> FakeReply {
        let code = code.map { "\"\($0)\"" } ?? "null"
        return FakeReply(
            status,
            #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":\#(code)}}"#,
            headers: headers
        )
    }

    private static let plain = #""{\"score\":7,\"strengths\":[\"clear\"]}""#
    private static let sentence = "Um, so I, uh, led the migration to PostgreSQL."
    private static let segment =
        #"{"id":0,"seek":0,"start":0.0,"end":3.45,"text":" Um, so I, uh, led the migration to PostgreSQL.","tokens":[50364,3301],"temperature":0.0,"avg_logprob":-0.28,"compression_ratio":1.2,"no_speech_prob":0.01}"#
    private static let words = """
        [{"word":"Um","start":0.12,"end":0.48},{"word":"so","start":0.52,"end":0.7},{"word":"I","start":0.74,"end":0.86},\
        {"word":"uh","start":1.02,"end":1.3},{"word":"led","start":1.4,"end":1.62},{"word":"the","start":1.62,"end":1.74},\
        {"word":"migration","start":1.74,"end":2.3},{"word":"to","start":2.3,"end":2.42},{"word":"PostgreSQL","start":2.42,"end":3.3}]
        """
    private static let timed =
        #"{"task":"transcribe","language":"english","duration":3.45,"text":"\#(sentence)","segments":[\#(segment)],"words":\#(words),"usage":{"type":"duration","seconds":4}}"#
    private static let segmented =
        #"{"task":"transcribe","language":"english","duration":"3.45","text":"\#(sentence)","segments":[\#(segment)]}"#
    /// Tomorrow's server: new fields, null where a list stood, numbers as text.
    private static let odd =
        #"{"task":"transcribe","language":null,"duration":"3.45","text":"\#(sentence)","segments":null,"words":\#(words),"usage":{"type":"moons","phases":[1,2]},"x_new":{"deep":[null]}}"#
    /// A model that hears enough words for a judgement.
    private static let storyteller = "fake-story"
    private static let story = """
        Um, I led the migration of our orders to PostgreSQL because the old store lost writes every week. First I measured \
        the failures, then I moved the tables in three steps, and in the end we had no lost order in half a year.
        """
    private static let told: String = {
        let words = story.split(separator: " ").enumerated().map { index, word in
            #"{"word":"\#(word)","start":\#(Double(index) / 5),"end":\#(Double(index) / 5 + 0.15)}"#
        }
        return
            #"{"task":"transcribe","language":"english","duration":9.0,"text":"\#(story)","words":[\#(words.joined(separator: ","))],"usage":{"type":"duration","seconds":9}}"#
    }()
}
