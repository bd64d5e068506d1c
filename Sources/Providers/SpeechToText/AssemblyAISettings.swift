package import Outbound

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
