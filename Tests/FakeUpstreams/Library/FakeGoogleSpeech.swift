/// Google Cloud Speech-to-Text: `POST /v1/speech:recognize`, `POST /v2/projects/…/recognizers/_:recognize`; and Google's token
/// endpoint, `POST /token`.
enum FakeGoogleSpeech {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("google", mode: mode) { request, mode in
            if request.path == "/token" { return token(request, mode) }
            let isV2 = request.path.hasPrefix("/v2/projects/") && request.path.hasSuffix("/recognizers/_:recognize")
            guard request.method == "POST", isV2 || request.path == "/v1/speech:recognize" else {
                return GoogleFailure.reply(404, "NOT_FOUND", "Requested entity was not found.")
            }
            guard request.headers["x-goog-api-key"]?.isEmpty == false || request.headers["authorization"] != nil else {
                return GoogleFailure.reply(403, "PERMISSION_DENIED", "The request is missing a valid API key.")
            }
            // A minute at 16 kHz is 1.92 MB, and 2.56 MB in Base64.
            if request.body.count > 2_570_000 {
                return GoogleFailure.reply(
                    400,
                    "INVALID_ARGUMENT",
                    "Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter."
                )
            }
            // A bad key is a 400, a bad token a 401.
            if mode == .unauthorized, request.headers["authorization"] != nil {
                return GoogleFailure.reply(
                    401,
                    "UNAUTHENTICATED",
                    "Request had invalid authentication credentials. Expected OAuth 2 access token."
                )
            }
            let results = isV2 ? Self.resultsV2 : Self.results
            return GoogleFailure.refusal(mode, model: "latest_long") ?? FakeReply(mode == .empty ? "{}" : results)
        }
    }

    private static func token(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply {
        guard request.text.hasPrefix("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=")
        else {
            return FakeReply(400, #"{"error":"unsupported_grant_type"}"#)
        }
        return switch mode {
        case .unauthorized:
            FakeReply(400, #"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#)
        case .failing, .overloaded: FakeReply(503, #"{"error":"temporarily_unavailable"}"#)
        default: FakeReply(#"{"access_token":"ya29.c.FAKE","expires_in":3599,"token_type":"Bearer"}"#)
        }
    }

    private static let resultsV2 =
        #"{"results":[{"alternatives":[{"transcript":"so I led the migration","confidence":0.94,"words":[{"startOffset":"0s","endOffset":"0.400s","word":"so"},{"startOffset":"0.400s","endOffset":"0.500s","word":"I"},{"startOffset":"0.500s","endOffset":"0.800s","word":"led"},{"startOffset":"0.800s","endOffset":"0.900s","word":"the"},{"startOffset":"0.900s","endOffset":"1.700s","word":"migration"}]}],"resultEndOffset":"2.100s","languageCode":"en-US"},{"alternatives":[{"transcript":" to PostgreSQL.","words":[{"startOffset":"2.300s","endOffset":"2.400s","word":"to"},{"startOffset":"2.400s","endOffset":"3.300s","word":"PostgreSQL."}]}],"resultEndOffset":"3.450s","languageCode":"en-US"}],"metadata":{"totalBilledDuration":"4s","requestId":"6a0f3c1e-0000-2d33-8c52-14c14ef3a1b2"}}"#

    /// Two results: the text after the first pause is in the second.
    private static let results =
        #"{"results":[{"alternatives":[{"transcript":"so I led the migration","confidence":0.9412,"words":[{"startTime":"0s","endTime":"0.400s","word":"so","confidence":0.97},{"startTime":"0.400s","endTime":"0.500s","word":"I"},{"startTime":"0.500s","endTime":"0.800s","word":"led"},{"startTime":"0.800s","endTime":"0.900s","word":"the"},{"startTime":"0.900s","endTime":"1.700s","word":"migration"}]}],"resultEndTime":"2.100s","languageCode":"en-us"},{"resultEndTime":"2.200s"},{"alternatives":[{"transcript":" to PostgreSQL.","confidence":0.9,"words":[{"startTime":"2.300s","endTime":"2.400s","word":"to"},{"startTime":"2.400s","endTime":"3.300s","word":"PostgreSQL."}]}],"resultEndTime":"3.450s","languageCode":"en-us"}],"totalBilledTime":"4s","requestId":"8214202757943088943"}"#
}
