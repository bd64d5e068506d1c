import FoundationEssentials
import Interview
import Outbound

/// The bodies of Google's two synchronous recognition calls.
enum GoogleSpeechRequest {
    /// Largest recording sent inside a request, in bytes: with Base64's third on top it stays below the service's 10 MB.
    private static let maxBytes = 7 << 20

    /// Whether the model times words; chirp_3 refuses to.
    static func timesWords(_ settings: GoogleSpeechSettings) -> Bool { settings.model != "chirp_3" }

    /// The call for a recording.
    static func call(
        _ request: Transcriber.Request,
        _ settings: GoogleSpeechSettings,
        _ authorization: (name: String, value: String)
    ) throws(OutboundError) -> HTTPRequest {
        let audio = try Base64File.text(request.wav, limit: maxBytes)
        let language = JSONText.literal(request.language)
        let model = JSONText.literal(settings.model)
        let path: String
        let body: String
        switch settings.form {
        case .v1:
            path = "/v1/speech:recognize"
            // Encoding and rate are in the WAV header, and must not be repeated here unless they match.
            body = """
                {"config":{"languageCode":\(language),"maxAlternatives":1,"enableWordTimeOffsets":true,\
                "enableWordConfidence":true,"enableAutomaticPunctuation":true,"model":\(model)},\
                "audio":{"content":"\(audio)"}}
                """
        case .v2(let project, let location):
            path =
                "/v2/projects/\(QueryText.encode(project))/locations/\(QueryText.encode(location))/recognizers/_:recognize"
            let words = timesWords(settings) ? #""enableWordTimeOffsets":true,"enableWordConfidence":true,"# : ""
            body = """
                {"config":{"autoDecodingConfig":{},"model":\(model),"languageCodes":[\(language)],\
                "features":{\(words)"enableAutomaticPunctuation":true}},"content":"\(audio)"}
                """
        }
        return HTTPRequest(
            .post,
            settings.baseURL + path,
            headers: [authorization, ("Content-Type", "application/json")],
            body: .text(body)
        )
    }
}
