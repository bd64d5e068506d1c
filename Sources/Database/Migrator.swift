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
