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

/// An OpenAI-compatible speech-to-text service: OpenAI, Groq, speaches, faster-whisper servers, whisper.cpp.
package struct OpenAITranscriberSettings: Sendable, Hashable, Codable {
    /// Whose form of the protocol it speaks.
    package enum Dialect: String, Sendable, Codable, CaseIterable {
        /// `POST {base}/audio/transcriptions` with a model and word times at the top level.
        case openAI
        /// whisper.cpp's server: `POST {base}/inference`, no model, words as tokens inside the segments.
        case whisperCpp
    }

    /// The engine's name in results.
    package var engine: String
    /// Up to and without `/audio/transcriptions`, e.g. `https://api.openai.com/v1`.
    package var baseURL: String
    /// Sent as a bearer token; nil for servers without keys.
    package var apiKey: Secret?
    /// The model.
    package var model: String
    /// Whose form of the protocol.
    package var dialect: Dialect
    /// Whether the model gives word times; when not, plain JSON is asked for. `gpt-transcribe` does not.
    package var wordTimes: Bool
    /// Whether the model writes "um" and "uh" down. Whisper mostly drops them.
    package var keepsFillers: Bool
    /// A text to prime the model with; long ones damage the result.
    package var prompt: String?
    /// Largest file the service takes, in bytes.
    package var maxBytes: Int
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are OpenAI's own service.
    package init(
        engine: String = "openai",
        baseURL: String = "https://api.openai.com/v1",
        apiKey: Secret? = nil,
        model: String = "whisper-1",
        dialect: Dialect = .openAI,
        wordTimes: Bool = true,
        keepsFillers: Bool = false,
        prompt: String? = nil,
        maxBytes: Int = 25 << 20,
        upstream: UpstreamSettings = UpstreamSettings()
    ) {
        self.engine = engine
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.dialect = dialect
        self.wordTimes = wordTimes
        self.keepsFillers = keepsFillers
        self.prompt = prompt
        self.maxBytes = maxBytes
        self.upstream = upstream
    }
}

/// An OpenAI-compatible service's answer.
struct OpenAITranscription {
    private let json: JSONValue
    private let settings: OpenAITranscriberSettings

    /// Checks that it is one.
    init(_ json: JSONValue, settings: OpenAITranscriberSettings) throws(OutboundError) {
        // Old whisper.cpp servers send errors with status 200.
        if let error = json["error"], error != .null {
            throw OutboundError(
                .rejected,
                "it refuses the request.",
                status: 200,
                upstream: error.text ?? error["message"]?.text
            )
        }
        guard case .string? = json["text"] else { throw OutboundError(.malformed, "its answer has no text.") }
        self.json = json
        self.settings = settings
    }

    /// The transcript, times clamped to the recording. No text is silence, not an error.
    func transcript(for request: Transcriber.Request) -> Transcript {
        let segments = (json["segments"]?.items ?? []).map { Segment($0, within: request.durationMs) }
            .filter { !$0.isMark }
        let hallucination = SilenceFilter(speech: request.speech)
        let kept = segments.filter { !hallucination.drops($0) }
        let isWhole = kept.count == segments.count
        let whole = SoundMarks.removed(from: SplitBytes.restored(json["text"]?.text ?? ""))
        var text = isWhole ? Self.unwrapped(whole, kept) : kept.map(\.text).joined()
        var times = Transcript.WordTimes.exact
        var words = timedWords(within: request.durationMs)
        if !isWhole { words.removeAll { word in !kept.contains { $0.covers(word) } } }
        if words.isEmpty {
            words = kept.flatMap { WordTiming.spread($0.text, startMs: $0.startMs, endMs: $0.endMs) }
            times = .approximate
        }
        words = WordTiming.ordered(words)
        if words.isEmpty {
            if segments.isEmpty, hallucination.drops(text: text) { text = "" }
            words = text.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
            times = words.isEmpty ? .exact : .none
        }
        let aligned = WordAligner.align(words, to: text).without(hallucination)
        return Transcript(
            text: aligned.text,
            language: request.language,
            engine: settings.engine,
            model: settings.dialect == .openAI ? settings.model : nil,
            keepsFillers: settings.keepsFillers,
            wordTimes: times,
            accuracy: .standard,
            words: aligned.words
        )
    }

    /// The text without the line breaks that a server set inside words, where its segments end.
    private static func unwrapped(_ text: String, _ segments: [Segment]) -> String {
        let isBroken = zip(segments, segments.dropFirst()).contains { TokenJoiner.goesOn($0.text, $1.text) }
        return isBroken ? segments.map(\.text).joined() : text
    }

    private func timedWords(within durationMs: Int) -> [Transcript.Word] {
        if settings.dialect == .whisperCpp {
            let segments = (json["segments"]?.items ?? []).map { $0["words"]?.items ?? [] }
            return SoundMarks.removed(from: TokenJoiner.words(of: segments, within: durationMs))
        }
        return (json["words"]?.items ?? []).compactMap { word in
            guard let text = word["word"]?.text?.trimmed, !text.isEmpty,
                let start = WordTiming.milliseconds(word["start"]?.number, within: durationMs),
                let end = WordTiming.milliseconds(word["end"]?.number, within: durationMs)
            else { return nil }
            return Transcript.Word(text: text, startMs: start, endMs: end, confidence: word["probability"]?.probability)
        }
    }

    /// A stretch the model transcribed at once.
    struct Segment {
        /// Its words.
        let text: String
        /// Where it starts.
        let startMs: Int
        /// Where it ends.
        let endMs: Int
        /// Whether it only describes a sound: `[BLANK_AUDIO]`, `(keyboard clicking)`.
        let isMark: Bool
        /// The model's own doubt that anybody speaks, 0–1.
        let noSpeech: Double?

        /// Reads a segment; times it lacks are the recording's ends.
        init(_ json: JSONValue, within durationMs: Int) {
            let written = SplitBytes.restored(json["text"]?.text ?? "")
            text = SoundMarks.removed(from: written)
            isMark = !written.trimmed.isEmpty && SoundMarks.removed(from: written, isWhole: true).trimmed.isEmpty
            startMs = WordTiming.milliseconds(json["start"]?.number, within: durationMs) ?? 0
            endMs = max(startMs, WordTiming.milliseconds(json["end"]?.number, within: durationMs) ?? durationMs)
            noSpeech = json["no_speech_prob"]?.number
        }

        /// Whether a word lies in it, by its middle.
        func covers(_ word: Transcript.Word) -> Bool {
            guard let span = word.span else { return false }
            return (startMs...endMs).contains(span.startMs + span.durationMs / 2)
        }
    }
}

extension JSONValue {
    /// A number from 0 to 1; nil for anything else.
    var probability: Double? { number.flatMap { (0...1).contains($0) ? $0 : nil } }
}
