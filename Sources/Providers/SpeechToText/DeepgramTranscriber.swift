import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Speech to text by Deepgram, fillers kept.
package struct DeepgramTranscriber: Sendable {
    private let service: SpeechService
    private let model: String
    private static let engine = "deepgram"
    private static let accepts: Set<UploadedAudio.Form> = [.wav, .webmOpus, .oggOpus, .flac, .mp3]
    /// The service takes 2 GB; what our own limits let through is less.
    private static let maxBytes = 2_000_000_000

    /// An engine behind a client.
    package init(settings: DeepgramSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init()) {
        model = settings.model
        service = SpeechService(
            engine: Self.engine,
            upstream: Upstream(
                Self.engine,
                client: client,
                settings: settings.upstream,
                secrets: [settings.apiKey],
                logger: logger,
                pacing: pacing
            ),
            make: { request throws(OutboundError) in try Self.call(request, settings) },
            accepts: Self.accepts,
            maxBytes: Self.maxBytes,
            refusal: ServiceReply.plainRefusal,
            bill: { Bill(seconds: $0["metadata"]?["duration"]?.number) },
            read: { json, request throws(OutboundError) in try Self.transcript(json, request, settings.model) }
        )
    }

    /// The port.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: model,
            // Ten minutes of processing is the service's bound; two hours of audio stay well below it.
            capabilities: .init(
                keepsFillers: true,
                wordTimes: .exact,
                accuracy: .standard,
                maxDurationMs: 7_200_000,
                accepts: Self.accepts
            ),
            transcribe: { [service] in try await service.transcribe($0) }
        )
    }

    private static func call(_ request: Transcriber.Request, _ settings: DeepgramSettings) throws(OutboundError)
        -> HTTPRequest
    {
        // The container is detected; `smart_format` stays off because it rewrites words.
        let audio = SentAudio(request)
        let query = QueryText.join([
            ("model", settings.model), ("language", LanguageTag.language(request.language)), ("punctuate", "true"),
            ("filler_words", "true"),
        ])
        return HTTPRequest(
            .post,
            "\(settings.baseURL)/v1/listen?\(query)",
            headers: [("Authorization", "Token \(settings.apiKey.revealed)"), ("Content-Type", audio.type)],
            body: try .file(audio.file.path)
        )
    }

    private static func transcript(
        _ json: JSONValue,
        _ request: Transcriber.Request,
        _ model: String
    ) throws(OutboundError) -> Transcript {
        guard let channels = json["results"]?["channels"] else {
            throw OutboundError(.malformed, "its answer has no results.", status: 200)
        }
        let best = channels[0]?["alternatives"]?[0]
        let words = TimedWords.read(
            best?["words"]?.items ?? [],
            names: ["punctuated_word", "word"],
            start: "start",
            end: "end",
            within: request.durationMs
        )
        return TimedWords.transcript(
            words,
            text: best?["transcript"]?.text ?? "",
            request: request,
            engine: engine,
            model: model,
            // The switch for them is documented for English.
            keepsFillers: LanguageTag.language(request.language) == "en"
        )
    }
}

/// Deepgram's pre-recorded speech to text.
package struct DeepgramSettings: Sendable, Hashable, Codable {
    /// Up to and without `/v1/listen`.
    package var baseURL: String
    /// Sent as `Authorization: Token …`.
    package var apiKey: Secret
    /// The model.
    package var model: String
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Deepgram's own service.
    package init(
        baseURL: String = "https://api.deepgram.com",
        apiKey: Secret,
        model: String = "nova-3",
        upstream: UpstreamSettings = UpstreamSettings()
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.upstream = upstream
    }
}

/// Writes URL queries (RFC 3986 §2.3).
enum QueryText {
    /// Name-value pairs, percent-encoded, joined.
    static func join(_ pairs: [(String, String)]) -> String {
        pairs.map { "\($0.0.percentEncoded())=\($0.1.percentEncoded())" }.joined(separator: "&")
    }
}
