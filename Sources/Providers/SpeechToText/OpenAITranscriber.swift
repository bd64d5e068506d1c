import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound
import Synchronization

/// Speech to text by an OpenAI-compatible service.
package struct OpenAITranscriber: Sendable {
    private let settings: OpenAITranscriberSettings
    private let upstream: Upstream
    /// Whether the model has refused replies with word times.
    private let refusesDetail = Refusal()

    /// Shared by the copies of this value.
    private final class Refusal: Sendable {
        let happened = Atomic(false)
    }

    /// An engine behind a client.
    package init(
        settings: OpenAITranscriberSettings,
        client: HTTPClient,
        logger: Logger,
        pacing: Upstream.Pacing = .init()
    ) {
        self.settings = settings
        upstream = Upstream(
            settings.engine,
            client: client,
            settings: settings.upstream,
            secrets: [settings.apiKey].compactMap(\.self),
            logger: logger,
            pacing: pacing
        )
    }

    /// The port.
    package var transcriber: Transcriber {
        let times: Transcript.WordTimes = settings.wordTimes ? .exact : .none
        // 16 kHz mono 16-bit: 32 bytes a millisecond, and a kilobyte for the form around the file.
        let longest = max(0, settings.maxBytes - 1_024) / 32
        return Transcriber(
            engine: settings.engine,
            model: settings.dialect == .openAI ? settings.model : nil,
            capabilities: .init(
                keepsFillers: settings.keepsFillers,
                wordTimes: times,
                accuracy: .standard,
                maxDurationMs: longest,
                accepts: accepts
            ),
            transcribe: { try await transcribe($0) }
        )
    }

    /// whisper.cpp's server decodes WAV alone, unless it was started otherwise.
    private var accepts: Set<UploadedAudio.Form> {
        settings.dialect == .openAI ? [.wav, .webmOpus, .oggOpus, .flac, .mp3] : []
    }

    private func transcribe(_ request: Transcriber.Request) async throws -> Transcript {
        do throws(OutboundError) {
            return try await request.offering(accepts, maxBytes: settings.maxBytes).tried {
                request throws(OutboundError) in
                try await hear(request)
            }
        } catch {
            throw ProvidersError.transcribe(error, engine: settings.engine)
        }
    }

    /// Hears with word times, and without when the model refuses the form of reply that has them; that is remembered.
    private func hear(_ request: Transcriber.Request) async throws(OutboundError) -> Transcript {
        let isDetailed =
            (settings.wordTimes || settings.dialect == .whisperCpp) && !refusesDetail.happened.load(ordering: .relaxed)
        do throws(OutboundError) {
            return try await hear(request, detailed: isDetailed)
        } catch {
            guard isDetailed, settings.dialect == .openAI, Self.isAboutForm(error) else { throw error }
            refusesDetail.happened.store(true, ordering: .relaxed)
            upstream.warn("the model gives no word times; asked for plain text instead")
            return try await hear(request, detailed: false)
        }
    }

    /// Whether a refusal is about the form of the reply, as newer models refuse `verbose_json` and word times.
    static func isAboutForm(_ error: OutboundError) -> Bool {
        guard error.kind == .rejected, error.status == 400 || error.status == 422, let words = error.upstream else {
            return false
        }
        return ["response_format", "verbose_json", "timestamp_granularities"].contains(where: words.contains)
    }

    /// A reply of plain text as the JSON it stands for; nil when it is no such reply.
    static func plain(_ reply: HTTPReply) -> JSONValue? {
        guard reply.isSuccess, reply.headers["content-type"]?.lowercased().hasPrefix("text/plain") == true,
            let text = String(validating: reply.body, as: UTF8.self)
        else { return nil }
        return JSONValue.parse(reply.body) == nil ? .object(["text": .string(text.trimmed)]) : nil
    }

    private func hear(_ request: Transcriber.Request, detailed: Bool) async throws(OutboundError) -> Transcript {
        try await upstream.call { () throws(OutboundError) in
            try form(for: request, detailed: detailed)
        } reading: { reply throws(OutboundError) in
            var reply = reply
            if settings.dialect == .whisperCpp { reply.body = SplitBytes.guarded(reply.body) }
            let plain = Self.plain(reply)
            let json = if let plain { plain } else { try ServiceReply.json(reply, refusal: ServiceReply.plainRefusal) }
            let usage = json["usage"]
            upstream.bill(
                Bill(
                    tokens: usage?["total_tokens"]?.number.flatMap { Int(exactly: $0) },
                    seconds: usage?["seconds"]?.number
                )
            )
            return try OpenAITranscription(json, settings: settings).transcript(for: request)
        }
    }

    private func form(for request: Transcriber.Request, detailed: Bool) throws(OutboundError) -> HTTPRequest {
        let audio = SentAudio(request)
        let file = try HTTPBody.file(audio.file.path)
        guard file.length <= settings.maxBytes else {
            throw OutboundError(.rejected, "the recording is larger than the \(settings.maxBytes) bytes it takes.")
        }
        let isNested = settings.dialect == .whisperCpp
        var form = MultipartForm()
        if !isNested { form.add("model", settings.model) }
        form.add("language", LanguageTag.language(request.language))
        if let prompt = settings.prompt { form.add("prompt", prompt) }
        form.add("response_format", detailed ? "verbose_json" : "json")
        if isNested {
            // Saves whisper.cpp a second pass over the audio.
            form.add("no_language_probabilities", "true")
        } else if detailed {
            form.add("timestamp_granularities[]", "word")
            form.add("timestamp_granularities[]", "segment")
        }
        form.add("file", fileName: audio.name, type: audio.type, file)
        var headers = [(name: "Content-Type", value: form.contentType), (name: "Accept", value: "application/json")]
        if let key = settings.apiKey { headers.append(("Authorization", "Bearer \(key.revealed)")) }
        let path = isNested ? "/inference" : "/audio/transcriptions"
        return HTTPRequest(.post, settings.baseURL + path, headers: headers, body: form.body)
    }
}
