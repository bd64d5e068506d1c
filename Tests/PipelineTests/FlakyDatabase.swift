import Core
import Database
import DatabaseSQLite
import Synchronization

/// A database that can be told to be unreachable for the next writes.
final class FlakyDatabase: SQLDatabase {
    private let inner: SQLiteDatabase
    private let failures = Mutex(0)

    init(_ inner: SQLiteDatabase) { self.inner = inner }

    func failWrites(_ count: Int) { failures.withLock { $0 = count } }

    var dialect: Dialect { inner.dialect }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await inner.read(body)
    }

    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let fails = failures.withLock { count in
            defer { count = max(0, count - 1) }
            return count > 0
        }
        if fails { throw StorageError(.unavailable, "gone") }
        return try await inner.write(body)
    }

    func announceJobs() { inner.announceJobs() }

    func jobAnnouncements() -> AsyncStream<Void> { inner.jobAnnouncements() }
}
