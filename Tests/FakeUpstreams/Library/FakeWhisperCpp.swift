/// whisper.cpp's own server: `POST /inference`, `GET /health`. No keys, no models; errors are a bare text.
enum FakeWhisperCpp {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("whispercpp", mode: mode) { request, mode in
            switch (request.method, request.path) {
            case ("GET", "/health"):
                mode == .overloaded
                    ? FakeReply(503, #"{"status":"loading model"}"#) : FakeReply(#"{"status":"ok"}"#)
            case ("POST", "/inference"): hear(request, mode)
            default: FakeReply(404, "File Not Found (\(request.path))", type: "text/plain")
            }
        }
    }

    private static func hear(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        let text = String(decoding: request.body.prefix(8_192), as: UTF8.self)
        switch mode {
        case .failing: return error(500, "failed to process audio")
        case .overloaded: return error(503, "loading model")
        case .rejected, .missing: return error(400, "failed to read audio data")
        // Behind a proxy that has keys and bounds, as the server itself has none.
        case .unauthorized: return error(401, "unauthorized")
        case .throttled: return FakeReply(429, #"{"error":"too many requests"}"#, headers: ["retry-after": "1"])
        case .quota: return FakeReply(429, #"{"error":"too many requests"}"#, headers: ["retry-after": "3600"])
        // Older builds sent errors as successes.
        case .blocked: return FakeReply(#"{"error":"failed to process audio"}"#)
        case .empty:
            return FakeReply(
                #"{"task":"transcribe","language":"english","duration":2.0,"text":"","segments":[],"detected_language":"english"}"#
            )
        case .unknown: return FakeReply(#"{"extra":{"deep":[null]},"# + nested.dropFirst())
        default: break
        }
        guard text.contains("name=\"file\"") else { return error(400, "no 'file' field in the request") }
        guard text.contains("RIFF") else { return error(400, "failed to read audio data") }
        return FakeReply(text.contains("verbose_json") ? nested : #"{"text":" Um, so I led.\n"}"#)
    }

    private static func error(_ status: Int, _ text: String) -> FakeReply {
        FakeReply(status, #"{"error":"\#(text)"}"#)
    }

    /// Words are tokens inside the segments, with the spaces in front of them.
    private static let nested =
        #"{"task":"transcribe","language":"english","duration":2.0,"text":" Um, so I led.\n","segments":[{"id":0,"text":" Um, so I led.","start":0.0,"end":2.0,"tokens":[1],"words":[{"word":" U","start":0.1,"end":0.2,"t_dtw":-1,"probability":0.8},{"word":"m","start":0.2,"end":0.4,"t_dtw":-1,"probability":0.6},{"word":",","start":0.4,"end":0.45,"t_dtw":-1,"probability":0.9},{"word":" so","start":0.5,"end":0.7,"t_dtw":-1,"probability":0.95},{"word":" I","start":0.8,"end":0.9,"t_dtw":-1,"probability":0.95},{"word":" led","start":1.0,"end":1.4,"t_dtw":-1,"probability":0.9},{"word":".","start":1.4,"end":1.5,"t_dtw":-1,"probability":0.99}],"temperature":0.0,"avg_logprob":-0.2,"no_speech_prob":0.01}],"detected_language":"english"}"#
}
