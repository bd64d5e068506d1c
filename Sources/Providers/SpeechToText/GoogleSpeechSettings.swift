package import Outbound

/// Google Cloud Speech-to-Text, synchronous, v1 or v2.
package struct GoogleSpeechSettings: Sendable {
    /// Whose form of the protocol.
    package enum Form: Sendable, Hashable {
        /// `POST {base}/v1/speech:recognize`.
        case v1
        /// `POST {base}/v2/projects/{project}/locations/{location}/recognizers/_:recognize`, with no recognizer made before.
        case v2(project: String, location: String)
    }

    /// Up to and without the version.
    package var baseURL: String
    /// Who we say we are.
    package var access: GoogleAccess
    /// The API's version.
    package var form: Form
    /// The model.
    package var model: String
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Google's own service, whose v2 has an address per region.
    package init(
        baseURL: String? = nil,
        access: GoogleAccess,
        form: Form = .v1,
        model: String? = nil,
        upstream: UpstreamSettings = UpstreamSettings()
    ) {
        switch form {
        case .v1:
            self.baseURL = baseURL ?? "https://speech.googleapis.com"
            self.model = model ?? "latest_long"
        case .v2(_, let location):
            let host = location == "global" ? "speech" : "\(location)-speech"
            self.baseURL = baseURL ?? "https://\(host).googleapis.com"
            self.model = model ?? "long"
        }
        self.access = access
        self.form = form
        self.upstream = upstream
    }
}
