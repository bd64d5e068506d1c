package import Logging
import Metrics
import Synchronization
import Tracing

/// One service: its calls with deadline, retries, breaker, bound on simultaneous calls, log lines and metrics.
package final class Upstream: Sendable {
    /// Its name in logs and metrics, e.g. `gemini`.
    package let name: String
    /// How it is called.
    package let settings: UpstreamSettings
    private let client: HTTPClient
    private let redaction: Redaction
    private let logger: Logger
    private let pacing: Pacing
    private let breaker: Mutex<CircuitBreaker>

    /// Where waiting and chance come from, so that tests need neither.
    package struct Pacing: Sendable {
        /// Waits, or throws when the task is cancelled.
        package var sleep: @Sendable (Duration) async throws -> Void
        /// A random number in 0..<1.
        package var jitter: @Sendable () -> Double

        /// A pacing; the default really waits.
        package init(
            sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
            jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
        ) {
            self.sleep = sleep
            self.jitter = jitter
        }
    }

    /// A service behind a client.
    ///
    /// - Parameter secrets: what must never reach a log line.
    package init(
        _ name: String,
        client: HTTPClient,
        settings: UpstreamSettings = UpstreamSettings(),
        secrets: [Secret] = [],
        logger: Logger,
        pacing: Pacing = Pacing()
    ) {
        self.name = name
        self.client = client
        self.settings = settings
        redaction = Redaction(secrets)
        self.logger = logger
        self.pacing = pacing
        breaker = Mutex(CircuitBreaker(threshold: settings.breakerThreshold, pause: settings.breakerPause))
    }

    /// The breaker's state.
    package var state: CircuitBreaker.State { breaker.withLock { $0.state } }

    /// Lets calls through again at once: what the service refused has been changed.
    package func closeBreaker() { breaker.withLock { $0.close() } }

    /// Calls until there is an answer or no point in trying again.
    ///
    /// - Parameters:
    ///   - make: builds the request anew for each attempt; timeouts, reply cap and lane are set here.
    ///   - read: turns a reply of any status into a value, or says what is wrong with it.
    package func call<Value>(
        _ make: () throws(OutboundError) -> HTTPRequest,
        reading read: (HTTPReply) throws(OutboundError) -> Value
    ) async throws(OutboundError) -> Value {
        let start = ContinuousClock.now
        let end = start.advanced(by: settings.deadline)
        let lastBegin = settings.silence.map { min(end, start.advanced(by: $0)) } ?? end
        var attempt = 1
        while true {
            do throws(OutboundError) {
                return try await self.attempt(attempt, until: end, lastBegin, make, read)
            } catch {
                let action = settings.retry.action(
                    after: error,
                    attempt: attempt,
                    remaining: ContinuousClock.now.duration(to: lastBegin),
                    jitter: pacing.jitter()
                )
                guard case .wait(let wait) = action else { throw error }
                Counter(label: "upstream_retries_total", dimensions: [("upstream", name)]).increment()
                do { try await pacing.sleep(wait) } catch { throw OutboundError(.cancelled, "The call was cancelled.") }
            }
            attempt += 1
        }
    }

    private func attempt<Value>(
        _ number: Int,
        until end: ContinuousClock.Instant,
        _ lastBegin: ContinuousClock.Instant,
        _ make: () throws(OutboundError) -> HTTPRequest,
        _ read: (HTTPReply) throws(OutboundError) -> Value
    ) async throws(OutboundError) -> Value {
        var request = try make()
        let started = ContinuousClock.now
        request.timeout = min(settings.timeout, started.duration(to: end))
        request.connectTimeout = settings.connectTimeout
        if settings.silence != nil {
            let left = max(.seconds(1), started.duration(to: lastBegin))
            request.silence = left
            request.connectTimeout = min(request.connectTimeout, left)
        }
        request.maxReplyBytes = settings.maxReplyBytes
        request.lane = HTTPRequest.Lane(name: name, limit: settings.concurrency)
        guard request.timeout > .zero else { throw OutboundError(.timeout, "The call took longer than its deadline.") }
        if case .refuse(let kind, let wait) = breaker.withLock({ $0.admit(at: started) }) {
            Counter(label: "upstream_refused_total", dimensions: [("upstream", name)]).increment()
            var refusal = OutboundError(kind, "\(name) failed just before; no calls for a while.", retryAfter: wait)
            refusal.wasNotMade = true
            throw refusal
        }
        let span = startSpan("\(request.method.rawValue) \(name)", ofKind: .client)
        defer { span.end() }
        request.headers += TraceHeader.of(span.context)
        span.attributes["upstream"] = name
        span.attributes["http.request.method"] = request.method.rawValue
        span.attributes["http.request.resend_count"] = number - 1
        var status: Int?
        do throws(OutboundError) {
            let reply = try await client.send(request)
            status = reply.status
            span.attributes["http.response.status_code"] = reply.status
            let value = try read(reply)
            note(request, number, status: status, error: nil, since: started)
            return value
        } catch {
            note(request, number, status: status, error: error, since: started)
            span.attributes["error.type"] = error.kind.rawValue
            span.setStatus(SpanStatus(code: .error))
            throw redacted(error)
        }
    }

    /// Logs what a service says about its own future.
    package func warn(_ text: String) {
        logger.warning("upstream notice", metadata: ["upstream": "\(name)", "notice": "\(redaction.clean(text))"])
    }

    /// Notes what a call cost.
    package func bill(_ bill: Bill) {
        var facts: Logger.Metadata = [:]
        if let tokens = bill.tokens, tokens > 0 {
            Counter(label: "upstream_tokens_total", dimensions: [("upstream", name)]).increment(
                by: Int64(clamping: tokens)
            )
            facts["tokens"] = "\(tokens)"
        }
        if let seconds = bill.seconds, seconds.isFinite, seconds > 0 {
            FloatingPointCounter(label: "upstream_audio_seconds_total", dimensions: [("upstream", name)])
                .increment(by: seconds)
            facts["seconds"] = "\(seconds)"
        }
        guard !facts.isEmpty else { return }
        facts["upstream"] = "\(name)"
        logger.debug("upstream bill", metadata: facts)
    }

    private func redacted(_ error: OutboundError) -> OutboundError {
        var error = error
        error.upstream = error.upstream.map { redaction.clean($0) }
        return error
    }

    private func note(
        _ request: HTTPRequest,
        _ attempt: Int,
        status: Int?,
        error: OutboundError?,
        since started: ContinuousClock.Instant
    ) {
        let now = ContinuousClock.now
        let state = breaker.withLock { breaker in
            breaker.record(error.map { CircuitBreaker.Outcome($0.kind) } ?? .healthy, at: now)
            return breaker.state
        }
        let outcome = error?.kind.rawValue ?? "ok"
        let elapsed = started.duration(to: now)
        Counter(label: "upstream_calls_total", dimensions: [("upstream", name), ("outcome", outcome)]).increment()
        Timer(label: "upstream_seconds", dimensions: [("upstream", name)]).recordMilliseconds(elapsed.milliseconds)
        Gauge(label: "upstream_breaker_state", dimensions: [("upstream", name)]).record(state.rawValue)
        var facts: Logger.Metadata = [
            "upstream": "\(name)", "method": "\(request.method.rawValue)", "url": "\(redaction.address(request.url))",
            "attempt": "\(attempt)", "outcome": "\(outcome)", "ms": "\(elapsed.milliseconds)",
            "bytesOut": "\(request.body.length)",
        ]
        if let status { facts["status"] = "\(status)" }
        if let text = error?.upstream { facts["reason"] = "\(redaction.clean(text))" }
        let level: Logger.Level =
            error == nil || error?.kind == .cancelled ? .debug : error?.kind == .auth ? .error : .warning
        logger.log(level: level, "upstream call", metadata: facts)
    }
}

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

/// Calls waiting for a free place in their lane, first come first served within a lane, and the count of those under way.
struct WaitingCalls {
    private let limit: Int
    private var waiting: [CurlCall] = []
    private var busy: [String: Int] = [:]

    /// An empty queue of at most `limit` calls.
    init(limit: Int) { self.limit = limit }

    /// How many wait.
    var count: Int { waiting.count }

    /// When the first of them runs out of time.
    var nextDeadline: ContinuousClock.Instant? { waiting.map(\.deadline).min() }

    /// Adds a call at the end; hands it back when the queue is full and its lane is too.
    mutating func add(_ call: CurlCall) -> CurlCall? {
        if waiting.count >= limit, !hasRoom(call.target.lane) { return call }
        waiting.append(call)
        return nil
    }

    /// Takes out the first call whose lane has room, and counts it as under way.
    mutating func takeNext() -> CurlCall? {
        guard let index = waiting.firstIndex(where: { hasRoom($0.target.lane) }) else { return nil }
        let call = waiting.remove(at: index)
        busy[call.target.lane.name, default: 0] += 1
        return call
    }

    /// Takes out the calls whose time is over.
    mutating func takeExpired(at now: ContinuousClock.Instant) -> [CurlCall] {
        guard waiting.contains(where: { $0.deadline <= now }) else { return [] }
        defer { waiting.removeAll { $0.deadline <= now } }
        return waiting.filter { $0.deadline <= now }
    }

    /// Takes out one call.
    mutating func remove(_ id: UInt64) -> CurlCall? {
        waiting.firstIndex { $0.id == id }.map { waiting.remove(at: $0) }
    }

    /// Takes out all calls.
    mutating func takeAll() -> [CurlCall] {
        defer { waiting = [] }
        return waiting
    }

    /// Notes that a call taken with ``takeNext()`` is over.
    mutating func release(_ lane: HTTPRequest.Lane) {
        let left = (busy[lane.name] ?? 1) - 1
        busy[lane.name] = left > 0 ? left : nil
    }

    private func hasRoom(_ lane: HTTPRequest.Lane) -> Bool { busy[lane.name, default: 0] < lane.limit }
}
