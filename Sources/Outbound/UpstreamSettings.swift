/// How one service is called, whatever it is.
package struct UpstreamSettings: Sendable, Hashable, Codable {
    /// Time for one attempt.
    package var timeout: Duration
    /// Time for all attempts and the waits between them.
    package var deadline: Duration
    /// Time for name resolution, TCP and TLS.
    package var connectTimeout: Duration
    /// How long a service may be silent in all: nothing moves for so long, or no attempt begins after it. Nil for any time.
    package var silence: Duration?
    /// Calls under way at once.
    package var concurrency: Int
    /// Largest reply accepted, in bytes.
    package var maxReplyBytes: Int
    /// When to try again.
    package var retry: RetrySchedule
    /// Failures in a row that stop further calls.
    package var breakerThreshold: Int
    /// How long they stay stopped.
    package var breakerPause: Duration

    /// Settings; the defaults suit a speech-to-text service.
    package init(
        timeout: Duration = .seconds(60),
        deadline: Duration = .seconds(180),
        connectTimeout: Duration = .seconds(5),
        concurrency: Int = 4,
        maxReplyBytes: Int = 16 << 20,
        retry: RetrySchedule = RetrySchedule(),
        breakerThreshold: Int = 5,
        breakerPause: Duration = .seconds(30)
    ) {
        self.timeout = timeout
        self.deadline = deadline
        self.connectTimeout = connectTimeout
        self.concurrency = max(1, concurrency)
        self.maxReplyBytes = maxReplyBytes
        self.retry = retry
        self.breakerThreshold = breakerThreshold
        self.breakerPause = breakerPause
    }
}
