import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Speech to text by Google Cloud, which drops "um" and "uh" and offers no switch to keep them.
package struct GoogleSpeechTranscriber: Sendable {
    private let settings: GoogleSpeechSettings
    private let upstream: Upstream
    private let credential: GoogleCredential
    private static let engine = "google"

    /// An engine behind a client.
    package init(settings: GoogleSpeechSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init())
    {
        self.settings = settings
        let secrets: [Secret] =
            switch settings.access {
            case .apiKey(let key): [key]
            case .selfSigned(let account), .tokenGrant(let account): [account.secret]
            }
        func upstream(_ name: String) -> Upstream {
            Upstream(
                name,
                client: client,
                settings: settings.upstream,
                secrets: secrets,
                logger: logger,
                pacing: pacing
            )
        }
        self.upstream = upstream(Self.engine)
        // The audience is the service's own name, wherever a test or a proxy serves it.
        credential = GoogleCredential(
            settings.access,
            audience: "https://speech.googleapis.com/",
            upstream: upstream("google-oauth")
        )
    }

    /// The port. A synchronous call takes a minute; five seconds are left for its own way of counting.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: settings.model,
            capabilities: .init(
                keepsFillers: false,
                wordTimes: GoogleSpeechRequest.timesWords(settings) ? .exact : .none,
                accuracy: .standard,
                maxDurationMs: 55_000,
                accepts: GoogleSpeechRequest.accepts(settings.form)
            ),
            transcribe: { try await transcribe($0) }
        )
    }

    private func transcribe(_ request: Transcriber.Request) async throws -> Transcript {
        do throws(OutboundError) {
            let accepted = GoogleSpeechRequest.accepts(settings.form)
            return try await request.offering(accepted, maxBytes: GoogleSpeechRequest.maxBytes).tried {
                request throws(OutboundError) in
                do throws(OutboundError) {
                    return try await recognize(request)
                } catch {
                    // 401: it does not know who we are. 403 means that it does.
                    guard error.kind == .auth, error.status == 401, await credential.fallBack() else { throw error }
                    upstream.closeBreaker()
                    return try await recognize(request)
                }
            }
        } catch {
            if error.kind == .auth { await credential.forget() }
            throw ProvidersError.transcribe(error, engine: Self.engine)
        }
    }

    private func recognize(_ request: Transcriber.Request) async throws(OutboundError) -> Transcript {
        let header = try await credential.header()
        return try await upstream.call { () throws(OutboundError) in
            try GoogleSpeechRequest.call(request, settings, header)
        } reading: { reply throws(OutboundError) in
            let json = try ServiceReply.json(reply, refusal: GoogleRefusal.error)
            upstream.bill(Bill(seconds: GoogleSpeechReply.billedSeconds(json)))
            return GoogleSpeechReply.transcript(json, request, engine: Self.engine, model: settings.model)
        }
    }
}

/// Google Cloud Speech-to-Text, synchronous, v1 or v2.
package struct GoogleSpeechSettings: Sendable {
    /// Whose form of the protocol.
    package enum Form: Sendable, Hashable {
        /// `POST {base}/v1/speech:recognize`.
        case v1
        /// `POST {base}/v2/projects/{project}/locations/{location}/recognizers/_:recognize`, with no recognizer made before.
        case v2(project: String, location: String)
    }

    /// Up to and without the version.
    package var baseURL: String
    /// Who we say we are.
    package var access: GoogleAccess
    /// The API's version.
    package var form: Form
    /// The model.
    package var model: String
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Google's own service, whose v2 has an address per region.
    package init(
        baseURL: String? = nil,
        access: GoogleAccess,
        form: Form = .v1,
        model: String? = nil,
        upstream: UpstreamSettings = UpstreamSettings()
    ) {
        switch form {
        case .v1:
            self.baseURL = baseURL ?? "https://speech.googleapis.com"
            self.model = model ?? "latest_long"
        case .v2(_, let location):
            let host = location == "global" ? "speech" : "\(location)-speech"
            self.baseURL = baseURL ?? "https://\(host).googleapis.com"
            self.model = model ?? "long"
        }
        self.access = access
        self.form = form
        self.upstream = upstream
    }
}

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

/// Reads Google's recognition results, v1 and v2, which differ in the names of times.
enum GoogleSpeechReply {
    /// All results, not the first alone: each pause starts a new one. `{}` is silence.
    static func transcript(
        _ json: JSONValue,
        _ request: Transcriber.Request,
        engine: String,
        model: String
    ) -> Transcript {
        let best = (json["results"]?.items ?? []).compactMap { $0["alternatives"]?[0] }
        let text = best.reduce(into: "") { text, alternative in
            let next = alternative["transcript"]?.text ?? ""
            if !text.isEmpty, !next.isEmpty, text.last?.isWhitespace != true, next.first?.isWhitespace != true {
                text += " "
            }
            text += next
        }
        let items = best.flatMap { $0["words"]?.items ?? [] }
        let isV2 = items.contains { $0["endOffset"] != nil }
        return TimedWords.transcript(
            TimedWords.read(
                items,
                names: ["word"],
                start: isV2 ? "startOffset" : "startTime",
                end: isV2 ? "endOffset" : "endTime",
                within: request.durationMs
            ),
            text: text,
            request: request,
            engine: engine,
            model: model,
            keepsFillers: false
        )
    }

    /// Seconds of audio billed; nil when the service does not say.
    static func billedSeconds(_ json: JSONValue) -> Double? {
        (json["totalBilledTime"] ?? json["metadata"]?["totalBilledDuration"])?.text.flatMap { text in
            text.hasSuffix("s") ? Double(text.dropLast()) : nil
        }
    }
}
