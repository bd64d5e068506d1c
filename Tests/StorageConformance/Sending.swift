import Core
import Database
import Jobs
import Webhooks

/// A process that sends to webhooks, step by step.
struct Sending {
    /// A message that is under way.
    struct UnderWay {
        var job: Job
        var delivery: WebhookDelivery
        var webhook: Webhook
    }

    let jobs: JobStore
    let outbox: WebhookOutbox

    init(_ database: any SQLDatabase) {
        jobs = JobStore(database, kinds: [WebhookOutbox.kind])
        outbox = WebhookOutbox(database)
    }

    /// Claims what is due first.
    ///
    /// - Parameter failingToo: whether there is room for endpoints whose last attempt failed.
    func claim(by worker: String = "w", failingToo: Bool = true, at now: Instant) async throws -> UnderWay? {
        while true {
            let room = JobRoom(WebhookOutbox.kind, 1, later: failingToo ? nil : 0)
            let claimed = try await jobs.claim([room], by: worker, deadlineMs: 60_000, at: now).first
            guard let job = claimed?.job else { return nil }
            switch try await outbox.next(job, at: now) {
            case .send(let delivery, let webhook): return UnderWay(job: job, delivery: delivery, webhook: webhook)
            case let next: try await end(job, next, at: now)
            }
        }
    }

    /// Ends an attempt and the run of its job.
    @discardableResult
    func end(_ sent: UnderWay, _ outcome: WebhookDelivery.Outcome, jitter: Double = 0, at now: Instant) async throws
        -> WebhookDelivery.State?
    {
        let (state, next) = try await outbox.end(sent.job, sent.delivery, outcome, nil, jitter: jitter, at: now)
        try await end(sent.job, next, at: now)
        return state
    }

    private func end(_ job: Job, _ next: WebhookOutbox.Next, at now: Instant) async throws {
        let ending: JobEnding =
            switch next {
            case .send: .again(afterMs: 0)
            case .wait(let ms): .again(afterMs: ms)
            case .nothing: .completed
            }
        _ = try await jobs.end(job, ending, jitter: 0, at: now)
    }
}
