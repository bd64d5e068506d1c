package import Core
package import Database
import FoundationEssentials
package import Logging
import Metrics
package import Model
import ServiceLifecycle
import Synchronization

/// Sends what waits to be sent, as long as its process lives; any number of processes may share one database.
package struct WebhookService: Service {
    /// Posts one message.
    package typealias Sender = @Sendable (WebhookMessage) async -> WebhookDelivery.Outcome
    /// The answer with an id; nil when it is gone or cannot be read.
    package typealias AnswerReader = @Sendable (_ id: String) async -> Answer?

    /// How it works.
    package struct Settings: Sendable, Hashable {
        /// Messages under way at once. Half of them, rounded down, are kept for endpoints whose last attempt did not fail.
        package var concurrency: Int
        /// How long an attempt may take before another process takes it over; longer than the sender's own deadline.
        package var leaseMs: Int
        /// How often it looks for messages.
        package var pollMs: Int
        /// How long deliveries that ended stay in the log.
        package var keepMs: Int
        /// When attempts follow each other.
        package var schedule: WebhookSchedule
        /// The address readers reach the service under.
        package var publicURL: String?

        /// Settings with their defaults.
        package init(
            concurrency: Int = 8,
            leaseMs: Int = 60_000,
            pollMs: Int = 1_000,
            keepMs: Int = 2_592_000_000,
            schedule: WebhookSchedule = WebhookSchedule(),
            publicURL: String? = nil
        ) {
            self.concurrency = max(1, concurrency)
            self.leaseMs = leaseMs
            self.pollMs = pollMs
            self.keepMs = keepMs
            self.schedule = schedule
            self.publicURL = publicURL
        }
    }

    private let queue: WebhookQueue
    private let settings: Settings
    private let clock: PipelineClock
    private let log: Logger
    private let send: Sender
    private let answer: AnswerReader
    private let store: WebhookStore
    private let held = HeldEndpoints()

    /// A service over one database.
    package init(
        _ database: any SQLDatabase,
        settings: Settings = Settings(),
        clock: PipelineClock = .system,
        log: Logger,
        answer: @escaping AnswerReader = { _ in nil },
        send: @escaping Sender
    ) {
        self.answer = answer
        store = WebhookStore(database)
        queue = WebhookQueue(database, schedule: settings.schedule)
        self.settings = settings
        self.clock = clock
        self.log = log
        self.send = send
    }

    /// Sends until the task is cancelled or asked to stop; an attempt that is broken off counts for nothing.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                for sender in 0..<settings.concurrency {
                    // However many endpoints hang, after their first failure they share one half of the senders.
                    group.addTask { await work(failingToo: sender >= settings.concurrency / 2) }
                }
                group.addTask { await sweep() }
            }
        }
    }

    private func work(failingToo: Bool) async {
        while !Task.isCancelled {
            do {
                if try await deliverOne(failingToo: failingToo) { continue }
            } catch {
                guard !Task.isCancelled else { return }
                log.warning("webhooks cannot be read", metadata: ["error": "\(error)"])
            }
            guard (try? await clock.sleep(settings.pollMs)) != nil else { return }
        }
    }

    private func sweep() async {
        while !Task.isCancelled {
            try? await queue.sweep(before: clock.instant.advanced(byMs: -settings.keepMs))
            guard (try? await clock.sleep(3_600_000)) != nil else { return }
        }
    }

    /// Sends the delivery that is due first.
    ///
    /// - Parameter failingToo: whether endpoints whose last attempt failed are taken as well.
    /// - Returns: whether there was one.
    package func deliverOne(failingToo: Bool = true) async throws -> Bool {
        let claimed = try await queue.claim(
            leaseMs: settings.leaseMs,
            failingToo: failingToo,
            held: held.all,
            at: clock.instant
        )
        guard let (delivery, webhook) = claimed else { return false }
        // Two senders of this process can only both have claimed it when the clock was set in between: one of them sends.
        guard held.add(webhook.id) else { return false }
        defer { held.remove(webhook.id) }
        let started = ContinuousClock.now
        let outcome = await attempt(delivery, webhook)
        // Written down also while the process stops, so that the lease need not run out first.
        let (queue, jitter, now) = (queue, clock.jitter(), clock.instant)
        let state = try await Task { try await queue.end(delivery, outcome, jitter: jitter, at: now) }.value
        await keep(delivery, outcome, since: started)
        note(delivery, outcome, state, since: started)
        return true
    }

    private func attempt(_ delivery: WebhookDelivery, _ webhook: Webhook) async -> WebhookDelivery.Outcome {
        let isAboutAnswer = delivery.event == .answerDone || delivery.event == .answerFailed
        let message = try? WebhookMessage(
            delivery,
            to: webhook,
            publicURL: settings.publicURL,
            answer: isAboutAnswer ? await answer(delivery.subject) : nil,
            at: clock.instant
        )
        guard let message else { return .failed("The endpoint's secret cannot sign.", status: nil) }
        return await send(message)
    }

    /// Keeps what became of an attempt for its owner to read; the delivery itself goes on without.
    private func keep(
        _ delivery: WebhookDelivery,
        _ outcome: WebhookDelivery.Outcome,
        since started: ContinuousClock.Instant
    ) async {
        let (status, error): (Int?, String?)
        switch outcome {
        case .delivered(let code): (status, error) = (code, nil)
        case .failed(let reason, let code, _): (status, error) = (code, reason)
        case .gone: (status, error) = (410, "The endpoint is gone (410).")
        case .interrupted: return
        }
        let attempt = WebhookAttempt(
            endedAt: clock.instant.date,
            durationMs: max(0, Int(started.duration(to: .now) / .milliseconds(1))),
            status: status,
            error: error
        )
        let store = store
        try? await Task { try await store.note(attempt, of: delivery) }.value
    }

    private func note(
        _ delivery: WebhookDelivery,
        _ outcome: WebhookDelivery.Outcome,
        _ state: WebhookDelivery.State?,
        since started: ContinuousClock.Instant
    ) {
        let (word, reason): (String, String?) =
            switch outcome {
            case .delivered: ("delivered", nil)
            case .failed(let reason, _, _): (state == .dead ? "dead" : "failed", reason)
            case .gone: ("gone", "410")
            case .interrupted: ("interrupted", nil)
            }
        Counter(label: "webhook_attempts_total", dimensions: [("outcome", word)]).increment()
        let elapsed = started.duration(to: .now)
        Timer(label: "webhook_seconds").recordNanoseconds(
            elapsed.components.seconds &* 1_000_000_000 &+ elapsed.components.attoseconds / 1_000_000_000
        )
        guard let reason else { return }
        log.log(
            level: state == .dead ? .warning : .info,
            "webhook not delivered",
            metadata: [
                "webhook": "\(delivery.webhook)", "delivery": "\(delivery.id)", "outcome": "\(word)",
                "reason": "\(reason)",
            ]
        )
    }
}

/// The endpoints a service is sending to.
private final class HeldEndpoints: Sendable {
    private let endpoints = Mutex<Set<WebhookID>>([])

    var all: Set<WebhookID> { endpoints.withLock { $0 } }

    /// - Returns: false when it was there already.
    func add(_ endpoint: WebhookID) -> Bool { endpoints.withLock { $0.insert(endpoint).inserted } }

    func remove(_ endpoint: WebhookID) { endpoints.withLock { _ = $0.remove(endpoint) } }
}
