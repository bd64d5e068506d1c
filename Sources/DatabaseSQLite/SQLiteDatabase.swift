import Core
package import Database
package import FoundationEssentials
import GRDB
import Synchronization

/// A database in one SQLite file: WAL, one writer, many readers, each commit synced. Transactions run on GRDB's own queues.
package final class SQLiteDatabase: SQLDatabase {
    package let dialect = Dialect.sqlite
    private let pool: DatabasePool
    private let observers: [DomainObserver]
    package let vault: Vault?
    private let commits: GroupCommit
    private let signal = JobSignal()
    private let file: URL
    /// The first damage that was met. It does not go away while the process runs.
    private let damage = Mutex<StorageError?>(nil)
    /// Of larger files ``inspect()`` takes more seconds than a start should.
    private static let inspectedBytes = 4 << 30

    /// Opens or makes the file; its folder must exist. No schema is applied: see ``Migrator``.
    ///
    /// - Parameters:
    ///   - busyMs: how long a transaction waits for another process's writer.
    ///   - readers: how many reads run at once.
    ///   - observers: called in the transactions of domain events.
    ///   - vault: keeps the keys of owners; nil where nothing is sealed.
    /// - Throws: `storage.unavailable`, `storage.full`, `storage.corrupt` for a file that is no database.
    package init(
        _ file: URL,
        busyMs: Int = 10_000,
        readers: Int = 4,
        observers: [DomainObserver] = [],
        vault: Vault? = nil
    ) throws(StorageError) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(max(0, busyMs)) / 1000)
        configuration.maximumReaderCount = max(1, readers)
        configuration.label = "debrief.sqlite"
        // Deleted rows are overwritten, not only forgotten.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        let pool = try translated {
            let pool = try DatabasePool(path: file.path, configuration: configuration)
            // GRDB chooses NORMAL when it turns WAL on, which may lose the last commits in a power cut.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
        self.pool = pool
        commits = GroupCommit(pool)
        self.observers = observers
        self.vault = vault
        self.file = file
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let (dialect, observers, vault) = (dialect, observers, vault)
        do {
            return try await pool.read {
                try body(SQLiteConnection(database: $0, dialect: dialect, observers: observers, vault: vault))
            }
        } catch {
            throw noted(StorageError.translating(error))
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let (dialect, observers, vault) = (dialect, observers, vault)
        do {
            return try await commits.write {
                try body(SQLiteConnection(database: $0, dialect: dialect, observers: observers, vault: vault))
            }
        } catch {
            throw noted(StorageError.translating(error))
        }
    }

    /// Reads every page and every row, without comparing indexes with them: 0.1 s for 60 MB.
    package func inspect() async throws {
        let facts = try? FileManager.default.attributesOfItem(atPath: file.path)
        guard
            (facts?[.size] as? Int ?? (facts?[.size] as? UInt64).map { Int(clamping: $0) } ?? 0) <= Self.inspectedBytes
        else { return }
        let found = try await read { connection in
            try connection.execute("PRAGMA quick_check(1)", []).first?.text("quick_check")
        }
        guard found != "ok" else { return }
        throw noted(StorageError(damaged: found ?? ""))
    }

    /// Moves everything out of the write-ahead log, where rows that were deleted since still stand, and empties it.
    package func erase() async throws {
        do {
            let isDone = try await pool.writeWithoutTransaction { database in
                try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")?["busy"] == 0
            }
            guard isDone else { throw StorageError(.unavailable, "Other transactions read the write-ahead log.") }
        } catch {
            throw noted(StorageError.translating(error))
        }
    }

    package func check() throws { if let damage = damage.withLock({ $0 }) { throw damage } }

    /// The error as it is, remembered when it tells of damage.
    private func noted(_ error: any Error) -> any Error {
        if let error = error as? StorageError, error.isDamage { damage.withLock { $0 = $0 ?? error } }
        return error
    }

    package func announceJobs() { signal.announce() }

    package func jobAnnouncements() -> AsyncStream<Void> { signal.announcements() }

    /// Closes the file; everything fails afterwards.
    package func close() throws(StorageError) { try translated { try pool.close() } }
}
