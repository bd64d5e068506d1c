import Core

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
