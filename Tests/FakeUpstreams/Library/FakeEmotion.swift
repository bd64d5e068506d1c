/// The voice-emotion endpoint: `POST /analyze` with a path in JSON, or with our own multipart upload.
enum FakeEmotion {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("emotion", mode: mode) { request, mode in
            guard request.method == "POST", request.path == "/analyze" else {
                return FakeReply(404, "<!doctype html><title>404 Not Found</title>", type: "text/html")
            }
            return answer(request, mode)
        }
    }

    private static func answer(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        switch mode {
        case .throttled: FakeReply(429, #"{"error":true,"message":"busy"}"#, headers: ["retry-after": "1"])
        case .failing, .overloaded, .quota: FakeReply(500, #"{"error":true,"message":"internal"}"#)
        case .rejected: FakeReply(400, #"{"error":true,"message":"audio_path is missing"}"#)
        case .unauthorized: FakeReply(401, #"{"error":true,"message":"unauthorized"}"#)
        case .missing: FakeReply(404, #"{"error":true,"message":"file not found"}"#)
        case .empty, .blocked:
            FakeReply(
                #"{"score":null,"rating":"N/A","primary_emotion":"N/A","emotion_confidence":null,"segment_results":[],"all_probs":null,"error":true,"message":"VAD processing or result aggregation failed."}"#
            )
        case .unknown: FakeReply(nan)
        case .ok, .slow, .malformed, .truncated, .reset, .huge, .html, .recovering: FakeReply(ok)
        }
    }

    private static let ok = """
        {"score":62.4,"rating":"Moderate","primary_emotion":"neutral","emotion_confidence":48.2,"segment_results":[\
        {"segment":1,"duration":3.0,"emotion":"neutral","confidence":48.2,"probs":[0.05,0.02,0.08,0.2,0.482,0.1,0.068],"error":false,"message":"Success"},\
        {"segment":2,"duration":1.0,"emotion":"happy","confidence":80.0,"probs":[0.02,0.02,0.02,0.8,0.1,0.02,0.02],"error":false,"message":"Success"}],\
        "all_probs":[0.05,0.02,0.08,0.2,0.482,0.1,0.068],"error":false,"message":"Analysis successful"}
        """
    /// What Flask writes for numbers JSON does not have.
    private static let nan =
        #"{"score":NaN,"rating":"N/A","primary_emotion":"neutral","emotion_confidence":-Infinity,"segment_results":[{"segment":1,"duration":2.0,"emotion":"sad","confidence":NaN,"probs":[0.1,0.1,0.1,0.1,0.1,0.4,0.1],"error":false,"message":"NaN is not a number"}],"all_probs":null,"error":false,"message":"said \"Infinity\" twice"}"#
}
