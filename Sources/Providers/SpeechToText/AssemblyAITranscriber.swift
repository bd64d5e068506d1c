import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Speech to text by AssemblyAI, fillers kept: upload, submit, and ask until it is done.
package struct AssemblyAITranscriber: Sendable {
    private let settings: AssemblyAISettings
    private let upstream: Upstream
    /// Submitting costs money each time, so a submission whose fate is unknown is not repeated.
    private let submitting: Upstream
    private let pacing: Upstream.Pacing
    private static let engine = "assemblyai"
    private static let accepts: Set<UploadedAudio.Form> = [.wav, .webmOpus, .oggOpus, .flac, .mp3]
    /// The service takes 2.2 GB; what our own limits let through is less.
    private static let maxBytes = 2_000_000_000

    /// An engine behind a client.
    package init(settings: AssemblyAISettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init()) {
        self.settings = settings
        self.pacing = pacing
        var once = settings.upstream
        once.retry.attempts = 1
        upstream = Upstream(
            Self.engine,
            client: client,
            settings: settings.upstream,
            secrets: [settings.apiKey],
            logger: logger,
            pacing: pacing
        )
        submitting = Upstream(
            Self.engine,
            client: client,
            settings: once,
            secrets: [settings.apiKey],
            logger: logger,
            pacing: pacing
        )
    }

    /// The port.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: settings.models.first,
            capabilities: .init(
                keepsFillers: true,
                wordTimes: .exact,
                accuracy: .standard,
                maxDurationMs: 36_000_000,
                accepts: Self.accepts
            ),
            transcribe: { try await transcribe($0) }
        )
    }

    private func transcribe(_ request: Transcriber.Request) async throws -> Transcript {
        do throws(OutboundError) {
            return try await request.offering(Self.accepts, maxBytes: Self.maxBytes).tried {
                request throws(OutboundError) in
                let end = ContinuousClock.now.advanced(by: settings.upstream.deadline)
                let audio = try await upload(request)
                let id = try await submit(audio, language: request.language, until: end)
                return try await result(id, for: request, until: end)
            }
        } catch {
            throw ProvidersError.transcribe(error, engine: Self.engine)
        }
    }

    private func upload(_ request: Transcriber.Request) async throws(OutboundError) -> String {
        let json = try await call(upstream) { () throws(OutboundError) in
            self.request(.post, "/v2/upload", type: "application/octet-stream", try .file(SentAudio(request).file.path))
        }
        guard let url = json["upload_url"]?.text else { throw Self.unreadable("upload_url") }
        return url
    }

    /// Submits once, and again only after a refusal that says it was not taken (429, 503): each submission costs money.
    private func submit(
        _ audio: String,
        language: String,
        until end: ContinuousClock.Instant
    ) async throws(OutboundError) -> String {
        var attempt = 1
        while true {
            do throws(OutboundError) {
                return try await submitOnce(audio, language: language)
            } catch {
                let action = settings.upstream.retry.action(
                    after: error,
                    attempt: attempt,
                    remaining: ContinuousClock.now.duration(to: end),
                    jitter: pacing.jitter()
                )
                guard [429, 503].contains(error.status), case .wait(let wait) = action else { throw error }
                do { try await pacing.sleep(wait) } catch { throw OutboundError(.cancelled, "The call was cancelled.") }
            }
            attempt += 1
        }
    }

    private func submitOnce(_ audio: String, language: String) async throws(OutboundError) -> String {
        let models = settings.models.map(\.jsonLiteral).joined(separator: ",")
        let body = """
            {"audio_url":\(audio.jsonLiteral),"speech_models":[\(models)],"language_code":\
            \(LanguageTag.underscored(language).jsonLiteral),"disfluencies":\(Self.keepsFillers(language)),\
            "punctuate":true,"format_text":true}
            """
        let json = try await call(submitting) { () throws(OutboundError) in
            self.request(.post, "/v2/transcript", type: "application/json", .text(body))
        }
        guard let id = json["id"]?.text, !id.isEmpty, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F })
        else {
            throw Self.unreadable("id")
        }
        return id
    }

    private func result(
        _ id: String,
        for request: Transcriber.Request,
        until end: ContinuousClock.Instant
    ) async throws(OutboundError) -> Transcript {
        var pause = Duration.seconds(1)
        while true {
            let json = try await call(upstream) { () throws(OutboundError) in
                self.request(.get, "/v2/transcript/\(id)", type: nil, .empty)
            }
            switch json["status"]?.text {
            case "completed":
                upstream.bill(Bill(seconds: json["audio_duration"]?.number))
                return transcript(json, for: request)
            case "error":
                throw OutboundError(
                    .rejected,
                    "it could not transcribe the recording.",
                    status: 200,
                    upstream: json["error"]?.text
                )
            case "queued", "processing": break
            default: throw Self.unreadable("status")
            }
            guard ContinuousClock.now.advanced(by: pause) < end else {
                throw OutboundError(.timeout, "it took longer than its deadline.")
            }
            do { try await pacing.sleep(pause) } catch { throw OutboundError(.cancelled, "The call was cancelled.") }
            pause = min(pause * 1.5, .seconds(5))
        }
    }

    private func call(
        _ upstream: Upstream,
        _ make: () throws(OutboundError) -> HTTPRequest
    ) async throws(OutboundError) -> JSONValue {
        try await upstream.call(make) { reply throws(OutboundError) in
            try ServiceReply.json(reply, refusal: ServiceReply.plainRefusal)
        }
    }

    private func request(_ method: HTTPRequest.Method, _ path: String, type: String?, _ body: HTTPBody) -> HTTPRequest {
        var headers = [(name: "Authorization", value: settings.apiKey.revealed)]
        if let type { headers.append(("Content-Type", type)) }
        return HTTPRequest(method, settings.baseURL + path, headers: headers, body: body)
    }

    private func transcript(_ json: JSONValue, for request: Transcriber.Request) -> Transcript {
        let words = (json["words"]?.items ?? []).compactMap { item -> Transcript.Word? in
            // Whole milliseconds here, where the others send seconds.
            guard let text = item["text"]?.text?.trimmed, !text.isEmpty,
                let start = WordTiming.milliseconds(
                    item["start"]?.number.map { $0 / 1_000 },
                    within: request.durationMs
                ),
                let end = WordTiming.milliseconds(item["end"]?.number.map { $0 / 1_000 }, within: request.durationMs)
            else { return nil }
            return Transcript.Word(text: text, startMs: start, endMs: end, confidence: item["confidence"]?.probability)
        }
        return TimedWords.transcript(
            WordTiming.ordered(words),
            text: json["text"]?.text ?? "",
            request: request,
            engine: Self.engine,
            model: json["speech_model_used"]?.text ?? json["speech_model"]?.text ?? settings.models.first,
            keepsFillers: Self.keepsFillers(request.language)
        )
    }

    /// The switch for them is documented for English.
    private static func keepsFillers(_ language: String) -> Bool { LanguageTag.language(language) == "en" }

    private static func unreadable(_ field: String) -> OutboundError {
        OutboundError(.malformed, "its answer has no usable \(field).", status: 200)
    }
}

/// AssemblyAI's asynchronous speech to text.
package struct AssemblyAISettings: Sendable, Hashable, Codable {
    /// Up to and without `/v2`.
    package var baseURL: String
    /// Sent as `Authorization`, without a scheme.
    package var apiKey: Secret
    /// Models in order of preference; disfluencies are documented for `universal-2`.
    package var models: [String]
    /// Deadlines, retries and bounds; the deadline bounds the wait for the result too.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are AssemblyAI's own service.
    package init(
        baseURL: String = "https://api.assemblyai.com",
        apiKey: Secret,
        models: [String] = ["universal-2"],
        upstream: UpstreamSettings = UpstreamSettings(deadline: .seconds(600))
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.models = models
        self.upstream = upstream
    }
}
