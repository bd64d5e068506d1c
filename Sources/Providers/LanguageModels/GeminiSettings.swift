package import Outbound

/// Google's Gemini API.
package struct GeminiSettings: Sendable, Hashable, Codable {
    /// How much a model thinks before it answers; thinking counts against the output cap.
    package enum Thinking: String, Sendable, Codable, CaseIterable {
        case minimal = "MINIMAL"
        case low = "LOW"
        case medium = "MEDIUM"
        case high = "HIGH"
        case xhigh = "XHIGH"
    }

    /// Up to and without the version.
    package var baseURL: String
    /// The API's version; `v1beta` is a superset of `v1`.
    package var version: String
    /// Sent as `x-goog-api-key`.
    package var apiKey: Secret
    /// The model to ask first. An alias such as `gemini-flash-latest` moves, and scores with it.
    package var model: String
    /// Models to ask, in order, when one is retired, overloaded or cut off.
    package var fallbackModels: [String]
    /// How much it thinks; nil leaves the model's own default, as 2.5 models need.
    package var thinking: Thinking?
    /// Deadlines, retries and bounds; per model.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Google's service and the models that were current when this was written.
    package init(
        baseURL: String = "https://generativelanguage.googleapis.com",
        version: String = "v1beta",
        apiKey: Secret,
        model: String = "gemini-3.8-flash",
        fallbackModels: [String] = ["gemini-3.5-flash-lite"],
        thinking: Thinking? = .low,
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
        self.fallbackModels = fallbackModels
        self.thinking = thinking
        self.upstream = upstream
    }
}
