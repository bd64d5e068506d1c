import Core
import Database

extension Job {
    /// The columns of ``init(row:)``, in the order of ``values``.
    static let columns = """
        id, kind, subject, payload, unique_key, keep_ms, state, priority, attempts, rescues, waits, runs, run_after, claimed_by, heartbeat_at, deadline_at, \
        last_error, errors, created_at, updated_at, finished_at, owner, turn
        """

    /// A job as stored.
    init(row: SQLRow) throws(StorageError) {
        guard let id = JobID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored job has no valid identifier.")
        }
        self.init(
            id: id,
            named: try row.text("kind"),
            subject: try row.text("subject"),
            payload: try row.text("payload"),
            uniqueKey: try row.optionalText("unique_key"),
            owner: try row.text("owner"),
            keepMs: try row.optionalInt("keep_ms"),
            priority: try row.int("priority"),
            at: try row.time("created_at")
        )
        turn = try row.int("turn")
        state = try row.choice("state")
        attempts = try row.int("attempts")
        rescues = try row.int("rescues")
        waits = try row.int("waits")
        runs = try row.int("runs")
        runAfter = try row.time("run_after")
        if let worker = try row.optionalText("claimed_by") {
            claim = Claim(
                worker: worker,
                heartbeat: try row.time("heartbeat_at"),
                deadline: try row.time("deadline_at")
            )
        }
        errors = try StoredJSON.value(from: try row.text("errors"))
        updated = try row.time("updated_at")
        finished = try row.optionalTime("finished_at")
    }

    /// The values of ``columns``.
    var values: [SQLValue] {
        get throws(StorageError) {
            [
                .text(id.rawValue), .text(kind), .text(subject), .text(payload), .optional(uniqueKey),
                keepMs.map { .int($0) } ?? .null, .text(state.rawValue), .int(priority), .int(attempts), .int(rescues),
                .int(waits), .int(runs), .time(runAfter), .optional(claim?.worker),
                .time(claim?.heartbeat), .time(claim?.deadline), .optional(errors.last?.code),
                .text(try StoredJSON.text(errors)), .time(created), .time(updated), .time(finished),
                .text(owner), .int(turn),
            ]
        }
    }
}
