package import Outbound

/// Google Cloud Speech-to-Text v1, synchronous, by API key.
package struct GoogleSpeechSettings: Sendable, Hashable, Codable {
    /// Up to and without `/v1`.
    package var baseURL: String
    /// Sent as `x-goog-api-key`.
    package var apiKey: Secret
    /// The model.
    package var model: String
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Google's own service.
    package init(
        baseURL: String = "https://speech.googleapis.com",
        apiKey: Secret,
        model: String = "latest_long",
        upstream: UpstreamSettings = UpstreamSettings()
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.upstream = upstream
    }
}
