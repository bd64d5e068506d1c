package import Core
package import Database

/// One re-scoring of stored answers: what was asked, and how far it is.
package struct Rescore: Sendable, Hashable {
    /// Where it stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Whoever has time works on it.
        case running
        /// Nobody works on it until it is resumed.
        case paused
        /// Called off; what was scored stays.
        case cancelled
        /// Every answer was looked at.
        case done

        /// The states somebody may ask for.
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
    /// Why it is paused; empty when somebody asked for it.
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
    /// Counts the changes.
    package var revision: Int
    /// When it was asked for.
    package var created: Instant
    /// When it ended.
    package var finished: Instant?

    static let columns = """
        id, state, note, selection, plan, limits, total, done, unchanged, failed, calls, revision, created_at, finished_at
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
        revision = try row.int("revision")
        created = try row.time("created_at")
        finished = try row.optionalTime("finished_at")
    }
}

extension Rescore {
    /// That it changed, for those who follow it.
    package var event: Event {
        Event(
            topic: id.rawValue,
            sequence: revision,
            payload: #"{"state":"\#(state.rawValue)"}"#,
            isLast: state.next.isEmpty
        )
    }
}
