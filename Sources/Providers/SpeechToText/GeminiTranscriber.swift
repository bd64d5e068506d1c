import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Speech to text by Gemini's transcription model in its verbatim mode, fillers kept.
package struct GeminiTranscriber: Sendable {
    private let service: SpeechService
    private let model: String
    private static let engine = "gemini-transcribe"
    /// Largest recording sent inside a request, in bytes: below every limit the service has had.
    private static let maxBytes = 15 << 20

    /// An engine behind a client.
    package init(
        settings: GeminiTranscriberSettings,
        client: HTTPClient,
        logger: Logger,
        pacing: Upstream.Pacing = .init()
    ) {
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
            // Opus and WebM are not documented for it.
            accepts: [],
            maxBytes: Self.maxBytes,
            refusal: GoogleRefusal.error,
            bill: { Bill(tokens: GeminiReply.tokens($0)) },
            read: { json, request throws(OutboundError) in try Self.transcript(json, request, settings.model) }
        )
    }

    /// The port.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: model,
            capabilities: .init(
                keepsFillers: true,
                wordTimes: .exact,
                accuracy: .standard,
                maxDurationMs: (Self.maxBytes - 44) / 32
            ),
            transcribe: { [service] in try await service.transcribe($0) }
        )
    }

    private static func call(
        _ request: Transcriber.Request,
        _ settings: GeminiTranscriberSettings
    ) throws(OutboundError) -> HTTPRequest {
        let words = settings.vocabulary.prefix(1_000).map(\.jsonLiteral).joined(separator: ",")
        let vocabulary = words.isEmpty ? "" : #","customVocabulary":[\#(words)]"#
        let body = """
            {"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"audio/wav","data":\
            "\(try Base64File.text(request.wav, limit: maxBytes))"}}]}],"generationConfig":{"audioTranscriptionConfig":\
            {"mode":"VERBATIM","wordTimestamp":true,"languageCodes":[\(request.language.jsonLiteral)]\(vocabulary)}}}
            """
        return HTTPRequest(
            .post,
            "\(settings.baseURL)/\(settings.version)/models/\(settings.model):generateContent",
            headers: [("x-goog-api-key", settings.apiKey.revealed), ("Content-Type", "application/json")],
            body: .text(body)
        )
    }

    private static func transcript(
        _ json: JSONValue,
        _ request: Transcriber.Request,
        _ model: String
    ) throws(OutboundError) -> Transcript {
        let parts = json["candidates"]?[0]?["content"]?["parts"]?.items ?? []
        let heard = parts.filter { $0["thought"]?.bool != true }
        // A candidate that ended well without a word is silence; anything else without words is a failure with a name.
        let isSilence = heard.isEmpty && json["candidates"]?[0]?["finishReason"]?.text == "STOP"
        let reply = isSilence ? nil : try GeminiReply(json)
        let text = heard.compactMap { $0["text"]?.text?.trimmed }.filter { !$0.isEmpty }.joined(separator: " ")
        let words = heard.flatMap { $0["audioTranscription"]?["words"]?.items ?? [] }
        return TimedWords.transcript(
            TimedWords.read(words, names: ["word"], start: "startOffset", end: "endOffset", within: request.durationMs),
            text: text,
            request: request,
            engine: engine,
            model: reply?.model ?? model,
            keepsFillers: true
        )
    }
}

/// Gemini's transcription model.
package struct GeminiTranscriberSettings: Sendable, Hashable, Codable {
    /// Up to and without the version.
    package var baseURL: String
    /// The API's version.
    package var version: String
    /// Sent as `x-goog-api-key`.
    package var apiKey: Secret
    /// The model.
    package var model: String
    /// Words to listen for; best at most a hundred.
    package var vocabulary: [String]
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Google's own service.
    package init(
        baseURL: String = "https://generativelanguage.googleapis.com",
        version: String = "v1beta",
        apiKey: Secret,
        model: String = "gemini-3.5-transcribe",
        vocabulary: [String] = [],
        upstream: UpstreamSettings = UpstreamSettings(
            timeout: .seconds(120),
            deadline: .seconds(300),
            // Its quotas are counted by the minute.
            retry: RetrySchedule(throttledWait: .seconds(60))
        )
    ) {
        self.baseURL = baseURL
        self.version = version
        self.apiKey = apiKey
        self.model = model
        self.vocabulary = vocabulary
        self.upstream = upstream
    }
}
