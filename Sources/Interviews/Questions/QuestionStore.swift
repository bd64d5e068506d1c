package import Core
package import Database
package import Questions

/// The questions that owners wrote or had written. Each belongs to its owner alone, whatever else a principal may see.
package struct QuestionStore: Sendable {
    /// How many questions one owner may have.
    package static let maxPerOwner = 1_000

    private let database: any SQLDatabase

    /// The questions of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// What became of new questions.
    package enum Addition: Sendable, Hashable {
        /// They are kept.
        case added
        /// Their owner would have more than ``maxPerOwner``; nothing is kept.
        case tooMany
        /// The request was accepted before; nothing is kept.
        case before(EarlierRequest)
    }

    /// Keeps new questions with the key of the request that made them, all or none.
    package func add(
        as principal: Principal,
        _ questions: [StoredQuestion],
        key: IdempotencyKey? = nil
    ) async throws -> Addition {
        guard let first = questions.first else { return .added }
        let seal = try await database.sealingKey(of: principal.owner)
        let rows = try questions.map { (question: $0, body: try $0.body(sealed: seal)) }
        return try await database.write { connection in
            if let key,
                let earlier = try IdempotencyRows.claim(
                    key,
                    for: first.question.id,
                    at: first.created,
                    in: connection
                )
            {
                return .before(earlier)
            }
            let counted = try connection.execute(
                "SELECT COUNT(*) AS number FROM questions WHERE owner = $1",
                [.text(principal.owner)]
            )
            guard try (counted.first?.int("number") ?? 0) + rows.count <= Self.maxPerOwner else {
                if key != nil { try IdempotencyRows.forget(first.question.id, in: connection) }
                return .tooMany
            }
            for (question, body) in rows {
                try connection.execute(
                    """
                    INSERT INTO questions (id, owner, source, body, created_at, updated_at)
                    VALUES ($1, $2, $3, $4, $5, $5)
                    """,
                    [
                        .text(question.question.id), .text(principal.owner), .text(question.source.rawValue),
                        .text(body), .time(question.created),
                    ]
                )
            }
            return .added
        }
    }

    /// One question; nil when the principal's owner has none with this id.
    package func find(as principal: Principal, _ id: QuestionID) async throws -> StoredQuestion? {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                "SELECT \(StoredQuestion.columns) FROM questions WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { row in try StoredQuestion(row: row, in: connection) }
        }
    }

    /// All questions of the principal's owner, newest first.
    package func list(as principal: Principal) async throws -> [StoredQuestion] {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(StoredQuestion.columns) FROM questions WHERE owner = $1 ORDER BY id DESC",
                [.text(principal.owner)]
            ).map { row in try StoredQuestion(row: row, in: connection) }
        }
    }

    /// Writes another text of a question.
    ///
    /// - Returns: the question as it is now; nil when the principal's owner has none with this id.
    package func change(
        as principal: Principal,
        _ id: QuestionID,
        at now: Instant,
        _ change: @escaping @Sendable (inout BankQuestion) throws -> Void
    ) async throws -> StoredQuestion? {
        let seal = try await database.sealingKey(of: principal.owner)
        return try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let found = try connection.execute(
                """
                SELECT \(StoredQuestion.columns) FROM questions WHERE id = $1\(owner.text) \(connection.dialect.lockRow)
                """,
                [.text(id.rawValue)] + owner.values
            )
            guard var stored = try found.first.map({ row in try StoredQuestion(row: row, in: connection) }) else {
                return nil
            }
            try change(&stored.question)
            stored.updated = now
            try connection.execute(
                "UPDATE questions SET body = $2, updated_at = $3 WHERE id = $1",
                [.text(id.rawValue), .text(try stored.body(sealed: seal)), .time(now)]
            )
            return stored
        }
    }

    /// Removes everything of the principal's owner.
    ///
    /// - Returns: how many there were.
    package func removeAll(as principal: Principal) async throws -> Int {
        try await database.write { connection in
            let rows = try connection.execute(
                "DELETE FROM questions WHERE owner = $1 RETURNING id",
                [.text(principal.owner)]
            )
            for row in rows { try IdempotencyRows.forget(try row.text("id"), in: connection) }
            return rows.count
        }
    }

    /// Removes a question. Interviews that asked it keep their own copy.
    ///
    /// - Returns: whether there was one.
    package func remove(as principal: Principal, _ id: QuestionID) async throws -> Bool {
        try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let rows = try connection.execute(
                "DELETE FROM questions WHERE id = $1\(owner.text) RETURNING id",
                [.text(id.rawValue)] + owner.values
            )
            guard !rows.isEmpty else { return false }
            try IdempotencyRows.forget(id.rawValue, in: connection)
            return true
        }
    }
}
