import Core

/// Columns of one table with texts that are sealed when they are written, and which rows from before the installation sealed have as they
/// are. A feature names its own, and a round in the background seals what is left.
package struct SealedTable: Sendable {
    /// A row's place in the order of its keys, to go on from.
    package struct Cursor: Sendable, Hashable {
        fileprivate var keys: [SQLValue]
    }

    /// What one step did.
    package struct Step: Sendable, Hashable {
        /// Rows that were sealed.
        package var sealed: Int
        /// Where to go on; nil at the end.
        package var next: Cursor?
    }

    /// The table.
    private let name: String
    private let keys: [String]
    private let owner: String
    private let columns: [String]
    private let place: @Sendable ([String], String) -> String

    /// Columns of a table.
    ///
    /// - Parameters:
    ///   - keys: the columns that name a row.
    ///   - owner: whose a row is, as SQL on the table under the name `t`.
    ///   - columns: those with texts; null is nothing to seal.
    ///   - place: where a text stands, from the values of the keys and its column: as what writes it says.
    package init(
        _ name: StaticString,
        keys: [StaticString] = ["id"],
        owner: StaticString = "t.owner",
        _ columns: [StaticString],
        place: @escaping @Sendable ([String], String) -> String
    ) {
        (self.name, self.owner) = ("\(name)", "\(owner)")
        (self.keys, self.columns) = (keys.map { "\($0)" }, columns.map { "\($0)" })
        self.place = place
    }

    /// Seals the next rows that are not sealed. Those of an owner who was erased stay, and go with the erasure.
    ///
    /// - Parameter limit: most rows that are looked at.
    package func step(after cursor: Cursor?, limit: Int, in database: any SQLDatabase) async throws -> Step {
        let rows = try await plain(after: cursor, limit: limit, in: database)
        var sealed = 0
        for (keys, owner) in rows {
            try Task.checkCancellation()
            let key: DataKey?
            do { key = try await database.sealingKey(of: owner) } catch let error as StorageError
                where error.kind == .corrupt
            {
                continue
            }
            guard let key else { continue }
            sealed += try await database.write { connection in try seal(keys, with: key, in: connection) ? 1 : 0 }
        }
        return Step(sealed: sealed, next: rows.count < limit ? nil : rows.last.map { Cursor(keys: $0.keys) })
    }

    private func plain(
        after cursor: Cursor?,
        limit: Int,
        in database: any SQLDatabase
    ) async throws -> [(keys: [SQLValue], owner: String)] {
        try await database.read { connection in
            let list = keys.joined(separator: ", ")
            let isPlain = columns.map { "(\($0) IS NOT NULL AND \($0) NOT LIKE '\(SealedText.start)%')" }.joined(
                separator: " OR "
            )
            var (after, values): (String, [SQLValue]) = ("", [.int(limit)])
            if let cursor {
                after = " AND (\(list)) > (" + keys.indices.map { "$\($0 + 2)" }.joined(separator: ", ") + ")"
                values += cursor.keys
            }
            let rows = try connection.execute(
                """
                SELECT \(list), \(owner) AS row_owner FROM \(name) t WHERE (\(isPlain))\(after)
                ORDER BY \(list) LIMIT $1
                """,
                values
            )
            return try rows.map { row in
                (try keys.map { try Self.value(row, $0) }, try row.optionalText("row_owner") ?? "")
            }
        }
    }

    /// Seals a row, unless it is gone or another process was first.
    private func seal(_ keys: [SQLValue], with key: DataKey, in connection: any SQLConnection) throws -> Bool {
        let isRow = self.keys.enumerated().map { "\($1) = $\($0 + 1)" }.joined(separator: " AND ")
        let found = try connection.execute(
            "SELECT \(columns.joined(separator: ", ")) FROM \(name) WHERE \(isRow) \(connection.dialect.lockRow)",
            keys
        )
        guard let row = found.first else { return false }
        let names = keys.map(Self.text)
        var (changes, values): ([String], [SQLValue]) = ([], keys)
        for column in columns {
            guard let text = try row.optionalText(column), !SealedText.isSealed(text) else { continue }
            values.append(.text(try SealedText.stored(text, with: key, for: place(names, column))))
            changes.append("\(column) = $\(values.count)")
        }
        guard !changes.isEmpty else { return false }
        try connection.execute("UPDATE \(name) SET \(changes.joined(separator: ", ")) WHERE \(isRow)", values)
        return true
    }

    private static func value(_ row: SQLRow, _ column: String) throws(StorageError) -> SQLValue {
        if let number = try? row.int64(column) { return .integer(number) }
        return .text(try row.text(column))
    }

    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .text(let text): text
        case .integer(let number): String(number)
        case .real, .null: ""
        }
    }
}
