import Dispatch
package import Logging
import Metrics
import Synchronization

/// A mail server: its tries with deadline, retries, breaker, log lines and metrics. Mails go out one after the other on a
/// thread of their own.
///
/// A try is repeated only while the server certainly has not taken the mail.
package final class SMTPRelay: Sendable {
    /// Its name in logs and metrics.
    package static let name = "smtp"
    private let settings: SMTPSettings
    private let upstream: UpstreamSettings
    private let logger: Logger
    private let pacing: Upstream.Pacing
    private let breaker: Mutex<CircuitBreaker>
    private let waiting = Mutex(0)
    private let queue = DispatchQueue(label: "smtp")

    /// Mails waiting for their turn; further ones fail at once.
    private static let maxWaiting = 64

    /// A server; nothing is sent yet.
    package init(
        settings: SMTPSettings,
        upstream: UpstreamSettings = UpstreamSettings(timeout: .seconds(30), deadline: .seconds(120)),
        logger: Logger,
        pacing: Upstream.Pacing = .init()
    ) {
        self.settings = settings
        self.upstream = upstream
        self.logger = logger
        self.pacing = pacing
        breaker = Mutex(CircuitBreaker(threshold: upstream.breakerThreshold, pause: upstream.breakerPause))
    }

    /// Hands a mail to the server.
    ///
    /// - Throws: ``OutboundError``; of kind `malformed` when the server may have the mail and may not.
    package func send(_ envelope: SMTPEnvelope) async throws(OutboundError) {
        try checkSecurity()
        guard SMTPEnvelope.isAddress(envelope.sender), !envelope.recipients.isEmpty,
            envelope.recipients.allSatisfy(SMTPEnvelope.isAddress)
        else { throw OutboundError(.rejected, "an address is none that mail can be sent to.") }
        let end = ContinuousClock.now.advanced(by: upstream.deadline)
        var attempt = 1
        while true {
            do throws(OutboundError) {
                return try await self.attempt(attempt, until: end, envelope)
            } catch {
                // What may have arrived is not sent again.
                guard error.kind != .malformed else { throw error }
                let left = ContinuousClock.now.duration(to: end)
                let action = upstream.retry.action(
                    after: error,
                    attempt: attempt,
                    remaining: left,
                    jitter: pacing.jitter()
                )
                guard case .wait(let wait) = action else { throw error }
                Counter(label: "upstream_retries_total", dimensions: [("upstream", Self.name)]).increment()
                do { try await pacing.sleep(wait) } catch { throw OutboundError(.cancelled, "The mail was given up.") }
            }
            attempt += 1
        }
    }

    /// Greets the server, signs in and leaves, without a mail: says whether a mail could be sent.
    package func probe() async throws(OutboundError) {
        try checkSecurity()
        try await attempt(1, until: .now.advanced(by: upstream.timeout), nil)
    }

    private func checkSecurity() throws(OutboundError) {
        guard settings.user == nil || settings.security != .none || settings.isLoopback else {
            throw OutboundError(.rejected, "no password goes to another machine without TLS.")
        }
    }

    private func attempt(
        _ number: Int,
        until end: ContinuousClock.Instant,
        _ envelope: SMTPEnvelope?
    ) async throws(OutboundError) {
        let started = ContinuousClock.now
        if case .refuse(let kind, let wait) = breaker.withLock({ $0.admit(at: started) }) {
            throw OutboundError(kind, "it failed just before; no mails for a while.", retryAfter: wait)
        }
        let ending = await run(envelope, until: min(started.advanced(by: upstream.timeout), end))
        note(ending, attempt: number, bytes: envelope?.content.count ?? 0, since: started)
        if let error = ending.error { throw error }
    }

    /// One try on the mail thread.
    private func run(_ envelope: SMTPEnvelope?, until end: ContinuousClock.Instant) async -> SMTPTransfer.Ending {
        let hasRoom = waiting.withLock { count in
            guard count < Self.maxWaiting else { return false }
            count += 1
            return true
        }
        guard hasRoom else {
            return .init(error: OutboundError(.throttled, "too many mails wait already."), code: 0)
        }
        defer { waiting.withLock { $0 -= 1 } }
        let flag = CancelFlag()
        let (settings, connectTimeout) = (settings, upstream.connectTimeout)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async {
                    continuation.resume(
                        returning: Self.run(envelope, settings, until: end, connectTimeout: connectTimeout, flag)
                    )
                }
            }
        } onCancel: {
            flag.raise()
        }
    }

    private static func run(
        _ envelope: SMTPEnvelope?,
        _ settings: SMTPSettings,
        until end: ContinuousClock.Instant,
        connectTimeout: Duration,
        _ flag: CancelFlag
    ) -> SMTPTransfer.Ending {
        let left = ContinuousClock.now.duration(to: end)
        guard left > .zero else {
            return .init(error: OutboundError(.timeout, "the mail's time passed while it waited."), code: 0)
        }
        guard !flag.isRaised else {
            return .init(error: OutboundError(.cancelled, "The mail was given up."), code: 0)
        }
        do throws(OutboundError) {
            return try SMTPTransfer(
                envelope,
                settings: settings,
                timeout: left,
                connectTimeout: connectTimeout,
                isCancelled: flag
            ).run()
        } catch {
            return .init(error: error, code: 0)
        }
    }

    private func note(_ ending: SMTPTransfer.Ending, attempt: Int, bytes: Int, since start: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        // A mail of unknown fate says that the server fails, not that it works.
        let outcome =
            ending.error.map { $0.kind == .malformed ? .failing : CircuitBreaker.Outcome($0.kind) } ?? .healthy
        let state = breaker.withLock { breaker in
            breaker.record(outcome, at: now)
            return breaker.state
        }
        let word = ending.error?.kind.rawValue ?? "ok"
        let ms = start.duration(to: now).milliseconds
        Counter(label: "upstream_calls_total", dimensions: [("upstream", Self.name), ("outcome", word)]).increment()
        Timer(label: "upstream_seconds", dimensions: [("upstream", Self.name)]).recordMilliseconds(ms)
        Gauge(label: "upstream_breaker_state", dimensions: [("upstream", Self.name)]).record(state.rawValue)
        // No addresses, no subject, no words of the server: it likes to repeat them.
        let facts: Logger.Metadata = [
            "upstream": "\(Self.name)", "host": "\(settings.host)", "attempt": "\(attempt)", "outcome": "\(word)",
            "status": "\(ending.code)", "ms": "\(ms)", "bytesOut": "\(bytes)",
        ]
        let kind = ending.error?.kind
        let level: Logger.Level = kind == nil || kind == .cancelled ? .debug : kind == .auth ? .error : .warning
        logger.log(level: level, "upstream call", metadata: facts)
    }
}
