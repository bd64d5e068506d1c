package import Logging
package import Storage

/// A database on a PostgreSQL server: a bounded pool of connections, each on a thread of its own, and one that listens. A
/// server that restarts is waited for; a transaction whose line broke before its commit is run again.
package final class PostgresDatabase: Storage.Database {
    package let dialect = Dialect.postgres
    private let pool: PostgresPool
    private let signals: PostgresSignals

    /// A database that is connected to when it is first used. No schema is applied: see ``Storage/Migrator``.
    ///
    /// - Throws: `storage.unavailable` when the process has no descriptors left.
    package init(_ settings: PostgresSettings, log: Logger) throws(StorageError) {
        pool = PostgresPool(settings, log: log)
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

    package func announce(_ events: [ProgressEvent]) { signals.announce(events) }

    package func progressAnnouncements() -> AsyncStream<ProgressEvent> { signals.events() }

    /// Closes every connection; everything fails afterwards.
    package func close() {
        pool.close()
        signals.stop()
    }
}
