package import Core
package import Database
package import Model

/// How its speaker finds an answer again: a name of its own, and a star. No result depends on it.
package struct AnswerLabel: Sendable, Hashable, Codable {
    /// The most characters of a name.
    package static let maxName = 120

    /// What the speaker calls the answer; nil when it has the question's name.
    package var name: String?
    /// Whether the speaker starred it.
    package var starred = false

    static let columns = "own_name, starred"

    /// No name and no star.
    package init() {}

    /// From a row with ``columns`` and `id`. A name that cannot be opened, as its owner was erased since the copy was made that it comes
    /// from, is none.
    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        starred = try row.int("starred") == 1
        guard let text = try row.optionalText("own_name") else { return }
        do { name = try connection.opened(text, from: Self.place(try row.text("id"))) } catch
            where error.kind == .corrupt
        {
            name = nil
        }
    }

    /// What of an answer's rows is sealed by the round in the background.
    package static let sealed = [SealedTable("answers", ["own_name"]) { keys, _ in place(keys[0]) }]

    private static func place(_ id: String) -> String { "answers/\(id)/own_name" }

    /// The condition that an answer's own name has a piece of text in it, in any case. Names are opened and compared one by one, the
    /// newest 10,000 of an owner: a database knows the case of ASCII alone.
    static func condition(
        name: String,
        of owner: String?,
        in connection: any SQLConnection,
        _ bind: (SQLValue) -> String
    ) throws(StorageError) -> String {
        let piece = name.lowercased()
        let named = try connection.execute(
            """
            SELECT id, \(columns) FROM answers WHERE own_name IS NOT NULL\(owner == nil ? "" : " AND owner = $1")
            ORDER BY created_at DESC, id DESC LIMIT \(SentTexts.mostQuestions)
            """,
            owner.map { [.text($0)] } ?? []
        )
        var ids: [String] = []
        for row in named {
            let label = try AnswerLabel(row: row, in: connection)
            if label.name?.lowercased().contains(piece) == true { ids.append(try row.text("id")) }
        }
        return try connection.dialect.isOne(of: ids, "a.id", bind)
    }

    /// What changes of a label: what is nil stays.
    package struct Change: Sendable, Hashable {
        /// The new name; empty for none.
        package var name: String?
        /// Whether it is starred.
        package var starred: Bool?

        /// A change.
        package init(name: String? = nil, starred: Bool? = nil) { (self.name, self.starred) = (name, starred) }
    }

    /// Writes a change to the row of an answer.
    fileprivate static func write(
        _ change: Change,
        of id: AnswerID,
        sealed key: DataKey?,
        in connection: any SQLConnection
    ) throws(StorageError) {
        var (changes, values): ([String], [SQLValue]) = ([], [.text(id.rawValue)])
        if let name = change.name {
            let stored = try name.isEmpty ? nil : SealedText.stored(name, with: key, for: place(id.rawValue))
            values.append(.optional(stored))
            changes.append("own_name = $\(values.count)")
        }
        if let starred = change.starred { changes.append("starred = \(starred ? 1 : 0)") }
        guard !changes.isEmpty else { return }
        try connection.execute("UPDATE answers SET \(changes.joined(separator: ", ")) WHERE id = $1", values)
    }
}

extension AnswerStore {
    /// Names or stars an answer. Neither its revision nor its time of change moves: no result changes.
    ///
    /// - Returns: its label from now on; nil when the principal sees no such answer.
    package func label(
        as principal: Principal,
        _ id: AnswerID,
        _ change: AnswerLabel.Change
    ) async throws -> AnswerLabel? {
        guard let owner = try await owner(of: id), principal.sees(owner) else { return nil }
        let seal = try await change.name == nil ? nil : database.sealingKey(of: owner)
        return try await database.write { connection in
            let condition = OwnerCondition(principal, after: 1)
            let rows = try connection.execute(
                "SELECT id, \(AnswerLabel.columns) FROM answers WHERE id = $1\(condition.text) \(connection.dialect.lockRow)",
                [.text(id.rawValue)] + condition.values
            )
            guard let row = rows.first else { return nil }
            var label = try AnswerLabel(row: row, in: connection)
            if let name = change.name { label.name = name.isEmpty ? nil : name }
            if let starred = change.starred { label.starred = starred }
            try AnswerLabel.write(change, of: id, sealed: seal, in: connection)
            return label
        }
    }
}
