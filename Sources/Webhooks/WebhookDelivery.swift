package import Core
import Database

/// One event for one endpoint, and how far it got. The body is made from it each time; none is kept.
package struct WebhookDelivery: Sendable, Hashable {
    /// Where a delivery stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// It is sent, or sent again, when its time comes.
        case waiting
        /// The endpoint took it.
        case delivered
        /// Given up.
        case dead
    }

    /// How one attempt ended.
    package enum Outcome: Sendable, Hashable {
        /// The endpoint took it with this HTTP status.
        case delivered(Int)
        /// It did not, for this reason, with this status when it sent one, and with the pause it asked for.
        case failed(String, status: Int?, restMs: Int? = nil)
        /// It answered 410: it wants nothing more, ever.
        case gone
        /// We stopped; it does not count.
        case interrupted
    }

    /// Its identifier.
    package let id: WebhookDeliveryID
    /// The endpoint.
    package let webhook: WebhookID
    /// What happened.
    package let event: WebhookEvent
    /// The id of what it happened to.
    package let subject: String
    /// When it happened.
    package let created: Instant
    /// Where it stands.
    package let state: State
    /// Attempts that ended, since it was made or replayed.
    package let attempts: Int
    /// When the time for attempts began: when it was made or replayed.
    package let started: Instant
    /// When it is due.
    package let runAfter: Instant
    /// Counts its attempts and replays: an attempt that began at another count writes nothing.
    package let runs: Int
    /// Why the last attempt failed.
    package let lastError: String?
    /// The HTTP status of the last attempt that got one.
    package let lastStatus: Int?
    /// When it ended.
    package let finished: Instant?

    static let columns = """
        id, webhook, event, subject, created_at, state, attempts, started_at, run_after, runs, \
        last_error, last_status, finished_at
        """

    init(row: SQLRow) throws(StorageError) {
        guard let id = WebhookDeliveryID(try row.text("id")), let webhook = WebhookID(try row.text("webhook")) else {
            throw StorageError(.corrupt, "A stored delivery has no valid identifier.")
        }
        self.id = id
        self.webhook = webhook
        event = try row.choice("event")
        subject = try row.text("subject")
        created = try row.time("created_at")
        state = try row.choice("state")
        attempts = try row.int("attempts")
        started = try row.time("started_at")
        runAfter = try row.time("run_after")
        runs = try row.int("runs")
        lastError = try row.optionalText("last_error")
        lastStatus = try row.optionalInt("last_status")
        finished = try row.optionalTime("finished_at")
    }
}

/// When a delivery that failed is tried again: exponentially later, half of each wait random, until a day is over; the last
/// attempt is at its end.
package struct WebhookSchedule: Sendable, Hashable {
    /// The waits between attempts.
    package var backoff: Backoff
    /// How long attempts go on, in milliseconds.
    package var windowMs: Int

    /// A schedule; the default makes about seventeen attempts in 24 hours.
    package init(
        backoff: Backoff = Backoff(baseMs: 5_000, maxMs: 14_400_000),
        windowMs: Int = 86_400_000
    ) {
        self.backoff = backoff
        self.windowMs = max(0, windowMs)
    }

    /// The wait after a failure, in milliseconds; nil when it was the last.
    ///
    /// - Parameters:
    ///   - failure: how many attempts failed, this one included.
    ///   - elapsedMs: time since the first could begin.
    ///   - jitter: 0…1.
    ///   - restMs: the pause the endpoint asked for; it lengthens the wait, never shortens it.
    package func waitMs(failure: Int, elapsedMs: Int, jitter: Double, restMs: Int? = nil) -> Int? {
        guard elapsedMs < windowMs else { return nil }
        let wait = max(backoff.delayMs(failure: failure, jitter: jitter), restMs.map(bounded(restMs:)) ?? 0)
        return min(wait, windowMs - max(0, elapsedMs))
    }

    /// A pause an endpoint asked for, as far as it is followed: at most the longest wait there is, in milliseconds.
    package func bounded(restMs: Int) -> Int { max(0, min(restMs, backoff.maxMs)) }
}

/// Where a delivery stands after an attempt.
struct WebhookStep: Sendable, Hashable {
    /// Its state.
    var state = WebhookDelivery.State.waiting
    /// Attempts that ended.
    var attempts: Int
    /// When it is due.
    var runAfter: Instant
    /// Why the attempt failed.
    var error: String?
    /// The HTTP status of the last attempt that got one.
    var status: Int?
    /// Until when the endpoint wants to be left alone.
    var restUntil: Instant?

    /// What follows from an attempt under a schedule.
    init(
        _ claimed: WebhookDelivery,
        _ outcome: WebhookDelivery.Outcome,
        schedule: WebhookSchedule,
        jitter: Double,
        at now: Instant
    ) {
        (attempts, runAfter) = (claimed.attempts + 1, claimed.runAfter)
        switch outcome {
        case .delivered(let code): (state, status) = (.delivered, code)
        case .gone: (state, error, status) = (.dead, "The endpoint is gone (410).", 410)
        case .interrupted: (attempts, error, status) = (claimed.attempts, claimed.lastError, claimed.lastStatus)
        case .failed(let reason, let code, let restMs):
            (error, status) = (reason, code)
            restUntil = restMs.map { now.advanced(byMs: schedule.bounded(restMs: $0)) }
            let elapsed = Int(clamping: now.milliseconds &- claimed.started.milliseconds)
            if let wait = schedule.waitMs(failure: attempts, elapsedMs: elapsed, jitter: jitter, restMs: restMs) {
                runAfter = now.advanced(byMs: wait)
            } else {
                state = .dead
            }
        }
    }
}
