package import Outbound

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
