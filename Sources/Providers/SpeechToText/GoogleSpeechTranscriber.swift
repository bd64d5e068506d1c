import FoundationEssentials
package import Interview
package import Logging
package import Outbound

/// Speech to text by Google Cloud, which drops "um" and "uh" and offers no switch to keep them.
package struct GoogleSpeechTranscriber: Sendable {
    private let service: SpeechService
    private let model: String
    private static let engine = "google"

    /// An engine behind a client.
    package init(settings: GoogleSpeechSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init())
    {
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
            refusal: GoogleRefusal.error,
            read: { json, request throws(OutboundError) in Self.transcript(json, request, settings.model) }
        )
    }

    /// The port. A synchronous call takes a minute; five seconds are left for its own way of counting.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: model,
            capabilities: .init(keepsFillers: false, wordTimes: .exact, accuracy: .standard, maxDurationMs: 55_000),
            transcribe: { [service] in try await service.transcribe($0) }
        )
    }

    private static func call(
        _ request: Transcriber.Request,
        _ settings: GoogleSpeechSettings
    ) throws(OutboundError) -> HTTPRequest {
        // Encoding and rate are in the WAV header, and must not be repeated here unless they match.
        let body = """
            {"config":{"languageCode":\(JSONText.literal(request.language)),"maxAlternatives":1,"enableWordTimeOffsets":true,\
            "enableWordConfidence":true,"enableAutomaticPunctuation":true,"model":\(JSONText.literal(settings.model))},\
            "audio":{"content":"\(try Base64File.text(request.wav, limit: 7 << 20))"}}
            """
        return HTTPRequest(
            .post,
            "\(settings.baseURL)/v1/speech:recognize",
            headers: [("x-goog-api-key", settings.apiKey.revealed), ("Content-Type", "application/json")],
            body: .text(body)
        )
    }

    /// All results, not the first alone: each pause starts a new one. `{}` is silence.
    private static func transcript(_ json: JSONValue, _ request: Transcriber.Request, _ model: String) -> Transcript {
        let best = (json["results"]?.items ?? []).compactMap { $0["alternatives"]?[0] }
        let text = best.reduce(into: "") { text, alternative in
            let next = alternative["transcript"]?.text ?? ""
            if !text.isEmpty, !next.isEmpty, text.last?.isWhitespace != true, next.first?.isWhitespace != true {
                text += " "
            }
            text += next
        }
        let words = best.flatMap { $0["words"]?.items ?? [] }
        return TimedWords.transcript(
            TimedWords.read(words, names: ["word"], start: "startTime", end: "endTime", within: request.durationMs),
            text: text,
            request: request,
            engine: engine,
            model: model,
            keepsFillers: false
        )
    }
}
