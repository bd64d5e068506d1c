package import Outbound

/// Deepgram's pre-recorded speech to text.
package struct DeepgramSettings: Sendable, Hashable, Codable {
    /// Up to and without `/v1/listen`.
    package var baseURL: String
    /// Sent as `Authorization: Token …`.
    package var apiKey: Secret
    /// The model.
    package var model: String
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Deepgram's own service.
    package init(
        baseURL: String = "https://api.deepgram.com",
        apiKey: Secret,
        model: String = "nova-3",
        upstream: UpstreamSettings = UpstreamSettings()
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.upstream = upstream
    }
}
