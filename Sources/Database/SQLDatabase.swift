package import Core
import Synchronization

/// A database: SQLite, or PostgreSQL. Transactions are closures that run on the driver's own
/// threads, never on the cooperative pool, and contain no waiting.
package protocol SQLDatabase: Sendable {
    /// What this engine writes differently.
    var dialect: Dialect { get }

    /// Keeps the keys of owners; nil where nothing is sealed.
    var vault: Vault? { get }

    /// Runs a transaction that only reads.
    ///
    /// - Throws: ``StorageError``, what `body` throws, or `CancellationError` when the task was cancelled before it began.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Runs a transaction that writes: committed and on disk when this returns, rolled back when `body` throws.
    ///
    /// - Throws: as ``read(_:)``.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Runs a transaction that writes what may be lost by a power cut in the next moments, and only by that: committed when this returns
    /// and seen by all, on disk soon after. It does not wait for the disk.
    ///
    /// - Throws: as ``read(_:)``.
    @discardableResult
    func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Looks at the whole database, as far as the engine does not do so by itself; for the start of a process.
    ///
    /// - Throws: `storage.corrupt` when it is damaged.
    func inspect() async throws

    /// Makes what was deleted unreadable in the database's files, as far as the engine can be asked to; after deletions.
    ///
    /// - Throws: `storage.unavailable` when other transactions are in the way; ask again later.
    func erase() async throws

    /// Says at no cost whether damage was met since the process started, by whatever statement.
    ///
    /// - Throws: `storage.corrupt`, from then on.
    func check() throws

    /// Tells every worker of this database, in whatever process the driver can reach, that a job is waiting.
    func announceJobs()

    /// One element, at most one kept, for each burst of announcements. Ends never; cancel the task that reads it.
    func jobAnnouncements() -> AsyncStream<Void>

    /// Tells the other processes of this database, where the driver can reach them, what changed. A hint: it may be lost.
    func announce(_ events: [Event])

    /// What other processes announce. Ends never; cancel the task that reads it.
    func eventAnnouncements() -> AsyncStream<Event>
}

extension SQLDatabase {
    /// Nothing is sealed.
    package var vault: Vault? { nil }

    /// As safe as every transaction.
    @discardableResult
    package func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await write(body)
    }

    /// Nothing can be asked of the engine.
    package func erase() async throws {}

    /// The engine looks after itself.
    package func inspect() async throws {}

    /// The engine looks after itself.
    package func check() throws {}

    /// No other process is reached.
    package func announce(_ events: [Event]) {}

    /// Nothing is ever heard.
    package func eventAnnouncements() -> AsyncStream<Event> { AsyncStream { _ in } }
}

/// One connection inside a transaction, used on the driver's own thread: it never leaves the closure it was handed to.
package protocol SQLConnection {
    /// What this engine writes differently.
    var dialect: Dialect { get }

    /// Who is told of what happens in this transaction.
    var observers: [DomainObserver] { get }

    /// Opens what is sealed; nil where nothing is.
    var vault: Vault? { get }

    /// Runs one statement with its `$1`, `$2` … values and returns the rows it gives. A parameter may be used more than
    /// once; every value given must be used.
    ///
    /// - Throws: ``StorageError``.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws(StorageError) -> [SQLRow]
}

extension SQLConnection {
    /// Nothing is sealed.
    package var vault: Vault? { nil }

    /// Runs a statement without values.
    @discardableResult
    package func execute(_ sql: String) throws(StorageError) -> [SQLRow] { try execute(sql, []) }
}

/// A value both engines store alike: JSON and enums are text, times are milliseconds, booleans are 0 and 1.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    /// Text, or null.
    package static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }

    /// A whole number.
    package static func int(_ number: Int) -> SQLValue { .integer(Int64(number)) }

    /// A time.
    package static func time(_ instant: Instant) -> SQLValue { .integer(instant.milliseconds) }

    /// A time, or null.
    package static func time(_ instant: Instant?) -> SQLValue { instant.map { .time($0) } ?? .null }

    /// 0 or 1.
    package static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
}

/// One row of a result, read by column name. A missing column or another type is a corrupt database, not a crash.
package struct SQLRow: Sendable, Hashable {
    private let columns: [String: SQLValue]

    /// A row from its columns.
    package init(_ columns: [String: SQLValue]) { self.columns = columns }

    /// Whether the statement asked for a column.
    package func has(_ column: String) -> Bool { columns[column] != nil }

    /// A text.
    package func text(_ column: String) throws(StorageError) -> String {
        guard case .text(let value) = columns[column] else { throw mismatch(column, "text") }
        return value
    }

    /// A text, or nil for null.
    package func optionalText(_ column: String) throws(StorageError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// A whole number.
    package func int64(_ column: String) throws(StorageError) -> Int64 {
        guard case .integer(let value) = columns[column] else { throw mismatch(column, "integer") }
        return value
    }

    /// A whole number.
    package func int(_ column: String) throws(StorageError) -> Int {
        guard let value = Int(exactly: try int64(column)) else { throw mismatch(column, "integer") }
        return value
    }

    /// A whole number, or nil for null.
    package func optionalInt(_ column: String) throws(StorageError) -> Int? {
        isNull(column) ? nil : try int(column)
    }

    /// A time.
    package func time(_ column: String) throws(StorageError) -> Instant {
        Instant(milliseconds: try int64(column))
    }

    /// A time, or nil for null.
    package func optionalTime(_ column: String) throws(StorageError) -> Instant? {
        isNull(column) ? nil : try time(column)
    }

    /// Text that is one of an enum's raw values.
    package func choice<Choice: RawRepresentable<String>>(
        _ column: String,
        _ type: Choice.Type = Choice.self
    ) throws(StorageError) -> Choice {
        guard let value = Choice(rawValue: try text(column)) else { throw mismatch(column, "\(type)") }
        return value
    }

    private func isNull(_ column: String) -> Bool { columns[column] == .null }

    private func mismatch(_ column: String, _ type: String) -> StorageError {
        StorageError(.corrupt, "A stored row has a column of another type.", context: ["column": column, "type": type])
    }
}

/// The little in which the engines differ; everything else is SQL both accept.
package struct Dialect: Sendable, Hashable {
    /// The engine's name, for logs and `doctor`.
    package var name: String
    /// Ends the sub-select that claims jobs, so that two workers never wait for each other's rows.
    package var skipLocked: String
    /// Ends a select whose row is written next in the same transaction.
    package var lockRow: String
    /// Column type of an identifier: text compared byte by byte, so that ids sort alike on both engines.
    package var identifier: String
    /// Gives a row when there is a table of migrations.
    package var findMigrations: String
    /// First statement of the transaction that migrates, so that two processes starting at once take turns.
    package var migrationLock: String?

    /// A dialect.
    package init(
        name: String,
        skipLocked: String,
        lockRow: String,
        identifier: String,
        findMigrations: String,
        migrationLock: String? = nil
    ) {
        self.name = name
        self.skipLocked = skipLocked
        self.lockRow = lockRow
        self.identifier = identifier
        self.findMigrations = findMigrations
        self.migrationLock = migrationLock
    }

    /// SQLite: one writer at a time, so nothing needs locking; text compares byte by byte already.
    package static let sqlite = Dialect(
        name: "sqlite",
        skipLocked: "",
        lockRow: "",
        identifier: "TEXT",
        findMigrations: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
    )

    /// A text up to its first space, as SQL.
    package func firstWord(of text: String) -> String {
        self == .sqlite ? "substr(\(text), 1, instr(\(text) || ' ', ' ') - 1)" : "split_part(\(text), ' ', 1)"
    }

    /// A text inside a column of JSON, as SQL; null when there is none.
    package func text(in column: String, at path: String...) -> String {
        self == .sqlite
            ? "json_extract(\(column), '$.\(path.joined(separator: "."))')"
            : "(\(column)::json #>> '{\(path.joined(separator: ","))}')"
    }
}

/// Something that happened to stored things, told to other features in the transaction in which it happens: it is known exactly
/// when it is committed.
package struct DomainEvent: Sendable, Hashable {
    /// One thing it happened to.
    package struct Subject: Sendable, Hashable {
        /// Its identifier.
        package var id: String
        /// Who owns it.
        package var owner: String

        /// A thing and its owner.
        package init(id: String, owner: String) {
            self.id = id
            self.owner = owner
        }
    }

    /// What happened, e.g. `answer.done`.
    package var name: String
    /// What it happened to; at least one.
    package var subjects: [Subject]
    /// When.
    package var at: Instant

    /// Something that happened.
    package init(_ name: String, _ subjects: [Subject], at: Instant) {
        self.name = name
        self.subjects = subjects
        self.at = at
    }
}

/// Called with each ``DomainEvent`` inside its transaction; what it throws rolls the transaction back.
package struct DomainObserver: Sendable {
    let observe: @Sendable (DomainEvent, any SQLConnection) throws(StorageError) -> Void

    /// An observer.
    package init(_ observe: @escaping @Sendable (DomainEvent, any SQLConnection) throws(StorageError) -> Void) {
        self.observe = observe
    }
}

extension SQLConnection {
    /// Tells every observer of this database what happened.
    package func emit(_ event: DomainEvent) throws(StorageError) {
        guard !event.subjects.isEmpty else { return }
        for observer in observers { try observer.observe(event, self) }
    }
}

/// One change of something that clients follow, as processes tell each other about it: a topic, a number that grows with each
/// change of that topic, and what the change is as JSON.
package struct Event: Sendable, Hashable, Codable {
    /// What changed, e.g. an answer's identifier.
    package var topic: String
    /// Counts the changes of the topic; grows, with gaps when events were missed.
    package var sequence: Int
    /// The change as JSON text.
    package var payload: String
    /// Whether no other change of the topic follows by itself.
    package var isLast: Bool

    /// A change.
    package init(topic: String, sequence: Int, payload: String, isLast: Bool) {
        self.topic = topic
        self.sequence = sequence
        self.payload = payload
        self.isLast = isLast
    }
}

/// Wakes the workers of one process; several announcements in a row wake them once.
package final class JobSignal: Sendable {
    private struct Listeners {
        var next = 0
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// A signal without listeners.
    package init() {}

    /// Wakes every listener.
    package func announce() {
        for continuation in listeners.withLock({ Array($0.continuations.values) }) { continuation.yield() }
    }

    /// A stream of wake-ups, kept at most one deep; it is forgotten when its reader ends.
    package func announcements() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = listeners.withLock { state in
            state.next &+= 1
            state.continuations[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.continuations.removeValue(forKey: id) }
        }
        return stream
    }
}
