package import Database

/// One thing every database must do, whatever its engine: the tests of each driver run all of ``all`` on fresh databases.
package struct StorageCheck: Sendable, CustomStringConvertible {
    /// What is checked, as a sentence.
    package let description: String
    /// Runs it on a database that nothing was done to yet; throws or records issues when it fails.
    package let run: @Sendable (any SQLDatabase) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any SQLDatabase) async throws -> Void) {
        self.description = description
        self.run = run
    }

    /// A check on a database with the schema applied.
    init(migrated description: String, _ run: @escaping @Sendable (any SQLDatabase) async throws -> Void) {
        self.init(description) { database in
            try await Migrator().apply(to: database, at: .sample)
            try await run(database)
        }
    }

    /// Every check.
    package static let all =
        schema + sql + answers + filters + keys + idempotency + rescores + retention + claims + endings + ledgers
        + kinds + turns + webhooks + webhookHealth + lists + documents + stored + storedQueues + accounts + vaults
        + shares + quotas
}
