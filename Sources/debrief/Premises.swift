import Answers
import Blobs
import Core
import Database
import DatabasePostgres
import DatabaseSQLite
import Events
import FoundationEssentials
import Jobs
import Logging

/// Where a process works: its database, its files, and the threads for both.
struct Premises {
    let wiring: Wiring
    let folder: URL
    let blobs: BlobFolder
    let database: any SQLDatabase
    let hub: EventHub
    let pools: WorkPools
    /// Those for files.
    var threads: BlockingThreads { pools.files }
    /// Where the words wait that this process hears of recordings before they become answers; nil where none are.
    var ahead: AheadBoard?

    /// Opens what the settings name, with the schema up to date.
    ///
    /// - Throws: `storage.older_schema` when it is not and the settings forbid to change that, `storage.corrupt` for a damaged
    ///   database, and what opening throws.
    static func open(_ wiring: Wiring) async throws -> Premises {
        let settings = wiring.settings
        let pools = WorkPools(settings)
        let threads = pools.files
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        let store = try wiring.blobStore()
        let place = try await threads.run {
            try FolderAccess.restrict(folder)
            return try BlobFolder(folder)
        }
        let isNew = try VaultKeys.read(settings, folder: folder) == nil
        let database = try await Self.migrated(settings, folder: folder, makesKey: true, log: wiring.logger)
        try await database.inspect()
        do { try await VaultKeys.check(database) } catch let error as SettingsError {
            // Other processes are refused by this database too, so none uses the file.
            if isNew { VaultKeys.forget(in: folder) }
            throw error
        }
        let installation = try await InstallationStore(database).current(at: Instant(Date()))
        try await place.board.join(installation) { try await threads.run { place.isEmpty } }
        let marked = store?.marked(scratch: { place.scratch() }, by: { installation })
        let blobs = try await threads.run { try BlobFolder(folder, store: marked, database: database) }
        return Premises(
            wiring: wiring,
            folder: folder,
            blobs: blobs,
            database: database,
            hub: EventHub(
                readers: FeatureEntry.all.flatMap { $0.topics(database) },
                announce: { database.announce($0) }
            ),
            pools: pools
        )
    }

    /// The same premises, where recordings are transcribed while they are being made; nil for no engine that does.
    func hearing(ahead engine: AheadEngine?) -> Premises {
        var premises = self
        premises.ahead = engine.map { AheadBoard($0) }
        return premises
    }

    /// The database the settings name, with its schema up to date.
    ///
    /// - Parameter makesKey: whether to make the installation's key when there is none and things are to be sealed.
    static func migrated(
        _ settings: Settings,
        folder: URL,
        makesKey: Bool = false,
        log: Logger
    ) async throws -> any SQLDatabase {
        let database = try Self.database(settings, folder: folder, makesKey: makesKey, log: log)
        if settings.flag("storage.migrate") {
            try await Migrator().apply(to: database, at: Instant(Date()))
        } else {
            let pending = try await Migrator().pending(in: database)
            guard pending.isEmpty else {
                throw StorageError(
                    .olderSchema,
                    "The database lacks \(pending.count) migrations; run debrief migrate.",
                    context: ["pending": pending.joined(separator: ", ")]
                )
            }
        }
        return database
    }

    /// What features write in the transactions of others.
    private static let observers = FeatureEntry.all.flatMap(\.observers)

    /// The database the settings name; its schema is not looked at. The folder must exist for SQLite.
    static func database(
        _ settings: Settings,
        folder: URL,
        makesKey: Bool = false,
        log: Logger
    ) throws -> any SQLDatabase {
        let vault = try VaultKeys.vault(settings, folder: folder, makes: makesKey)
        guard let url = settings.optionalText("storage.url") else {
            return try SQLiteDatabase(folder.appending(path: "debrief.sqlite"), observers: Self.observers, vault: vault)
        }
        guard PostgresSettings.isAddress(url) else {
            throw SettingsError("storage.url wants an address that begins with postgres://, or nothing for SQLite.")
        }
        var server = PostgresSettings(url: url)
        server.connections = settings.number("storage.pool")
        server.statementMs = settings.number("storage.statementMs")
        server.waitMs = settings.number("storage.waitMs")
        return try PostgresDatabase(server, observers: Self.observers, vault: vault, log: log)
    }

    /// A worker on these premises: every kind of job of this version.
    func worker() throws -> Worker {
        let settings = wiring.settings
        var working = WorkerSettings()
        working.concurrency = settings.number("worker.concurrency")
        working.heartbeatMs = settings.number("worker.heartbeatMs")
        working.staleMs = settings.number("worker.staleMs")
        working.rescueMs = max(100, working.staleMs / 3)
        working.graceMs = settings.number("worker.graceMs")
        var registry = JobRegistry()
        for entry in FeatureEntry.all { try entry.jobs(self, &registry) }
        let sweeper = Sweeper(database, blobs: blobs, threads: threads, working, log: wiring.logger)
        let sealing = SealingRound(database, blobs: blobs, threads: threads, log: wiring.logger)
        return Worker(
            database,
            registry,
            leases: try WorkerLeases(folder),
            hub: hub,
            settings: working,
            threads: threads,
            rounds: [sweeper.round(everyMs: working.sweepMs), sealing.round()],
            log: wiring.logger
        )
    }

    /// Brings what other processes publish to this one.
    var relay: EventRelay { EventRelay(database, to: hub) }
}
