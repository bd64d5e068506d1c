/// Gemini: `POST /v1beta/models/{model}:generateContent` (and `v1`), `GET /v1beta/models/{model}`.
enum FakeGemini {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("gemini", mode: mode) { request, mode in
            if request.method == "GET", request.path.hasSuffix("/models") {
                return GoogleFailure.refusal(mode == .missing ? .ok : mode, model: "") ?? FakeReply(models)
            }
            guard let model = model(request.path) else {
                return GoogleFailure.reply(404, "NOT_FOUND", "Requested entity was not found.")
            }
            return GoogleFailure.refusal(mode, model: model) ?? answer(request, mode, model: model)
        }
    }

    private static let models = """
        {"models":[{"name":"models/gemini-3.8-flash","version":"3.8","displayName":"Gemini 3.8 Flash","inputTokenLimit":1048576,\
        "outputTokenLimit":65536,"supportedGenerationMethods":["generateContent","countTokens"],"thinking":true},\
        {"name":"models/gemini-embedding-001","version":"001","displayName":"Gemini Embedding","inputTokenLimit":2048,\
        "outputTokenLimit":1,"supportedGenerationMethods":["embedContent"]}]}
        """

    private static func model(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        guard parts.count == 3, ["v1", "v1beta"].contains(parts[0]), parts[1] == "models" else { return nil }
        return parts[2].split(separator: ":").first.map(String.init)
    }

    private static func answer(_ request: FakeRequest, _ mode: FakeMode, model: String) -> FakeReply {
        if request.method == "GET" {
            return FakeReply(
                #"{"name":"models/\#(model)","inputTokenLimit":1048576,"outputTokenLimit":65536,"supportedGenerationMethods":["generateContent"],"thinking":true}"#
            )
        }
        guard request.headers["x-goog-api-key"]?.isEmpty == false else {
            return GoogleFailure.reply(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
        }
        if request.path.hasSuffix(":countTokens") {
            return FakeReply(#"{"totalTokens":31}"#)
        }
        let usage =
            #""usageMetadata":{"promptTokenCount":421,"candidatesTokenCount":63,"thoughtsTokenCount":328,"totalTokenCount":812,"promptTokensDetails":[{"modality":"TEXT","tokenCount":421}]}"#
        let tail = #"\#(usage),"modelVersion":"\#(model)","responseId":"NIpyauzXCIXO_uMPpMrAQQ"}"#
        switch mode {
        case .empty: return FakeReply("{}")
        case .blocked:
            return FakeReply(
                #"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","safetyRatings":[{"category":"HARM_CATEGORY_HARASSMENT","probability":"HIGH","blocked":true}]},\#(tail)"#
            )
        case .truncated:
            return FakeReply(
                #"{"candidates":[{"content":{"role":"model"},"finishReason":"MAX_TOKENS","index":0}],\#(tail)"#
            )
        case .unknown:
            return FakeReply(
                #"{"candidates":[{"content":{"parts":[{"thought":true,"text":"Hmm."},{"text":"{\"score\":7}"},{"hologram":{}}],"role":"model"},"finishReason":"STOP","novelty":1}],"turnToken":"t",\#(tail)"#
            )
        default:
            if request.text.contains("audioTranscriptionConfig") { return FakeReply(transcription(tail)) }
            let text =
                FakeDocuments.escaped(for: request) ?? FakeQuestions.escaped(for: request)
                ?? FakeJudgement.escaped(for: request) ?? FakeNarrative.escaped(for: request)
            if let judgement = text {
                return FakeReply(
                    #"{"candidates":[{"content":{"parts":[{"text":"\#(judgement)"}],"role":"model"},"finishReason":"STOP","index":0}],\#(tail)"#
                )
            }
            return FakeReply(
                #"{"candidates":[{"content":{"parts":[{"text":"{\"score\":7,\"relevance\":8,"},{"text":"\"strengths\":[\"clear\"],\"improvements\":[\"fewer fillers\"]}"},{"text":"","thoughtSignature":"Q2pJQg=="}],"role":"model"},"finishReason":"STOP","index":0}],\#(tail)"#
            )
        }
    }

    private static func transcription(_ tail: String) -> String {
        #"{"candidates":[{"content":{"parts":[{"text":"Um, so I, uh, led the team.","audioTranscription":{"text":"Um, so I, uh, led the team.","words":[{"word":"Um,","startOffset":"0.120s","endOffset":"0.480s"},{"word":"so","startOffset":"0.520s","endOffset":"0.700s"},{"word":"I,","startOffset":"0.740s","endOffset":"0.860s"},{"word":"uh,","startOffset":"1.020s","endOffset":"1.300s"},{"word":"led","startOffset":"1.400s","endOffset":"1.620s"},{"word":"the","startOffset":"1.620s","endOffset":"1.740s"},{"word":"team.","startOffset":"1.740s","endOffset":"2.300s"}]}}],"role":"model"},"finishReason":"STOP","index":0}],\#(tail)"#
    }
}
