package import Database

/// A link inside a transaction. It remembers what went wrong, so that the transaction knows whether to run again.
final class PostgresConnection: SQLConnection {
    let dialect = Dialect.postgres
    let observers: [DomainObserver]
    let vault: Vault?
    private let link: PostgresLink
    private(set) var failure: PostgresFailure?

    init(_ link: PostgresLink, observers: [DomainObserver], vault: Vault?) {
        self.link = link
        self.observers = observers
        self.vault = vault
    }

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws(StorageError) -> [SQLRow] {
        // The server refuses everything after a failure; so does this, with the reason.
        if let failure { throw failure.error }
        do throws(PostgresFailure) {
            return try link.run(sql, values)
        } catch {
            failure = error
            throw error.error
        }
    }
}

extension Dialect {
    /// PostgreSQL: many writers at once, so claims skip locked rows and rows to be written are locked when they are read.
    package static let postgres = Dialect(
        name: "postgres",
        skipLocked: "FOR UPDATE SKIP LOCKED",
        lockRow: "FOR UPDATE",
        identifier: #"TEXT COLLATE "C""#,
        findMigrations: "SELECT 1 AS found WHERE to_regclass('migrations') IS NOT NULL",
        // Any number will do that no other program uses in this database; installations in schemas of their own do not wait for each other.
        migrationLock: "SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 7235441896201))"
    )
}
