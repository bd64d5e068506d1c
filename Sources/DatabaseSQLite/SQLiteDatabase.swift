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
        try await write(isSoon: false, body)
    }

    @discardableResult
    package func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await write(isSoon: true, body)
    }

    private func write<Value: Sendable>(
        isSoon: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let (dialect, observers, vault) = (dialect, observers, vault)
        do {
            return try await commits.write(isSoon: isSoon) {
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

/// One statement at a time inside a GRDB transaction. SQLite names `$1` as PostgreSQL does, but counts such names by their
/// first appearance, so values are bound by name.
struct SQLiteConnection: SQLConnection {
    let database: GRDB.Database
    let dialect: Dialect
    let observers: [DomainObserver]
    let vault: Vault?

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws(StorageError) -> [SQLRow] {
        try translated {
            let statement = try database.cachedStatement(sql: sql)
            var named: [String: (any DatabaseValueConvertible)?] = [:]
            for (index, value) in values.enumerated() { named["\(index + 1)"] = value.bound }
            try statement.setArguments(StatementArguments(named))
            var rows: [SQLRow] = []
            let cursor = try Row.fetchCursor(statement)
            while let row = try cursor.next() {
                var columns: [String: SQLValue] = [:]
                for (name, value) in row { columns[name] = try SQLValue(value) }
                rows.append(SQLRow(columns))
            }
            return rows
        }
    }
}

extension SQLValue {
    fileprivate var bound: (any DatabaseValueConvertible)? {
        switch self {
        case .null: nil
        case .integer(let value): value
        case .real(let value): value
        case .text(let value): value
        }
    }

    fileprivate init(_ value: DatabaseValue) throws(StorageError) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob: throw StorageError(.corrupt, "A stored row holds bytes where none are written.")
        }
    }
}

/// Many small transactions, one sync to disk: those that come while a commit is under way are written together in the next
/// one, each under a savepoint of its own, so that one that throws takes no other along. A single one does not wait.
final class GroupCommit: Sendable {
    /// Transactions in one commit.
    private static let most = 256
    /// Transactions that may wait.
    private static let maxWaiting = 10_000

    /// A transaction and how its caller learns the outcome.
    private struct Entry: Sendable {
        let id: Int
        /// Whether its caller does not wait for the disk.
        let isSoon: Bool
        /// Runs inside the commit; what it returns is called once the commit is on disk, or failed with an error.
        let run: @Sendable (GRDB.Database) throws -> @Sendable ((any Error)?) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isRunning = false
        /// Whether the writer's last commit was not synced by itself.
        var isSoon = false
        var next = 0
    }

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) { self.pool = pool }

    /// Runs a transaction: on disk when this returns.
    ///
    /// - Parameter isSoon: whether it is enough when it is on disk with the next one. The log is written in order, so that it is there
    ///   before all that follows.
    func write<Value: Sendable>(
        isSoon: Bool = false,
        _ body: @escaping @Sendable (GRDB.Database) throws -> Value
    ) async throws -> Value {
        let id = state.withLock { state in
            state.next &+= 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                submit(
                    Entry(id: id, isSoon: isSoon) { database in
                        var value: Value?
                        try database.inSavepoint {
                            value = try body(database)
                            return .commit
                        }
                        let result = value
                        return { error in
                            if let error {
                                continuation.resume(throwing: error)
                            } else if let result {
                                continuation.resume(returning: result)
                            } else {
                                continuation.resume(throwing: StorageError(.unavailable, "A transaction was lost."))
                            }
                        }
                    } refuse: { error in
                        continuation.resume(throwing: error)
                    }
                )
                if Task.isCancelled { withdraw(id) }
            }
        } onCancel: {
            withdraw(id)
        }
    }

    private func submit(_ entry: Entry) {
        let starts: Bool? = state.withLock { state in
            guard state.waiting.count < Self.maxWaiting else { return nil }
            state.waiting.append(entry)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        switch starts {
        case true?: commitNext()
        case false?: break
        case nil: entry.refuse(StorageError(.unavailable, "Too many writes are waiting for the database."))
        }
    }

    private func withdraw(_ id: Int) {
        let entry: Entry? = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        entry?.refuse(CancellationError())
    }

    /// Commits what waits by the time the writer is free.
    private func commitNext() {
        pool.asyncWriteWithoutTransaction { database in
            let entries = self.take()
            var done: [@Sendable ((any Error)?) -> Void] = []
            var refused: [() -> Void] = []
            do {
                try self.sync(database, isSoon: entries.allSatisfy(\.isSoon))
                try database.inTransaction(.immediate) {
                    for entry in entries {
                        do {
                            done.append(try entry.run(database))
                        } catch {
                            refused.append { entry.refuse(error) }
                            // Some errors, a full disk for one, roll back everything (SQLite, "Response To Errors Within A
                            // Transaction"); what comes after must not run outside.
                            if !database.isInsideTransaction { throw error }
                        }
                    }
                    return .commit
                }
                for finish in done { finish(nil) }
            } catch {
                for finish in done { finish(error) }
                for entry in entries.dropFirst(done.count + refused.count) { entry.refuse(error) }
            }
            for refuse in refused { refuse() }
            let goesOn = self.state.withLock { state in
                state.isRunning = !state.waiting.isEmpty
                return state.isRunning
            }
            if goesOn { self.commitNext() }
        }
    }

    /// Has the next commit synced by itself, or with the one after it, as the write-ahead log is in order (SQLite, "PRAGMA synchronous").
    private func sync(_ database: GRDB.Database, isSoon: Bool) throws {
        guard state.withLock({ $0.isSoon != isSoon }) else { return }
        try database.execute(sql: "PRAGMA synchronous = \(isSoon ? "NORMAL" : "FULL")")
        state.withLock { $0.isSoon = isSoon }
    }

    private func take() -> [Entry] {
        state.withLock { state in
            let entries = Array(state.waiting.prefix(Self.most))
            state.waiting.removeFirst(entries.count)
            return entries
        }
    }
}

extension StorageError {
    /// A GRDB error as one of ours; a cancellation, and anything `body` threw, stays what it is.
    static func translating(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return Self(error)
    }

    private static let damageSentence = "The database file is damaged; restore it from a backup."

    /// A file that is not what SQLite wrote.
    init(damaged reason: String, code: ResultCode = .SQLITE_CORRUPT) {
        let context = ["engine": "sqlite", "code": "\(code.rawValue)", "reason": reason]
        self.init(.corrupt, Self.damageSentence, context: context)
    }

    /// Whether the file itself is damaged, not just a row or a statement wrong.
    var isDamage: Bool { kind == .corrupt && message == Self.damageSentence }

    init(_ error: DatabaseError) {
        let context = [
            "engine": "sqlite", "code": "\(error.extendedResultCode.rawValue)", "reason": error.message ?? "",
        ]
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.full, "The disk has no room left for the database.", context: context)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(damaged: error.message ?? "", code: error.resultCode)
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_RANGE, .SQLITE_ERROR, .SQLITE_MISUSE:
            self.init(.corrupt, "The database does not accept the row or the statement.", context: context)
        default: self.init(.unavailable, "The database cannot be used at the moment.", context: context)
        }
    }
}

/// Runs GRDB calls and throws only our errors.
func translated<Value>(_ body: () throws -> Value) throws(StorageError) -> Value {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw StorageError(error)
    } catch let error as StorageError {
        throw error
    } catch {
        throw StorageError(.unavailable, "The database cannot be used.", context: ["reason": "\(error)"])
    }
}
