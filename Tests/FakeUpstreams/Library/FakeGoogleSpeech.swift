/// Google Cloud Speech-to-Text v1: `POST /v1/speech:recognize`.
enum FakeGoogleSpeech {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("google", mode: mode) { request, mode in
            guard request.method == "POST", request.path == "/v1/speech:recognize" else {
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
            return GoogleFailure.refusal(mode, model: "latest_long") ?? FakeReply(mode == .empty ? "{}" : results)
        }
    }

    /// Two results: the text after the first pause is in the second.
    private static let results =
        #"{"results":[{"alternatives":[{"transcript":"so I led the migration","confidence":0.9412,"words":[{"startTime":"0s","endTime":"0.400s","word":"so","confidence":0.97},{"startTime":"0.400s","endTime":"0.500s","word":"I"},{"startTime":"0.500s","endTime":"0.800s","word":"led"},{"startTime":"0.800s","endTime":"0.900s","word":"the"},{"startTime":"0.900s","endTime":"1.700s","word":"migration"}]}],"resultEndTime":"2.100s","languageCode":"en-us"},{"resultEndTime":"2.200s"},{"alternatives":[{"transcript":" to PostgreSQL.","confidence":0.9,"words":[{"startTime":"2.300s","endTime":"2.400s","word":"to"},{"startTime":"2.400s","endTime":"3.300s","word":"PostgreSQL."}]}],"resultEndTime":"3.450s","languageCode":"en-us"}],"totalBilledTime":"4s","requestId":"8214202757943088943"}"#
}
