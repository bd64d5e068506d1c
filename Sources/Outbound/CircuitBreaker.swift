/// Stops calling a service that keeps failing, and finds out with single calls when it is back (M. Nygard, "Release It!").
/// A pure state machine; the owner supplies the time.
package struct CircuitBreaker: Sendable, Hashable {
    /// Whether a call may go out.
    package enum Admission: Sendable, Hashable {
        /// Go ahead.
        case call
        /// The service failed for this reason; ask again after the wait.
        case refuse(OutboundError.Kind, retryAfter: Duration)
    }

    /// What a finished call says about the service.
    package enum Outcome: Sendable, Hashable {
        /// It answers.
        case healthy
        /// It fails: one more on the count.
        case failing
        /// It refuses our key: no call will succeed until the settings change.
        case refusing
        /// Nothing: we broke off the call ourselves.
        case unknown
    }

    /// Where it stands, for metrics.
    package enum State: Int, Sendable {
        /// Calls go through.
        case closed = 0
        /// One call tries whether the service is back.
        case probing = 1
        /// No calls.
        case open = 2
    }

    private let threshold: Int
    private let pause: Duration
    private var failures = 0
    private var openUntil: ContinuousClock.Instant?
    private var reason = OutboundError.Kind.transient
    private var probing = false

    /// A closed breaker.
    ///
    /// - Parameters:
    ///   - threshold: failures in a row that open it.
    ///   - pause: how long it then stays open.
    package init(threshold: Int = 5, pause: Duration = .seconds(30)) {
        self.threshold = max(1, threshold)
        self.pause = pause
    }

    /// Where it stands.
    package var state: State { probing ? .probing : openUntil == nil ? .closed : .open }

    /// Asks for permission; each `call` must be followed by one ``record(_:at:)``.
    package mutating func admit(at now: ContinuousClock.Instant) -> Admission {
        guard let openUntil else { return .call }
        guard now >= openUntil, !probing else {
            return .refuse(reason, retryAfter: max(now.duration(to: openUntil), .seconds(1)))
        }
        probing = true
        return .call
    }

    /// Closes it, whatever happened before.
    package mutating func close() {
        failures = 0
        openUntil = nil
        probing = false
    }

    /// Notes how an admitted call ended.
    package mutating func record(_ outcome: Outcome, at now: ContinuousClock.Instant) {
        let wasProbing = probing
        probing = false
        switch outcome {
        case .healthy:
            failures = 0
            openUntil = nil
        case .unknown:
            break
        case .refusing:
            reason = .auth
            openUntil = now.advanced(by: pause)
        case .failing:
            failures = min(failures + 1, threshold)
            if wasProbing || failures >= threshold {
                reason = .transient
                openUntil = now.advanced(by: pause)
            }
        }
    }
}

extension CircuitBreaker.Outcome {
    /// What a failure says about the service's health; a refused request comes from a service that works.
    package init(_ kind: OutboundError.Kind) {
        switch kind {
        case .transient, .timeout: self = .failing
        case .auth: self = .refusing
        case .cancelled: self = .unknown
        case .rejected, .quota, .throttled, .blocked, .truncated, .malformed: self = .healthy
        }
    }
}
