import Core
import FoundationEssentials
import Model
import Outbound

/// The bodies of Google's two synchronous recognition calls.
enum GoogleSpeechRequest {
    /// Largest recording sent inside a request, in bytes: with Base64's third on top it stays below the service's 10 MB.
    static let maxBytes = 7 << 20

    /// The forms of an upload that each version takes as they are; v2 finds out by itself what they hold.
    static func accepts(_ form: GoogleSpeechSettings.Form) -> Set<UploadedAudio.Form> {
        switch form {
        case .v1: [.wav, .webmOpus, .oggOpus, .flac]
        case .v2: [.wav, .webmOpus, .oggOpus, .flac, .mp3]
        }
    }

    /// What v1 must be told of a file: of Opus that it is, and the rate it is decoded at, whatever its head says. Of WAV and
    /// FLAC nothing, as their heads say it and must not be contradicted.
    private static func encoding(_ form: UploadedAudio.Form?) -> String {
        switch form {
        case .webmOpus: #""encoding":"WEBM_OPUS","sampleRateHertz":48000,"#
        case .oggOpus: #""encoding":"OGG_OPUS","sampleRateHertz":48000,"#
        case .wav, .flac, .mp3, nil: ""
        }
    }

    /// Whether the model times words; chirp_3 refuses to.
    static func timesWords(_ settings: GoogleSpeechSettings) -> Bool { settings.model != "chirp_3" }

    /// The call for a recording.
    static func call(
        _ request: Transcriber.Request,
        _ settings: GoogleSpeechSettings,
        _ authorization: (name: String, value: String)
    ) throws(OutboundError) -> HTTPRequest {
        let sent = SentAudio(request)
        let audio = try Base64File.text(sent.file, limit: maxBytes)
        let language = request.language.jsonLiteral
        let model = settings.model.jsonLiteral
        let path: String
        let body: String
        switch settings.form {
        case .v1:
            path = "/v1/speech:recognize"
            body = """
                {"config":{\(encoding(sent.form))"languageCode":\(language),"maxAlternatives":1,"enableWordTimeOffsets":true,\
                "enableWordConfidence":true,"enableAutomaticPunctuation":true,"model":\(model)},\
                "audio":{"content":"\(audio)"}}
                """
        case .v2(let project, let location):
            path =
                "/v2/projects/\(project.percentEncoded())/locations/\(location.percentEncoded())/recognizers/_:recognize"
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
