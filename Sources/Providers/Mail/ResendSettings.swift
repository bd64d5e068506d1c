package import Outbound

/// The Resend mail service.
package struct ResendSettings: Sendable, Hashable, Codable {
    /// Up to and without `/emails`.
    package var baseURL: String
    /// Sent as a bearer token.
    package var apiKey: Secret
    /// Who mails are from; the service knows the domain.
    package var sender: MailSender
    /// Deadlines, retries and bounds; the service takes two calls a second by default.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are the service's own.
    package init(
        baseURL: String = "https://api.resend.com",
        apiKey: Secret,
        sender: MailSender,
        upstream: UpstreamSettings = UpstreamSettings(
            timeout: .seconds(30),
            deadline: .seconds(120),
            concurrency: 1,
            maxReplyBytes: 1 << 20,
            retry: RetrySchedule(throttledWait: .seconds(1))
        )
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.sender = sender
        self.upstream = upstream
    }
}
