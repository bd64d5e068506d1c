/// Why a call to another service did not give an answer: one set of classes for all providers, each with one way to act on it
/// (``RetrySchedule``).
package struct OutboundError: Error, Sendable, Hashable {
    /// The classes.
    package enum Kind: String, Sendable, CaseIterable {
        /// The service refuses this request and will refuse it again.
        case rejected
        /// The service refuses our credentials.
        case auth
        /// A quota that a short wait does not refill is used up.
        case quota
        /// Too many calls just now.
        case throttled
        /// The service, or the way to it, fails.
        case transient
        /// An attempt or the whole call took longer than allowed.
        case timeout
        /// A model refused on grounds of content.
        case blocked
        /// A model's answer ended at its output cap.
        case truncated
        /// The service said yes and sent something unreadable.
        case malformed
        /// Our own caller no longer wants the answer.
        case cancelled
    }

    /// Its class.
    package var kind: Kind
    /// One sentence, without secrets and without user content.
    package var message: String
    /// The HTTP status, when the service sent one.
    package var status: Int?
    /// How long the service asked us to wait.
    package var retryAfter: Duration?
    /// The service's own words, redacted and cut to a line: for logs and `doctor`, not for speakers.
    package var upstream: String?
    /// Whether another model of the same service may still answer: this one is gone, overloaded or out of capacity.
    package var anotherModelMayAnswer = false
    /// Whether a breaker kept the call from being made.
    package var wasNotMade = false

    /// A failure.
    package init(
        _ kind: Kind,
        _ message: String,
        status: Int? = nil,
        retryAfter: Duration? = nil,
        upstream: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
        self.upstream = upstream
    }

    package static func == (a: OutboundError, b: OutboundError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
