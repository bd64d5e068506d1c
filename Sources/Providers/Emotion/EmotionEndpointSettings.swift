package import Outbound

/// A voice-emotion endpoint.
package struct EmotionEndpointSettings: Sendable, Hashable, Codable {
    /// How the recording reaches it.
    package enum Mode: String, Sendable, Codable, CaseIterable {
        /// By its path on a disk both sides see: `{"audio_path": "…"}`.
        case path
        /// In the request: multipart with the WAV as `file`.
        case upload
    }

    /// The address to post to, e.g. `http://127.0.0.1:5003/analyze`.
    package var url: String
    /// Sent as a bearer token; nil for services without keys.
    package var apiKey: Secret?
    /// How the recording reaches it.
    package var mode: Mode
    /// The service's classes, in the order of its probabilities.
    package var classes: [String]
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are those of the service the wire format comes from. One attempt: a result that is not
    /// scored is not worth a second minute.
    package init(
        url: String,
        apiKey: Secret? = nil,
        mode: Mode = .upload,
        classes: [String] = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"],
        upstream: UpstreamSettings = UpstreamSettings(
            timeout: .seconds(60),
            deadline: .seconds(60),
            concurrency: 2,
            maxReplyBytes: 1 << 20,
            retry: RetrySchedule(attempts: 1)
        )
    ) {
        self.url = url
        self.apiKey = apiKey
        self.mode = mode
        self.classes = classes
        self.upstream = upstream
    }
}
