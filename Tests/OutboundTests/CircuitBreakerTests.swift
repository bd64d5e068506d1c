import Outbound
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CircuitBreakerTests {
    let start = ContinuousClock.now

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker(threshold: 3, pause: .seconds(30))
        for _ in 1...3 { breaker.record(.failing, at: start) }
        return breaker
    }

    @Test func `failures in a row open it, a success in between starts the count again`() {
        var breaker = CircuitBreaker(threshold: 3, pause: .seconds(30))
        for outcome in [CircuitBreaker.Outcome.failing, .failing, .healthy, .failing, .unknown, .failing] {
            #expect(breaker.admit(at: start) == .call)
            breaker.record(outcome, at: start)
        }
        #expect(breaker.state == .closed)
        breaker.record(.failing, at: start)
        #expect(breaker.state == .open)
        #expect(breaker.admit(at: start) == .refuse(.transient, retryAfter: .seconds(30)))
    }

    @Test func `after the pause one call tries, and the others wait for what it finds`() {
        var breaker = opened()
        let later = start.advanced(by: .seconds(30))
        #expect(breaker.admit(at: later) == .call)
        #expect(breaker.state == .probing)
        #expect(breaker.admit(at: later) == .refuse(.transient, retryAfter: .seconds(1)))
        breaker.record(.healthy, at: later)
        #expect(breaker.state == .closed)
        #expect(breaker.admit(at: later) == .call)
    }

    @Test func `a failed try opens it for another pause`() {
        var breaker = opened()
        let later = start.advanced(by: .seconds(31))
        #expect(breaker.admit(at: later) == .call)
        breaker.record(.failing, at: later)
        #expect(breaker.admit(at: later.advanced(by: .seconds(29))) == .refuse(.transient, retryAfter: .seconds(1)))
        #expect(breaker.admit(at: later.advanced(by: .seconds(30))) == .call)
    }

    @Test func `a try we broke off ourselves leaves the next one free`() {
        var breaker = opened()
        let later = start.advanced(by: .seconds(30))
        #expect(breaker.admit(at: later) == .call)
        breaker.record(.unknown, at: later)
        #expect(breaker.admit(at: later) == .call)
    }

    @Test func `a refused key opens it at once and says so`() {
        var breaker = CircuitBreaker(threshold: 3, pause: .seconds(30))
        breaker.record(.refusing, at: start)
        #expect(breaker.admit(at: start) == .refuse(.auth, retryAfter: .seconds(30)))
    }

    @Test(arguments: OutboundError.Kind.allCases)
    func `a refused request is no sign of a failing service`(kind: OutboundError.Kind) {
        let expected: CircuitBreaker.Outcome =
            switch kind {
            case .transient, .timeout: .failing
            case .auth: .refusing
            case .cancelled: .unknown
            default: .healthy
            }
        #expect(CircuitBreaker.Outcome(kind) == expected)
    }

    @Test func `a closed breaker lets calls through, whatever opened it`() {
        var breaker = CircuitBreaker(threshold: 1, pause: .seconds(30))
        let now = ContinuousClock.now
        breaker.record(.refusing, at: now)
        #expect(breaker.admit(at: now) != .call)
        breaker.close()
        #expect(breaker.state == .closed && breaker.admit(at: now) == .call)
    }
}
