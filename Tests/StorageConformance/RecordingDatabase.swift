package import Database
import Synchronization

/// A database that keeps every statement that is run on it, with its values, and runs it on another one.
package final class RecordingDatabase: SQLDatabase {
    /// One statement as it was run.
    package struct Statement: Sendable, Hashable {
        /// Its text.
        package let sql: String
        /// Its values.
        package let values: [SQLValue]
    }

    package let dialect: Dialect
    package let vault: Vault?
    private let database: any SQLDatabase
    private let recorded = Mutex<[Statement]>([])

    /// Records what is run on a database.
    package init(_ database: any SQLDatabase) {
        self.database = database
        dialect = database.dialect
        vault = database.vault
    }

    /// What was run since it was last told to ``forget()``, in order, each text once.
    package var statements: [Statement] {
        var seen: Set<String> = []
        return recorded.withLock { $0 }.filter { seen.insert($0.sql).inserted }
    }

    /// Keeps nothing of what was run so far.
    package func forget() { recorded.withLock { $0 = [] } }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await database.read { [self] connection in try body(RecordingConnection(connection, in: self)) }
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await database.write { [self] connection in try body(RecordingConnection(connection, in: self)) }
    }

    package func announceJobs() { database.announceJobs() }

    package func jobAnnouncements() -> AsyncStream<Void> { database.jobAnnouncements() }

    fileprivate func record(_ statement: Statement) { recorded.withLock { $0.append(statement) } }
}

private struct RecordingConnection: SQLConnection {
    let dialect: Dialect
    let observers: [DomainObserver]
    let vault: Vault?
    private let connection: any SQLConnection
    private let database: RecordingDatabase

    init(_ connection: any SQLConnection, in database: RecordingDatabase) {
        self.connection = connection
        self.database = database
        dialect = connection.dialect
        observers = connection.observers
        vault = connection.vault
    }

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws(StorageError) -> [SQLRow] {
        database.record(RecordingDatabase.Statement(sql: sql, values: values))
        return try connection.execute(sql, values)
    }
}
