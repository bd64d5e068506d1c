package import Core
package import Database
package import Events

/// One re-scoring of stored answers: what was asked, and how far it is.
package struct Rescore: Sendable, Hashable {
    /// Where it stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// A worker works on it.
        case running
        /// No worker works on it until it is resumed.
        case paused
        /// Cancelled; what was scored stays.
        case cancelled
        /// Every answer was looked at.
        case done

        /// The states that a request may ask for.
        package var next: Set<State> {
            switch self {
            case .running: [.paused, .cancelled, .done]
            case .paused: [.running, .cancelled]
            case .cancelled, .done: []
            }
        }
    }

    /// Its identifier.
    package var id: RescoreID
    /// Where it stands.
    package var state: State
    /// Why it is paused; empty when a request asked for it.
    package var note: String
    /// Which answers.
    package var selection: RescoreSelection
    /// What is done anew.
    package var plan: RescorePlan
    /// How hard it works.
    package var limits: RescoreLimits
    /// How many answers fit; nil until they were counted.
    package var total: Int?
    /// Answers whose new results count now.
    package var done: Int
    /// Answers of which nothing had to be done anew; part of ``done``.
    package var unchanged: Int
    /// Answers that keep their old results because something failed.
    package var failed: Int
    /// Calls of services outside so far.
    package var calls: Int
    /// Answers whose new judge abstained.
    package var abstained: Int
    /// The changes of the score so far, added up in thousandths of a point, and how many there are.
    package var changes: (sum: Int, count: Int) { (changeSum, changeCount) }
    /// Where its results stand.
    package var standing: RescoreStanding
    /// How its answers were chosen, when they are a sample.
    package var sample: RescoreSample?
    /// When its first answer was begun.
    package var started: Instant?
    /// Since when it is paused.
    package var paused: Instant?
    /// How long it was paused before, in milliseconds.
    package var pausedMs: Int
    private var changeSum: Int
    private var changeCount: Int
    /// Counts the changes.
    package var revision: Int
    /// When it was asked for.
    package var created: Instant
    /// When it ended.
    package var finished: Instant?

    static let columns = """
        id, state, note, selection, plan, limits, total, done, unchanged, failed, calls, revision, created_at, finished_at, \
        standing, sample, started_at, paused_at, paused_ms, abstained, change_sum, change_count
        """

    init(row: SQLRow) throws(StorageError) {
        guard let id = RescoreID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored re-scoring has no valid identifier.")
        }
        self.id = id
        state = try row.choice("state")
        note = try row.text("note")
        selection = try StoredJSON.value(from: try row.text("selection"))
        plan = try StoredJSON.value(from: try row.text("plan"))
        limits = try StoredJSON.value(from: try row.text("limits"))
        total = try row.optionalInt("total")
        done = try row.int("done")
        unchanged = try row.int("unchanged")
        failed = try row.int("failed")
        calls = try row.int("calls")
        abstained = try row.int("abstained")
        changeSum = try row.int("change_sum")
        changeCount = try row.int("change_count")
        standing = try row.choice("standing")
        sample = try row.optionalText("sample").map { text throws(StorageError) in try StoredJSON.value(from: text) }
        started = try row.optionalTime("started_at")
        paused = try row.optionalTime("paused_at")
        pausedMs = try row.int("paused_ms")
        revision = try row.int("revision")
        created = try row.time("created_at")
        finished = try row.optionalTime("finished_at")
    }

    /// Answers that were looked at before its thresholds count.
    package static let thresholdFrom = 20

    /// Whether it passed one of its thresholds.
    var passesThreshold: Bool {
        let seen = done + failed
        guard seen >= Self.thresholdFrom else { return false }
        if let most = limits.maxFailed, Double(failed) / Double(seen) > most { return true }
        if let most = limits.maxAbstained, Double(abstained) / Double(max(1, done)) > most { return true }
        guard let most = limits.maxDrift, changes.count > 0 else { return false }
        return abs(Double(changes.sum) / Double(changes.count)) / 1_000 > most
    }

    /// How long it was worked on, in milliseconds; nil before it began.
    package func workedMs(at now: Instant) -> Int? {
        guard let started else { return nil }
        let end = finished ?? paused ?? now
        return max(0, Int(end.milliseconds &- started.milliseconds) - pausedMs)
    }

    /// Answers in a minute so far; nil before there are any.
    package func perMinute(at now: Instant) -> Double? {
        guard done + failed > 0, let worked = workedMs(at: now), worked > 0 else { return nil }
        return Double(done + failed) * 60_000 / Double(worked)
    }

    /// How long the rest takes at the same rate, in milliseconds; nil when it is not known, or when nothing runs.
    package func remainingMs(at now: Instant) -> Int? {
        guard state == .running, let total, let rate = perMinute(at: now) else { return nil }
        return Int(Double(max(0, total - done - failed)) * 60_000 / rate)
    }
}

extension Rescore {
    /// Whether no other change follows by itself.
    package var isOver: Bool { state.next.isEmpty && standing.end == nil }

    /// That it changed, for those who follow it.
    package var event: Event {
        Event(
            topic: id.rawValue,
            sequence: revision,
            payload: #"{"state":"\#(state.rawValue)"}"#,
            isLast: isOver
        )
    }
}

extension RescoreStore {
    /// Where re-scorings stand, for those who follow them.
    package var topics: TopicReader {
        TopicReader(prefix: RescoreKind.prefix + "_") { [database] topics in
            let places = Places(topics)
            return try await database.read { connection in
                try connection.execute(
                    "SELECT \(Rescore.columns) FROM rescores WHERE id IN \(places.text)",
                    places.values
                ).map { row in try Rescore(row: row).event }
            }
        }
    }
}
