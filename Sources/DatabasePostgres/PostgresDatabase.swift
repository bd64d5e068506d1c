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
