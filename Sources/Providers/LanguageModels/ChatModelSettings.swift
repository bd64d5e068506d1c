package import Outbound

/// An OpenAI-compatible chat service: OpenAI, Ollama, llama.cpp, the Hugging Face router.
package struct ChatModelSettings: Sendable, Hashable, Codable {
    /// The engine's name in results.
    package var engine: String
    /// Up to and without `/chat/completions`.
    package var baseURL: String
    /// Sent as a bearer token; nil for servers without keys.
    package var apiKey: Secret?
    /// The model to ask first.
    package var model: String
    /// Models to ask, in order, when one is gone, overloaded or cut off.
    package var fallbackModels: [String]
    /// What the service calls the output cap: `max_tokens`, or `max_completion_tokens` at OpenAI's reasoning models.
    package var capField: String
    /// Deadlines, retries and bounds; per model.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are a local Ollama.
    package init(
        engine: String = "chat",
        baseURL: String = "http://127.0.0.1:11434/v1",
        apiKey: Secret? = nil,
        model: String,
        fallbackModels: [String] = [],
        capField: String = "max_tokens",
        upstream: UpstreamSettings = UpstreamSettings(timeout: .seconds(120), deadline: .seconds(300))
    ) {
        self.engine = engine
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.fallbackModels = fallbackModels
        self.capField = capField
        self.upstream = upstream
    }
}
