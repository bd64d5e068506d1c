package import Core
package import Database
import FoundationEssentials
package import Jobs
import Logging
import Metrics
package import Model

/// Sends what waits to be sent, as jobs; any number of processes may share one database.
package struct WebhookSender: Sendable {
    /// Posts one message.
    package typealias Post = @Sendable (WebhookMessage) async -> WebhookDelivery.Outcome
    /// The answer with an id; nil when it is gone or cannot be read.
    package typealias AnswerReader = @Sendable (_ id: String) async -> Answer?

    /// How it works.
    package struct Settings: Sendable, Hashable {
        /// Messages under way at once. Half of them, rounded down, are kept for endpoints whose last attempt did not fail.
        package var concurrency: Int
        /// How long deliveries that ended stay in the log.
        package var keepMs: Int
        /// When attempts follow each other.
        package var schedule: WebhookSchedule
        /// The address readers reach the service under.
        package var publicURL: String?

        /// Settings with their defaults.
        package init(
            concurrency: Int = 8,
            keepMs: Int = 2_592_000_000,
            schedule: WebhookSchedule = WebhookSchedule(),
            publicURL: String? = nil
        ) {
            self.concurrency = max(1, concurrency)
            self.keepMs = keepMs
            self.schedule = schedule
            self.publicURL = publicURL
        }
    }

    private let outbox: WebhookOutbox
    private let settings: Settings
    private let clock: PipelineClock
    private let post: Post
    private let answer: AnswerReader

    /// A sender over one database.
    package init(
        _ database: any SQLDatabase,
        settings: Settings = Settings(),
        clock: PipelineClock = .system,
        answer: @escaping AnswerReader = { _ in nil },
        post: @escaping Post
    ) {
        outbox = WebhookOutbox(database, schedule: settings.schedule)
        self.answer = answer
        self.settings = settings
        self.clock = clock
        self.post = post
    }

    /// What works on its kinds of jobs: sending, and the hourly removal of old deliveries.
    package var handlers: [JobHandler] {
        let hourly = JobSchedule.every(ms: 3_600_000)
        return [
            // However many endpoints hang, after their first failure they share one half of the places.
            JobHandler(
                WebhookOutbox.kind,
                concurrency: settings.concurrency,
                reserved: settings.concurrency / 2
            ) { job, log in try await run(job, log) },
            JobHandler(JobKind("webhooks.log"), schedule: hourly) { _, _ in
                try await outbox.sweep(before: clock.instant.advanced(byMs: -settings.keepMs))
                return .again(afterMs: hourly.everyMs)
            },
        ]
    }

    /// Sends an endpoint the message that is due first.
    private func run(_ job: Job, _ log: Logger) async throws -> JobEnding {
        var next = try await outbox.next(job, at: clock.instant)
        if case .send(let delivery, let webhook) = next { next = try await deliver(delivery, webhook, job, log) }
        return switch next {
        case .send: .again(afterMs: 0)
        case .wait(let ms): .again(afterMs: ms)
        case .nothing: .completed
        }
    }

    private func deliver(_ delivery: WebhookDelivery, _ webhook: Webhook, _ job: Job, _ log: Logger) async throws
        -> WebhookOutbox.Next
    {
        let started = ContinuousClock.now
        let outcome = await attempt(delivery, webhook)
        let took = started.duration(to: .now)
        let (outbox, jitter, now) = (outbox, clock.jitter(), clock.instant)
        let record = Self.record(outcome, took: took, at: now)
        // Written down also while the process stops.
        let (state, next) = try await shielded {
            try await outbox.end(job, delivery, outcome, record, jitter: jitter, at: now)
        }
        note(delivery, outcome, state, took: took, log)
        // What was broken off counts for nothing and is sent again.
        if outcome == .interrupted { throw CancellationError() }
        return next
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
        return await post(message)
    }

    /// What the endpoint's owner reads of an attempt.
    private static func record(_ outcome: WebhookDelivery.Outcome, took: Duration, at now: Instant) -> WebhookAttempt? {
        let (status, error): (Int?, String?)
        switch outcome {
        case .delivered(let code): (status, error) = (code, nil)
        case .failed(let reason, let code, _): (status, error) = (code, reason)
        case .gone: (status, error) = (410, "The endpoint is gone (410).")
        case .interrupted: return nil
        }
        return WebhookAttempt(
            endedAt: now.date,
            durationMs: max(0, Int(took / .milliseconds(1))),
            status: status,
            error: error
        )
    }

    private func note(
        _ delivery: WebhookDelivery,
        _ outcome: WebhookDelivery.Outcome,
        _ state: WebhookDelivery.State?,
        took: Duration,
        _ log: Logger
    ) {
        let (word, reason): (String, String?) =
            switch outcome {
            case .delivered: ("delivered", nil)
            case .failed(let reason, _, _): (state == .dead ? "dead" : "failed", reason)
            case .gone: ("gone", "410")
            case .interrupted: ("interrupted", nil)
            }
        Counter(label: "webhook_attempts_total", dimensions: [("outcome", word)]).increment()
        Timer(label: "webhook_seconds").recordNanoseconds(
            took.components.seconds &* 1_000_000_000 &+ took.components.attoseconds / 1_000_000_000
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
