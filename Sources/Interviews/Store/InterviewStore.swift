package import Core
package import Database
import FoundationEssentials
package import Model

/// An interview as it is stored.
package struct StoredInterview: Sendable, Hashable {
    /// Whose it is.
    package var owner: String
    /// The interview.
    package var interview: Interview
    /// Counts its changes, from 1.
    package var version: Int
    /// When it was changed last.
    package var updated: Instant

    static let columns = "id, owner, version, body, updated_at"

    /// Where its body, or what is behind it, stands, for what seals it.
    static func place(_ id: String, _ column: String) -> String { "interviews/\(id)/\(column)" }

    init(owner: String, interview: Interview, version: Int, updated: Instant) {
        self.owner = owner
        self.interview = interview
        self.version = version
        self.updated = updated
    }

    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        owner = try row.text("owner")
        version = try row.int("version")
        updated = try row.time("updated_at")
        let place = Self.place(try row.text("id"), "body")
        interview = try StoredJSON.value(from: try connection.opened(try row.text("body"), from: place))
    }
}

/// Interviews of a database. Each belongs to its owner alone. A move is one transaction: the row is locked, the move decided by
/// ``Interview/applying(_:at:)``, and written only over the version it was decided on.
package struct InterviewStore: Sendable {
    /// How many interviews one owner may have that are not over.
    package static let maxOpen = 100

    let database: any SQLDatabase

    /// The interviews of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// What became of a new interview.
    package enum Addition: Sendable, Hashable {
        case added
        /// Its owner has ``maxOpen`` that are not over; nothing is kept.
        case tooMany
        /// The request was accepted before; nothing is kept.
        case before(EarlierRequest)
    }

    /// What became of a move.
    package struct Moved: Sendable, Hashable {
        /// The interview as it is now.
        package var stored: StoredInterview
        /// Whether the move changed it; false when it had been made before.
        package var changed: Bool
    }

    /// Keeps a new interview with the key of the request that made it.
    package func add(
        as principal: Principal,
        _ interview: Interview,
        background: InterviewBackground,
        key: IdempotencyKey? = nil
    ) async throws -> Addition {
        let seal = try await database.sealingKey(of: principal.owner)
        let id = interview.id.rawValue
        let body = try SealedText.stored(
            try StoredJSON.text(interview),
            with: seal,
            for: StoredInterview.place(id, "body")
        )
        let behind = try SealedText.stored(
            try StoredJSON.text(background),
            with: seal,
            for: StoredInterview.place(id, "background")
        )
        return try await database.write { connection in
            if let key,
                let earlier = try IdempotencyRows.claim(
                    key,
                    for: interview.id.rawValue,
                    at: interview.created,
                    in: connection
                )
            {
                return .before(earlier)
            }
            let counted = try connection.execute(
                "SELECT COUNT(*) AS number FROM interviews WHERE owner = $1 AND finished_at IS NULL",
                [.text(principal.owner)]
            )
            guard try counted.first?.int("number") ?? 0 < Self.maxOpen else {
                if key != nil { try IdempotencyRows.forget(interview.id.rawValue, in: connection) }
                return .tooMany
            }
            try connection.execute(
                """
                INSERT INTO interviews (id, owner, mode, state, version, due_at, body, background, created_at, updated_at)
                VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $8)
                """,
                [
                    .text(interview.id.rawValue), .text(principal.owner), .text(interview.plan.mode.rawValue),
                    .text(interview.state.rawValue), .time(Self.due(interview)), .text(body), .text(behind),
                    .time(interview.created),
                ]
            )
            return .added
        }
    }

    /// One interview; nil when the principal's owner has none with this id.
    package func find(as principal: Principal, _ id: InterviewID) async throws -> StoredInterview? {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                "SELECT \(StoredInterview.columns) FROM interviews WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { row in try StoredInterview(row: row, in: connection) }
        }
    }

    /// The texts behind an interview.
    package func background(as principal: Principal, _ id: InterviewID) async throws -> InterviewBackground? {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                "SELECT background FROM interviews WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { row in
                let place = StoredInterview.place(id.rawValue, "background")
                return try StoredJSON.value(from: try connection.opened(try row.text("background"), from: place))
            }
        }
    }

    /// A page of the principal's interviews, newest first.
    ///
    /// - Parameters:
    ///   - mode: only those of a mode.
    ///   - open: only those that are not over, or only those that are; nil for both.
    ///   - after: the last id of the page before.
    package func list(
        as principal: Principal,
        mode: InterviewMode? = nil,
        open: Bool? = nil,
        limit: Int,
        after: InterviewID? = nil
    ) async throws -> [StoredInterview] {
        try await database.read { connection in
            var text = "SELECT \(StoredInterview.columns) FROM interviews WHERE owner = $1"
            var values: [SQLValue] = [.text(principal.owner)]
            if let mode {
                values.append(.text(mode.rawValue))
                text += " AND mode = $\(values.count)"
            }
            if let open { text += open ? " AND finished_at IS NULL" : " AND finished_at IS NOT NULL" }
            if let after {
                values.append(.text(after.rawValue))
                text += " AND id < $\(values.count)"
            }
            values.append(.int(limit))
            text += " ORDER BY id DESC LIMIT $\(values.count)"
            return try connection.execute(text, values).map { row in try StoredInterview(row: row, in: connection) }
        }
    }

    /// Makes a move.
    ///
    /// - Parameter version: the version the caller saw; a move that changes another one is refused. Nil takes any.
    /// - Returns: nil when the principal's owner has no such interview.
    /// - Throws: `interview.state`, `interview.expired`.
    package func move(
        as principal: Principal,
        _ id: InterviewID,
        _ move: InterviewMove,
        version: Int? = nil,
        at now: Instant
    ) async throws -> Moved? {
        let seal = try await database.sealingKey(
            of: try await database.owner(as: principal, in: "interviews", id.rawValue)
        )
        return try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let found = try connection.execute(
                """
                SELECT \(StoredInterview.columns) FROM interviews WHERE id = $1\(owner.text) \
                \(connection.dialect.lockRow)
                """,
                [.text(id.rawValue)] + owner.values
            )
            guard let stored = try found.first.map({ row in try StoredInterview(row: row, in: connection) }) else {
                return nil
            }
            guard let after = try stored.interview.applying(move, at: now) else {
                return Moved(stored: stored, changed: false)
            }
            guard version == nil || version == stored.version else {
                throw InterviewsError(
                    .state,
                    "The interview changed since it was read: it has version \(stored.version). Read it again."
                )
            }
            if case .bind(let turn, let answer, _, _) = move {
                try Self.bind(answer, to: id, turn: turn, at: now, in: connection)
            }
            let next = StoredInterview(owner: stored.owner, interview: after, version: stored.version + 1, updated: now)
            try Self.write(next, over: stored.version, sealed: seal, in: connection)
            if after.state == .finished, stored.interview.state != .finished {
                let subject = DomainEvent.Subject(id: id.rawValue, owner: stored.owner)
                try connection.emit(DomainEvent("interview.finished", [subject], at: now))
            }
            return Moved(stored: next, changed: true)
        }
    }

    /// Keeps the prose of a finished interview.
    func keep(as principal: Principal, _ id: InterviewID, _ told: ToldDebrief, at now: Instant) async throws {
        let seal = try await database.sealingKey(
            of: try await database.owner(as: principal, in: "interviews", id.rawValue)
        )
        try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let found = try connection.execute(
                """
                SELECT \(StoredInterview.columns) FROM interviews WHERE id = $1\(owner.text) \
                \(connection.dialect.lockRow)
                """,
                [.text(id.rawValue)] + owner.values
            )
            guard var stored = try found.first.map({ row in try StoredInterview(row: row, in: connection) }) else {
                return
            }
            let version = stored.version
            stored.interview.told = told
            (stored.version, stored.updated) = (version + 1, now)
            try Self.write(stored, over: version, sealed: seal, in: connection)
        }
    }

    private static func bind(
        _ answer: AnswerID,
        to id: InterviewID,
        turn: Int,
        at now: Instant,
        in connection: any SQLConnection
    ) throws {
        let rows = try connection.execute(
            """
            INSERT INTO interview_answers (answer, interview, turn, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (answer) DO NOTHING RETURNING answer
            """,
            [.text(answer.rawValue), .text(id.rawValue), .int(turn), .time(now)]
        )
        guard !rows.isEmpty else {
            throw InterviewsError(.state, "The answer \(answer) belongs to another interview already.")
        }
    }

    private static func write(
        _ stored: StoredInterview,
        over version: Int,
        sealed key: DataKey?,
        in connection: any SQLConnection
    ) throws {
        let interview = stored.interview
        let place = StoredInterview.place(interview.id.rawValue, "body")
        let body = try SealedText.stored(try StoredJSON.text(interview), with: key, for: place)
        let rows = try connection.execute(
            """
            UPDATE interviews SET state = $3, version = $4, due_at = $5, body = $6, updated_at = $7, finished_at = $8
            WHERE id = $1 AND version = $2 RETURNING id
            """,
            [
                .text(interview.id.rawValue), .int(version), .text(interview.state.rawValue), .int(stored.version),
                .time(due(interview)), .text(body), .time(stored.updated),
                .time(interview.finished),
            ]
        )
        guard !rows.isEmpty else {
            throw InterviewsError(.busy, "Another request changed the interview at the same moment; ask again.")
        }
    }

    /// When the service has to look at an interview by itself; nil for never.
    private static func due(_ interview: Interview) -> Instant? {
        switch interview.state {
        case .finished: nil
        case .reviewing where interview.reviewUntil != nil: Instant(milliseconds: 0)
        case .ready, .asking, .reviewing: interview.plan.deadline
        }
    }

    /// The interviews the service has to look at, of every owner.
    package func due(at now: Instant, limit: Int) async throws -> [StoredInterview] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT \(StoredInterview.columns) FROM interviews WHERE due_at IS NOT NULL AND due_at <= $1
                ORDER BY due_at, id LIMIT $2
                """,
                [.time(now), .int(limit)]
            ).map { row in try StoredInterview(row: row, in: connection) }
        }
    }

    /// Removes everything of the principal's owner.
    ///
    /// - Returns: how many there were.
    package func removeAll(as principal: Principal) async throws -> Int {
        try await database.write { connection in
            let owner = [SQLValue.text(principal.owner)]
            for table in ["interview_answers", "interview_observations"] {
                try connection.execute(
                    "DELETE FROM \(table) WHERE interview IN (SELECT id FROM interviews WHERE owner = $1)",
                    owner
                )
            }
            let rows = try connection.execute("DELETE FROM interviews WHERE owner = $1 RETURNING id", owner)
            for row in rows { try IdempotencyRows.forget(try row.text("id"), in: connection) }
            return rows.count
        }
    }

    /// Those of some answers that belong to an interview that is not over, or was not before a time.
    package func needed(among answers: [AnswerID], since end: Instant) async throws -> Set<AnswerID> {
        guard !answers.isEmpty else { return [] }
        return try await database.read { connection in
            let places = Places(answers.map(\.rawValue), after: 1)
            let rows = try connection.execute(
                """
                SELECT b.answer FROM interview_answers b JOIN interviews i ON i.id = b.interview
                WHERE b.answer IN \(places.text) AND (i.finished_at IS NULL OR i.finished_at >= $1)
                """,
                [.time(end)] + places.values
            )
            return Set(try rows.compactMap { row in AnswerID(try row.text("answer")) })
        }
    }

    /// Removes interviews of all owners that were over before a time, once none of their answers is there any more; and those that were
    /// begun and left for ``abandonedMs`` before it, whose answers go afterwards.
    ///
    /// - Returns: how many.
    package func removeDelivered(before end: Instant, limit: Int = 500) async throws -> Int {
        let ids = try await database.read { connection in
            try connection.execute(
                """
                SELECT id FROM interviews i
                WHERE i.finished_at < $1 AND NOT EXISTS (
                    SELECT 1 FROM interview_answers b JOIN answers a ON a.id = b.answer WHERE b.interview = i.id
                ) OR i.finished_at IS NULL AND i.state <> 'ready' AND i.updated_at < $2
                ORDER BY id LIMIT $3
                """,
                [.time(end), .time(end.advanced(byMs: -Self.abandonedMs)), .int(limit)]
            ).compactMap { row in InterviewID(try row.text("id")) }
        }
        for id in ids { _ = try await remove(as: .system, id, at: end) }
        return ids.count
    }

    /// After how long without a change an interview that is not over counts as left, in milliseconds.
    package static let abandonedMs = 86_400_000

    /// Removes an interview with its observations. The answers stay. Other features learn of it as `interview.deleted`.
    ///
    /// - Returns: whether there was one.
    package func remove(as principal: Principal, _ id: InterviewID, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let rows = try connection.execute(
                "DELETE FROM interviews WHERE id = $1\(owner.text) RETURNING owner",
                [.text(id.rawValue)] + owner.values
            )
            guard let gone = try rows.first?.text("owner") else { return false }
            for table in ["interview_answers", "interview_observations"] {
                try connection.execute("DELETE FROM \(table) WHERE interview = $1", [.text(id.rawValue)])
            }
            try IdempotencyRows.forget(id.rawValue, in: connection)
            try connection.emit(DomainEvent("interview.deleted", [.init(id: id.rawValue, owner: gone)], at: now))
            return true
        }
    }
}
