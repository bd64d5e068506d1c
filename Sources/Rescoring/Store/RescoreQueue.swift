package import Answers
package import Core
package import Database
package import Jobs
package import Model

/// What a runner does with the answers of one re-scoring. Each call is one transaction; writes are fenced by the claim, so a
/// runner that was taken for dead writes nothing over its successor.
package struct RescoreQueue: Sendable {
    /// What there is to do.
    package enum Claim: Sendable {
        /// These answers; none when others have them or it is not time yet.
        case items([RescoreItem])
        /// Nothing any more, or not now: the re-scoring is in this state.
        case over(Rescore.State)
    }

    /// The claim on an answer was lost: it was deleted, or another runner has it.
    package struct Lost: Error, Hashable {
        /// A lost claim.
        package init() {}
    }

    private let database: any SQLDatabase
    private let id: RescoreID

    /// The queue of one re-scoring.
    package init(_ database: any SQLDatabase, of id: RescoreID) {
        self.database = database
        self.id = id
    }

    /// Takes answers, as many as the limits allow over all runners: first those whose runner died, then those that wait for
    /// another try, then new ones. The last one to find nothing left ends the re-scoring.
    ///
    /// - Parameters:
    ///   - dead: runners that are known to have ended.
    ///   - held: answers this runner has in hand, which it never takes twice; nil to go by the leases alone.
    ///   - silent: claims of others whose runner fell silent; nil to go by the time their leases name.
    package func claim(
        by runner: String,
        leaseMs: Int,
        dead: Set<String> = [],
        held: Set<AnswerID>? = nil,
        silent: Set<HeartbeatWatch.Sign>? = nil,
        at now: Instant
    ) async throws -> Claim {
        let id = id
        return try await database.write { connection in
            guard let (rescore, row) = try RescoreRows.find(id, locked: true, in: connection) else {
                return .over(.cancelled)
            }
            guard rescore.state == .running else { return .over(rescore.state) }
            let open = try connection.execute(
                """
                SELECT answer, state, claimed_by, lease_until, run_after, runs FROM rescore_items
                WHERE rescore = $1 AND state IN ('waiting', 'running')
                """,
                [.text(id.rawValue)]
            )
            let isBusy: (SQLRow) throws -> Bool = { item in
                guard let owner = try item.optionalText("claimed_by") else { return false }
                if dead.contains(owner) { return false }
                if owner == runner, let held { return try AnswerID(item.text("answer")).map(held.contains) ?? false }
                if let silent { return try !silent.contains(Self.sign(item)) }
                return try item.time("lease_until") >= now
            }
            let busy = try open.filter(isBusy).count
            var free = Pace(rescore.limits, next: try row.time("next_at"), at: now).grant(
                rescore.limits.concurrency - busy
            )
            var items: [RescoreItem] = []
            for item in open where try free.count > 0 && !isBusy(item) && item.time("run_after") <= now {
                guard let answer = AnswerID(try item.text("answer")) else { continue }
                if let taken = try Self.take(answer, of: id, by: runner, leaseMs, now, in: connection) {
                    items.append(taken)
                }
                free.use()
            }
            var isFed = try row.int("is_fed") == 1
            if !isFed, free.count > 0 {
                let place = (created: try row.time("fed_created"), answer: try row.text("fed_answer"))
                let fresh = try RescoreRows.next(
                    rescore.selection,
                    after: place,
                    before: rescore.created,
                    limit: free.count,
                    in: connection
                )
                isFed = fresh.count < free.count
                for (_, answer) in fresh {
                    items.append(try Self.begin(answer, of: id, by: runner, leaseMs, now, in: connection))
                    free.use()
                }
                try connection.execute(
                    "UPDATE rescores SET fed_created = $2, fed_answer = $3, is_fed = $4 WHERE id = $1",
                    [
                        .text(id.rawValue), .time(fresh.last?.created ?? place.created),
                        .text(fresh.last?.answer.rawValue ?? place.answer), .flag(isFed),
                    ]
                )
            }
            if rescore.started == nil, !items.isEmpty {
                try connection.execute(
                    "UPDATE rescores SET started_at = $2 WHERE id = $1 AND started_at IS NULL",
                    [.text(id.rawValue), .time(now)]
                )
            }
            if try free.next != row.time("next_at") {
                try connection.execute(
                    "UPDATE rescores SET next_at = $2 WHERE id = $1",
                    [.text(id.rawValue), .time(free.next)]
                )
            }
            guard items.isEmpty, open.isEmpty, isFed else { return .items(items) }
            try connection.execute(
                "UPDATE rescores SET state = 'done', finished_at = $2, revision = revision + 1 WHERE id = $1",
                [.text(id.rawValue), .time(now)]
            )
            try connection.emit(DomainEvent("rescore.done", [.init(id: id.rawValue, owner: "")], at: now))
            return .over(.done)
        }
    }

    /// Says that a runner is alive.
    package func renew(by runner: String, leaseMs: Int, at now: Instant) async throws {
        let id = id
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE rescore_items SET lease_until = $3 WHERE rescore = $1 AND claimed_by = $2 AND state = 'running'
                """,
                [.text(id.rawValue), .text(runner), .time(now.advanced(byMs: leaseMs))]
            )
        }
    }

    /// The runners other than one that have an answer, and the signs of life of their claims.
    package func others(than runner: String) async throws -> (runners: Set<String>, signs: [HeartbeatWatch.Sign]) {
        let id = id
        return try await database.read { connection in
            let rows = try connection.execute(
                """
                SELECT answer, claimed_by, lease_until, runs FROM rescore_items
                WHERE rescore = $1 AND state = 'running' AND claimed_by <> $2
                """,
                [.text(id.rawValue), .text(runner)]
            )
            return (Set(try rows.map { row in try row.text("claimed_by") }), try rows.map { row in try Self.sign(row) })
        }
    }

    private static func sign(_ row: SQLRow) throws -> HeartbeatWatch.Sign {
        HeartbeatWatch.Sign(id: try row.text("answer"), runs: try row.int("runs"), mark: try row.time("lease_until"))
    }

    /// Keeps an artifact that was just made, without making it count yet.
    ///
    /// - Throws: ``Lost``.
    package func keep(_ artifact: Artifact, for item: RescoreItem) async throws {
        let answers = AnswerStore(database)
        let seal = try await database.sealingKey(of: try await answers.owner(of: artifact.answer) ?? "")
        try await database.write { connection in
            try Self.own(item, in: connection)
            try ArtifactRows.insert(artifact, sealed: seal, in: connection)
        }
    }

    /// Ends the work on an answer: its new results count from now on, all at once, or its old ones stay.
    ///
    /// - Throws: ``Lost``.
    package func end(_ item: RescoreItem, _ ending: RescoreItem.Ending, at now: Instant) async throws {
        try await database.write { connection in
            try Self.own(item, in: connection)
            switch ending {
            case .done(let chosen, let before, let after):
                try RescoreResults.done(item, chosen, before: before, after: after, at: now, in: connection)
                try RescoreResults.watch(item.rescore, at: now, in: connection)
            case .failed(let code, let detail):
                try Self.write(item, code: code, detail: detail, in: connection)
                try Self.count("failed = failed + 1", item, in: connection)
                try RescoreResults.watch(item.rescore, at: now, in: connection)
            case .again(let afterMs, let counts):
                try connection.execute(
                    """
                    UPDATE rescore_items SET state = 'waiting', claimed_by = NULL, lease_until = NULL, run_after = $3,
                        attempts = attempts + $4 WHERE rescore = $1 AND answer = $2
                    """,
                    [
                        .text(item.rescore.rawValue), .text(item.answer.rawValue),
                        .time(now.advanced(byMs: afterMs)), .flag(counts),
                    ]
                )
            }
        }
    }

    private static func take(
        _ answer: AnswerID,
        of id: RescoreID,
        by runner: String,
        _ leaseMs: Int,
        _ now: Instant,
        in connection: any SQLConnection
    ) throws -> RescoreItem? {
        let rows = try connection.execute(
            """
            UPDATE rescore_items SET state = 'running', claimed_by = $3, lease_until = $4, runs = runs + 1
            WHERE rescore = $1 AND answer = $2 RETURNING runs, attempts
            """,
            [.text(id.rawValue), .text(answer.rawValue), .text(runner), .time(now.advanced(byMs: leaseMs))]
        )
        return try rows.first.map { row in
            RescoreItem(
                rescore: id,
                answer: answer,
                runner: runner,
                runs: try row.int("runs"),
                attempts: try row.int("attempts")
            )
        }
    }

    private static func begin(
        _ answer: AnswerID,
        of id: RescoreID,
        by runner: String,
        _ leaseMs: Int,
        _ now: Instant,
        in connection: any SQLConnection
    ) throws -> RescoreItem {
        try connection.execute(
            """
            INSERT INTO rescore_items (rescore, answer, state, runs, attempts, run_after, claimed_by, lease_until)
            VALUES ($1, $2, 'running', 1, 0, $3, $4, $5)
            """,
            [
                .text(id.rawValue), .text(answer.rawValue), .time(now), .text(runner),
                .time(now.advanced(byMs: leaseMs)),
            ]
        )
        return RescoreItem(rescore: id, answer: answer, runner: runner, runs: 1, attempts: 0)
    }

    private static func own(_ item: RescoreItem, in connection: any SQLConnection) throws {
        let rows = try connection.execute(
            """
            SELECT answer FROM rescore_items WHERE rescore = $1 AND answer = $2 AND state = 'running'
                AND claimed_by = $3 AND runs = $4 \(connection.dialect.lockRow)
            """,
            [.text(item.rescore.rawValue), .text(item.answer.rawValue), .text(item.runner), .int(item.runs)]
        )
        if rows.isEmpty { throw Lost() }
    }

    private static func write(
        _ item: RescoreItem,
        code: String,
        detail: String,
        in connection: any SQLConnection
    ) throws {
        try connection.execute(
            """
            UPDATE rescore_items SET state = 'failed', claimed_by = NULL, lease_until = NULL, code = $3, detail = $4
            WHERE rescore = $1 AND answer = $2
            """,
            [.text(item.rescore.rawValue), .text(item.answer.rawValue), .text(code), .text(detail)]
        )
    }

    private static func count(_ change: String, _ item: RescoreItem, in connection: any SQLConnection) throws {
        try connection.execute(
            "UPDATE rescores SET \(change), revision = revision + 1 WHERE id = $1",
            [.text(item.rescore.rawValue)]
        )
    }
}
