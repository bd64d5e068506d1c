package import Outbound

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
