/// Deepgram: `POST /v1/listen`.
enum FakeDeepgram {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("deepgram", mode: mode) { request, mode in
            guard request.method == "POST", request.path == "/v1/listen" else {
                return failure(404, "NOT_FOUND", "Not found.")
            }
            guard request.headers["authorization"]?.hasPrefix("Token ") == true else {
                return failure(401, "INVALID_AUTH", "Invalid credentials.")
            }
            return answer(request, mode)
        }
    }

    private static func answer(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        switch mode {
        case .throttled: return failure(429, "TOO_MANY_REQUESTS", "Too many requests.")
        case .quota: return failure(402, "ASR_PAYMENT_REQUIRED", "Insufficient credits.")
        case .failing: return failure(500, "INTERNAL_SERVER_ERROR", "Internal error.")
        case .overloaded: return failure(503, "SERVICE_UNAVAILABLE", "Service unavailable.")
        case .rejected, .missing, .blocked:
            return failure(400, "Bad Request", "failed to process audio: corrupt or unsupported data")
        case .unauthorized: return failure(401, "INVALID_AUTH", "Invalid credentials.")
        case .empty: return FakeReply(body("", words: ""))
        case .ok, .slow, .malformed, .truncated, .reset, .unknown, .huge, .html, .recovering:
            // Without the switch the service drops what the speaker says between the words.
            let keeps = request.query.contains("filler_words=true")
            return FakeReply(body(keeps ? "Um, so I led." : "So I led.", words: keeps ? um + "," + rest : rest))
        }
    }

    private static let um = word("um", "Um,", 0.12, 0.48)
    private static let rest = [word("so", "so", 0.52, 0.7), word("i", "I", 0.74, 0.86), word("led", "led.", 1.4, 1.62)]
        .joined(separator: ",")

    private static func word(_ text: String, _ punctuated: String, _ start: Double, _ end: Double) -> String {
        #"{"word":"\#(text)","start":\#(start),"end":\#(end),"confidence":0.98,"punctuated_word":"\#(punctuated)"}"#
    }

    private static func body(_ text: String, words: String) -> String {
        #"{"metadata":{"transaction_key":"deprecated","request_id":"a1","sha256":"00","created":"2026-11-20T10:00:00.000Z","duration":3.45,"channels":1,"models":["m1"],"model_info":{"m1":{"name":"general-nova-3","version":"2025-01-01.0","arch":"nova-3"}}},"results":{"channels":[{"alternatives":[{"transcript":"\#(text)","confidence":0.97,"words":[\#(words)]}]}]}}"#
    }

    private static func failure(_ status: Int, _ code: String, _ message: String) -> FakeReply {
        FakeReply(status, #"{"err_code":"\#(code)","err_msg":"\#(message)","request_id":"a1"}"#)
    }
}
