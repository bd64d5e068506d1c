/// AssemblyAI: `POST /v2/upload`, `POST /v2/transcript`, `GET /v2/transcript/{id}`; done at the second question.
enum FakeAssemblyAI {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        let asked = Counter()
        return FakeUpstream("assemblyai", mode: mode) { request, mode in
            guard let key = request.headers["authorization"], !key.contains(" ") else {
                return FakeReply(401, unauthorized)
            }
            return refusal(mode) ?? route(request, mode, asked)
        }
    }

    private static func route(_ request: FakeRequest, _ mode: FakeMode, _ asked: Counter) -> FakeReply {
        switch (request.method, request.path) {
        case ("POST", "/v2/upload"): return FakeReply(#"{"upload_url":"https://cdn.assemblyai.com/upload/1"}"#)
        case ("POST", "/v2/transcript"): return FakeReply(job("queued", "null", "null"))
        case ("GET", "/v2/transcript/job-1"):
            if mode == .empty { return FakeReply(job("completed", #""""#, "[]")) }
            // The service reports a failed job with status 200.
            if mode == .blocked { return FakeReply(#"{"id":"job-1","status":"error","error":"Transcoding failed."}"#) }
            return FakeReply(asked.next() % 2 == 1 ? job("processing", "null", "null") : done)
        default: return FakeReply(404, #"{"error":"Not found"}"#)
        }
    }

    private static let unauthorized = #"{"error":"Authentication error, API token missing/invalid"}"#
    private static let done = job(
        "completed",
        #""Um, so I led.""#,
        #"[{"text":"Um,","start":120,"end":480,"confidence":0.9,"speaker":null},{"text":"so","start":520,"end":700,"confidence":0.99,"speaker":null},{"text":"I","start":740,"end":860,"confidence":0.99,"speaker":null},{"text":"led.","start":1400,"end":1620,"confidence":0.99,"speaker":null}]"#
    )

    private static func job(_ status: String, _ text: String, _ words: String) -> String {
        #"{"id":"job-1","audio_url":"https://cdn.assemblyai.com/upload/1","status":"\#(status)","language_code":"en_us","text":\#(text),"words":\#(words),"audio_duration":4,"confidence":0.97,"disfluencies":true,"error":null}"#
    }

    private static func refusal(_ mode: FakeMode) -> FakeReply? {
        switch mode {
        case .throttled: FakeReply(429, #"{"error":"Too many requests"}"#, headers: ["retry-after": "1"])
        case .quota: FakeReply(402, #"{"error":"Your account balance is negative"}"#)
        case .failing: FakeReply(500, #"{"error":"Internal server error"}"#)
        case .overloaded: FakeReply(503, #"{"error":"Service unavailable"}"#)
        case .rejected, .missing: FakeReply(400, #"{"error":"Invalid request"}"#)
        case .unauthorized: FakeReply(401, unauthorized)
        case .ok, .slow, .malformed, .empty, .blocked, .truncated, .reset, .unknown, .huge, .html, .recovering: nil
        }
    }
}
