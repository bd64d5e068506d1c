package import Database
package import Logging

/// A database on a PostgreSQL server: a bounded pool of connections, each on a thread of its own, and one that listens. A
/// server that restarts is waited for; a transaction whose line broke before its commit is run again.
package final class PostgresDatabase: SQLDatabase {
    package let dialect = Dialect.postgres
    package let vault: Vault?
    private let pool: PostgresPool
    private let signals: PostgresSignals

    /// A database that is connected to when it is first used; `observers` are called in the transactions of domain
    /// events, and `vault` keeps the keys of owners. No schema is applied: see ``Migrator``.
    ///
    /// - Throws: `storage.unavailable` when the process has no descriptors left.
    package init(
        _ settings: PostgresSettings,
        observers: [DomainObserver] = [],
        vault: Vault? = nil,
        log: Logger
    ) throws(StorageError) {
        self.vault = vault
        pool = PostgresPool(settings, observers: observers, vault: vault, log: log)
        signals = try PostgresSignals(settings, log: log)
    }

    deinit { close() }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await pool.transaction(isReadOnly: true, body)
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await pool.transaction(isReadOnly: false, body)
    }

    @discardableResult
    package func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await write { connection in
            // What is lost with the server's machine are the last three of its `wal_writer_delay`, 0.6 s as it comes.
            try connection.execute("SET LOCAL synchronous_commit TO OFF")
            return try body(connection)
        }
    }

    package func announceJobs() { signals.announceJobs() }

    package func jobAnnouncements() -> AsyncStream<Void> {
        signals.start()
        return signals.wakeUps.announcements()
    }

    package func announce(_ events: [Event]) { signals.announce(events) }

    package func eventAnnouncements() -> AsyncStream<Event> { signals.events() }

    /// Closes every connection; everything fails afterwards.
    package func close() {
        pool.close()
        signals.stop()
    }
}

/// How a PostgreSQL server is used. All times in milliseconds.
package struct PostgresSettings: Sendable, Hashable {
    /// `postgres://user:password@host:port/database?sslmode=verify-full…`: every parameter libpq knows may stand in it.
    package var url: String
    /// Connections for transactions, at least 1; one more listens.
    package var connections = 8
    /// How long a statement may run before the server ends it.
    package var statementMs = 30_000
    /// How long a transaction waits for a free connection.
    package var waitMs = 10_000
    /// How long opening a connection may take; libpq counts in seconds.
    package var connectMs = 5_000
    /// How many transactions may wait for a connection.
    package var maxWaiting = 1_000

    /// A server with the defaults.
    package init(url: String) { self.url = url }

    /// Whether a text is the address of a PostgreSQL server.
    package static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }
}

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
