import CCurl

/// When to repeat a call that failed: the table of error classes, as a pure function of what happened.
package struct RetrySchedule: Sendable, Hashable, Codable {
    /// What to do next.
    package enum Action: Sendable, Hashable {
        /// Wait this long, then call again.
        case wait(Duration)
        /// The failure stands.
        case giveUp
    }

    /// Calls in all, the first included; at least 1.
    package var attempts: Int
    /// The wait after the first failure of the service; it doubles with each further one.
    package var firstWait: Duration
    /// No wait of our own choosing is longer.
    package var longestWait: Duration
    /// The wait after "too many calls" when the service names none.
    package var throttledWait: Duration

    /// A schedule; the defaults suit services billed by the call.
    package init(
        attempts: Int = 5,
        firstWait: Duration = .seconds(1),
        longestWait: Duration = .seconds(60),
        throttledWait: Duration = .seconds(10)
    ) {
        self.attempts = max(1, attempts)
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.throttledWait = throttledWait
    }

    /// Decides after a failure.
    ///
    /// - Parameters:
    ///   - error: what happened.
    ///   - attempt: which call it was, from 1.
    ///   - remaining: time left of the caller's deadline; a wait that does not fit is not begun, so that the failure, with the
    ///     service's own wish in ``OutboundError/retryAfter``, reaches the job runner at once.
    ///   - jitter: a random number in 0..<1. Our own waits spread over half to the whole of their length; a wait the service
    ///     asked for is never shortened, only lengthened by up to a tenth.
    package func action(after error: OutboundError, attempt: Int, remaining: Duration, jitter: Double) -> Action {
        guard attempt < attempts else { return .giveUp }
        let jitter = min(max(jitter, 0), 1)
        let wait: Duration
        switch error.kind {
        case .rejected, .auth, .quota, .blocked, .truncated, .cancelled:
            return .giveUp
        case .malformed:
            // Once: a service that garbles twice garbles always.
            guard attempt == 1 else { return .giveUp }
            wait = backoff(attempt) * (0.5 + jitter / 2)
        case .throttled:
            wait = (error.retryAfter ?? throttledWait) * (1 + jitter / 10)
        case .transient, .timeout:
            wait = error.retryAfter.map { $0 * (1 + jitter / 10) } ?? backoff(attempt) * (0.5 + jitter / 2)
        }
        return wait < remaining ? .wait(wait) : .giveUp
    }

    private func backoff(_ attempt: Int) -> Duration {
        // 2^20 first waits exceed every longest wait; the clamp keeps the shift from overflowing.
        min(longestWait, firstWait * (1 << min(max(attempt - 1, 0), 20)))
    }
}

/// How long a service asks its callers to wait, from its response headers (RFC 9110 §10.2.3, and OpenAI's `retry-after-ms`).
package enum RetryAfter {
    /// Longest wait believed, in seconds; a header beyond it is a mistake or an attack.
    private static let longest = 86_400.0

    /// The wait asked for, or nil.
    ///
    /// - Parameter unixTime: the present, in seconds since 1970; an HTTP date is taken relative to it.
    package static func wait(headers: [String: String], unixTime: Double) -> Duration? {
        if let text = headers["retry-after-ms"], let milliseconds = number(text) {
            return duration(seconds: milliseconds / 1_000)
        }
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = number(text) { return duration(seconds: seconds) }
        let date = unsafe curl_getdate(text, nil)
        return date < 0 ? nil : duration(seconds: Double(date) - unixTime)
    }

    /// Reads a protobuf duration in JSON, such as Google's RetryInfo sends: `40s`, `0.5s`, and the `450ms` of its messages.
    package static func duration(text: String) -> Duration? {
        if text.hasSuffix("ms") { return number(text.dropLast(2)).flatMap { duration(seconds: $0 / 1_000) } }
        if text.hasSuffix("s") { return number(text.dropLast(1)).flatMap(duration(seconds:)) }
        return nil
    }

    private static func number(_ text: some StringProtocol) -> Double? {
        let digits = text.drop { $0 == " " }
        guard let first = digits.utf8.first, (0x30...0x39).contains(first) || first == 0x2E else { return nil }
        return Double(String(digits.prefix { $0 != " " }))
    }

    private static func duration(seconds: Double) -> Duration? {
        guard seconds.isFinite else { return nil }
        return .milliseconds(Int64((min(max(seconds, 0), longest) * 1_000).rounded(.up)))
    }
}
