package import Core

/// Brings a database up to a list of migrations, in one transaction: either all of them apply or none.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    /// A migrator for a list; the default is the list of this version.
    package init(_ migrations: [Migration] = Schema.migrations) { self.migrations = migrations }

    /// The names that ``apply(to:upTo:at:)`` would apply, in order.
    ///
    /// - Throws: `storage.newer_schema` when the database knows a name this version does not.
    package func pending(in database: any SQLDatabase) async throws -> [String] {
        let names = migrations.map(\.name)
        return try await database.read { connection in
            let isFresh = try connection.execute(connection.dialect.findMigrations).isEmpty
            return isFresh ? names : try Self.missing(names, in: connection)
        }
    }

    /// Applies what is missing, up to and including `last` (all when nil), and returns the names applied.
    ///
    /// - Throws: `storage.newer_schema` when the database was written by a newer version; nothing is changed then.
    @discardableResult
    package func apply(to database: any SQLDatabase, upTo last: String? = nil, at now: Instant) async throws -> [String]
    {
        let dialect = database.dialect
        let migrations = self.migrations
        return try await database.write { connection in
            if let lock = dialect.migrationLock { try connection.execute(lock) }
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS migrations (
                    name TEXT PRIMARY KEY, position BIGINT NOT NULL, applied_at BIGINT NOT NULL
                )
                """
            )
            var applied: [String] = []
            let missing = try Self.missing(migrations.map(\.name), in: connection)
            for (position, migration) in migrations.enumerated() {
                if missing.contains(migration.name) {
                    for statement in migration.statements(dialect) { try connection.execute(statement) }
                    try connection.execute(
                        "INSERT INTO migrations (name, position, applied_at) VALUES ($1, $2, $3)",
                        [.text(migration.name), .int(position), .time(now)]
                    )
                    applied.append(migration.name)
                }
                if migration.name == last { break }
            }
            return applied
        }
    }

    private static func missing(_ names: [String], in connection: any SQLConnection) throws(StorageError) -> [String] {
        var applied: Set<String> = []
        for row in try connection.execute("SELECT name FROM migrations") { applied.insert(try row.text("name")) }
        let unknown = applied.subtracting(names).sorted()
        guard unknown.isEmpty else {
            throw StorageError(
                .newerSchema,
                "The database was written by a newer version of Debrief; start that version, or point to another data folder.",
                context: ["unknown": unknown.joined(separator: ", ")]
            )
        }
        return names.filter { !applied.contains($0) }
    }
}

/// One step of the schema, forwards only.
///
/// A migration that was released is never edited: a change is a new one. Its statements are therefore literal text, and the
/// file reads no type of the model and no other code that may change: a column whose values are an enum's cases is written out or left
/// open. The tests compare the released statements with a frozen copy of them (`Fixtures/stored-VERSION/schema-*.sql`).
///
/// Columns that hold words of the vocabulary (stages, kinds, events) have no list of the words they may hold since migration 0011:
/// a new case needs no migration. A list stays where a new word changes what the other columns of the row must be (`jobs.state`,
/// `rescores.state`, `webhook_deliveries.state`); a new case there fails `StoredVersionTests` until a migration makes room for it.
package struct Migration: Sendable {
    /// Its name, kept in the database; names are never reused.
    package var name: String
    /// Its statements, in order.
    package var statements: @Sendable (Dialect) -> [String]

    /// A migration.
    package init(_ name: String, statements: @escaping @Sendable (Dialect) -> [String]) {
        self.name = name
        self.statements = statements
    }
}

extension Dialect {
    /// What stands in a migration where the engines differ.
    func either(sqlite: String, postgres: String) -> String { name == "sqlite" ? sqlite : postgres }
}
