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
