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

/// A mail server that takes mail for others (a submission server, RFC 6409).
package struct SMTPSettings: Sendable, Hashable, Codable {
    /// How the connection is secured.
    package enum Security: String, Sendable, Codable, CaseIterable {
        /// `smtp://`, and TLS before anything is said (RFC 3207); a server without it is refused.
        case startTLS
        /// `smtps://`: TLS from the first byte (RFC 8314).
        case tls
        /// No TLS. A password is then sent to this machine only.
        case none
    }

    /// The server's name.
    package var host: String
    /// Its port: 587 for STARTTLS, 465 for TLS, by custom.
    package var port: Int
    /// How the connection is secured.
    package var security: Security
    /// The account; nil for a server without accounts.
    package var user: String?
    /// Its password.
    package var password: Secret?
    /// A file of CA certificates to trust instead of the system's.
    package var caFile: String?

    /// Settings.
    package init(
        host: String,
        port: Int = 587,
        security: Security = .startTLS,
        user: String? = nil,
        password: Secret? = nil,
        caFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.caFile = caFile
    }

    /// The server's address; libcurl greets it with the path as our name.
    var url: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(security == .tls ? "smtps" : "smtp")://\(name):\(port)/debrief"
    }

    /// Whether the server is this machine.
    var isLoopback: Bool {
        let name = host.lowercased()
        return name == "localhost" || name == "::1"
            || (name.hasPrefix("127.") && name.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) })
    }
}

/// A mail as a server takes it: who, to whom, and the finished text.
package struct SMTPEnvelope: Sendable, Hashable {
    /// The address failures are reported to.
    package var sender: String
    /// The readers' addresses.
    package var recipients: [String]
    /// Header and body (RFC 5322), lines ended by CR LF; dots at the start of lines are doubled on the way (RFC 5321 §4.5.2).
    package var content: [UInt8]

    /// A mail.
    package init(sender: String, recipients: [String], content: [UInt8]) {
        self.sender = sender
        self.recipients = recipients
        self.content = content
    }

    /// Whether a text can stand as an address in the dialogue: ASCII, one `@`, and nothing that could end the command.
    package static func isAddress(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (3...254).contains(bytes.count), bytes.count(where: { $0 == 0x40 }) == 1, bytes.first != 0x40,
            bytes.last != 0x40
        else { return false }
        let banned: Set<UInt8> = [0x22, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x5B, 0x5C, 0x5D]
        return bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && !banned.contains($0) }
    }
}
