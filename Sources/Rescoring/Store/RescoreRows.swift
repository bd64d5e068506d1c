import Answers
import Core
import Database
import Jobs
import Model

/// The statements on re-scorings that several transactions share.
enum RescoreRows {
    /// Written when jobs of answers change: a job that is given up leaves its answer the old results, one that is cancelled leaves it to
    /// wait until the re-scoring goes on.
    static let answered: JobKind.Follow = { jobs, now, connection in
        for job in jobs where job.state == .discarded || job.state == .cancelled {
            guard let item = RescoreItem(job) else { continue }
            let key = [SQLValue.text(item.rescore.rawValue), .text(item.answer.rawValue)]
            guard job.state == .discarded else {
                try connection.execute(
                    "UPDATE rescore_items SET state = 'waiting' WHERE rescore = $1 AND answer = $2 AND state = 'running'",
                    key
                )
                continue
            }
            let failure = job.errors.last
            let rows = try connection.execute(
                """
                UPDATE rescore_items SET state = 'failed', code = $3, detail = $4
                WHERE rescore = $1 AND answer = $2 AND state = 'running' RETURNING answer
                """,
                key + [.text(failure?.code ?? "internal"), .text(failure?.detail ?? "")]
            )
            if rows.isEmpty { continue }
            try connection.execute(
                "UPDATE rescores SET failed = failed + 1, revision = revision + 1 WHERE id = $1",
                [.text(item.rescore.rawValue)]
            )
            try RescoreResults.watch(item.rescore, at: now, in: connection)
            _ = try RescoreQueue.feed(item.rescore, at: now, in: connection)
        }
        return [:]
    }

    /// Written when jobs that feed change: a re-scoring that was resumed while its job ended has another one.
    static let fed: JobKind.Follow = { jobs, now, connection in
        for job in jobs where job.state.isFinished {
            guard let id = RescoreID(job.subject), let found = try find(id, in: connection) else { continue }
            guard found.rescore.state == .running else { continue }
            try ask(RescoreQueue.feeding, id, delayMs: pause(after: job), at: now, in: connection)
        }
        return [:]
    }

    /// Written when jobs that move results change: a move that was asked for while another one ended has a job.
    static let moved: JobKind.Follow = { jobs, now, connection in
        for job in jobs where job.state.isFinished {
            guard let id = RescoreID(job.subject), let found = try find(id, in: connection) else { continue }
            guard found.rescore.standing.end != nil else { continue }
            try ask(RescoreQueue.moving, id, delayMs: pause(after: job), at: now, in: connection)
        }
        return [:]
    }

    /// How long the next job waits, in milliseconds: one that was given up failed in a way that comes again.
    private static func pause(after job: Job) -> Int {
        job.state == .discarded ? RescoreQueue.feeding.policy.backoff.maxMs : 0
    }

    /// Makes sure that a re-scoring has an unfinished job of a kind.
    ///
    /// - Parameter delayMs: when it is due, in milliseconds from now.
    static func ask(
        _ kind: JobKind,
        _ id: RescoreID,
        delayMs: Int = 0,
        at now: Instant,
        in connection: any SQLConnection
    )
        throws(StorageError)
    {
        let job = Job(kind: kind, subject: id.rawValue, uniqueKey: id.rawValue, delayMs: delayMs, at: now)
        try JobRows.ask(job, in: connection)
    }

    /// A re-scoring.
    ///
    /// - Parameter locked: locks the row for the transaction.
    static func find(
        _ id: RescoreID,
        locked: Bool = false,
        in connection: any SQLConnection
    ) throws(StorageError) -> (rescore: Rescore, row: SQLRow)? {
        let rows = try connection.execute(
            """
            SELECT \(Rescore.columns), fed_created, fed_answer, is_fed, next_at FROM rescores WHERE id = $1
            \(locked ? connection.dialect.lockRow : "")
            """,
            [.text(id.rawValue)]
        )
        guard let row = rows.first else { return nil }
        return (try Rescore(row: row), row)
    }

    /// The next answers of a selection after a place, oldest first. Answers accepted after the re-scoring are not part of it.
    static func next(
        _ selection: RescoreSelection,
        after place: (created: Instant, answer: String),
        before end: Instant,
        limit: Int,
        in connection: any SQLConnection
    ) throws -> [(created: Instant, answer: AnswerID)] {
        var filter = try Filter(selection, before: end, in: connection)
        let (created, answer) = (filter.bind(.time(place.created)), filter.bind(.text(place.answer)))
        let rows = try connection.execute(
            """
            SELECT a.id, a.created_at \(filter.tables) WHERE \(filter.conditions)
                AND (a.created_at, a.id) > (\(created), \(answer))
            ORDER BY a.created_at, a.id LIMIT \(filter.bind(.int(limit)))
            """,
            filter.values
        )
        return try rows.map { row in
            guard let id = AnswerID(try row.text("id")) else {
                throw StorageError(.corrupt, "A stored answer has no valid identifier.")
            }
            return (try row.time("created_at"), id)
        }
    }

    /// The next answers of a selection with the stratum of each: role, language, engine and the score's band of twenty points.
    static func strata(
        _ selection: RescoreSelection,
        after place: (created: Instant, answer: String),
        before end: Instant,
        limit: Int,
        in connection: any SQLConnection
    ) throws -> [(created: Instant, answer: AnswerID, stratum: String)] {
        var filter = try Filter(selection, before: end, in: connection)
        let (created, answer) = (filter.bind(.time(place.created)), filter.bind(.text(place.answer)))
        let rows = try connection.execute(
            """
            SELECT a.id, a.created_at, a.language, a.engine, a.score, a.role_tag
            \(filter.tables) WHERE \(filter.conditions) AND (a.created_at, a.id) > (\(created), \(answer))
            ORDER BY a.created_at, a.id LIMIT \(filter.bind(.int(limit)))
            """,
            filter.values
        )
        let roles = try SentTexts.roles(of: rows, in: connection)
        return try rows.compactMap { row in
            guard let id = AnswerID(try row.text("id")) else { return nil }
            let band = try row.optionalInt("score").map { String(min(4, $0 / 20_000)) } ?? "-"
            let parts = [
                try row.optionalText("role_tag").flatMap { roles[$0] } ?? "", try row.optionalText("language") ?? "",
                try row.optionalText("engine") ?? "", band,
            ]
            return (try row.time("created_at"), id, parts.joined(separator: "\u{1F}"))
        }
    }

    /// How many answers a selection has.
    static func count(
        _ selection: RescoreSelection,
        before end: Instant,
        in connection: any SQLConnection
    ) throws -> Int {
        let filter = try Filter(selection, before: end, in: connection)
        let rows = try connection.execute(
            "SELECT COUNT(*) AS number \(filter.tables) WHERE \(filter.conditions)",
            filter.values
        )
        return try rows.first?.int("number") ?? 0
    }

    /// A selection as SQL.
    private struct Filter {
        var tables = "FROM answers a"
        var conditions = "a.status = 'done'"
        var values: [SQLValue] = []

        init(
            _ selection: RescoreSelection,
            before end: Instant,
            in connection: any SQLConnection
        ) throws(StorageError) {
            let dialect = connection.dialect
            let last = selection.until.map { min(Instant($0), end) } ?? end
            add("a.created_at < \(bind(.time(last)))")
            if let since = selection.since { add("a.created_at >= \(bind(.time(Instant(since))))") }
            if let owner = selection.owner { add("a.owner = \(bind(.text(owner)))") }
            if let role = selection.role {
                add(try SentTexts.condition(role: role, of: selection.owner, in: connection) { bind($0) })
            }
            if let ids = selection.ids {
                let places = ids.map { bind(.text($0.rawValue)) }.joined(separator: ", ")
                add(ids.isEmpty ? "1 = 0" : "a.id IN (\(places))")
            }
            guard selection.looksAtScores else { return }
            tables += """
                 JOIN results r ON r.answer = a.id AND r.stage = 'evaluate'
                JOIN artifacts e ON e.answer = a.id AND e.stage = 'evaluate' AND e.fingerprint = r.fingerprint
                """
            if let engine = selection.engine {
                add("\(dialect.text(in: "e.payload", at: "evaluation", "engine")) = \(bind(.text(engine)))")
            }
            if let model = selection.model {
                add("\(dialect.text(in: "e.payload", at: "evaluation", "model")) = \(bind(.text(model)))")
            }
            if let rubric = selection.rubric {
                let used = dialect.text(in: "e.payload", at: "evaluation", "rubric")
                // Results carry the name with version and hash.
                let name = bind(.text(rubric.lowercased()))
                add("(LOWER(\(used)) = \(name) OR LOWER(\(used)) LIKE \(bind(.text(rubric.lowercased() + " %"))))")
            }
        }

        mutating func bind(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }

        private mutating func add(_ condition: String) { conditions += " AND \(condition)" }
    }
}
