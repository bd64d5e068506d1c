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
