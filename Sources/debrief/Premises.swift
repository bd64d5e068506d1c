import Accounts
import Answers
import Blobs
import Core
import Database
import DatabasePostgres
import DatabaseSQLite
import Events
import FoundationEssentials
import HTTPKit
import Hummingbird
import Jobs
import Logging
import ServiceLifecycle

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
            if isNew { VaultKeys.file(in: folder).forget() }
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
        let sealing = SealingRound(
            database,
            blobs: blobs,
            tables: Self.sealedTables,
            threads: threads,
            log: wiring.logger
        )
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

extension Premises {
    /// Whether the process can work, and what it measures.
    func health(_ drain: Drain, _ metrics: @escaping @Sendable () -> String) -> HealthRoutes {
        let readiness = Readiness(
            database: database,
            blobs: blobs,
            threads: pools.probes,
            minFreeBytes: wiring.settings.number("health.minFreeBytes"),
            lateMs: wiring.settings.number("health.lateMs"),
            now: { Date() }
        )
        return HealthRoutes(readiness: readiness, drain: drain, database: database, metrics: metrics)
    }

    /// Removes recordings that were kept long enough.
    var retention: RetentionService {
        let days = wiring.settings.number("retention.recordingDays")
        return RetentionService(
            database,
            blobs: blobs,
            rule: days < 0 ? .forever : .days(days),
            threads: threads,
            log: wiring.logger
        )
    }
}

extension Premises {
    /// What a worker shows of itself, and what tells balancers that it is on its way out.
    ///
    /// - Throws: `access.open_host`, as for the API.
    func probes(
        port: Int,
        metrics: @escaping @Sendable () -> String
    ) async throws -> [ServiceGroupConfiguration.ServiceConfiguration] {
        let host = wiring.settings.text("worker.host")
        let drain = Drain()
        let web = WebApplication.probes(
            health: health(drain, metrics),
            door: try door(try await keyRing(for: host), drain),
            host: host,
            port: port,
            logger: wiring.logger,
            onListening: { port in
                Console.print("Its health and metrics are on http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
            }
        )
        return [
            .init(service: Bounded(inner: web, graceMs: 1_000)), .init(service: Departure(drain: drain, pauseMs: 0)),
        ]
    }
}

extension Premises {
    /// The keys of a service that listens on a host.
    ///
    /// - Parameter offersSetup: whether one that others could reach starts without keys, for the setup link to make the first.
    /// - Throws: ``OpenHouse`` when everybody could use it: without keys it listens on loopback only, and behind no proxy.
    func keyRing(for host: String, offersSetup: Bool = false) async throws -> KeyRing {
        let (settings, isLoopback) = (wiring.settings, HostRule.isLoopback(host))
        // With accounts each request needs one, or a key.
        let hasAccounts = settings.accountsMode != .alone
        let isClosed = settings.text("access.keys") == "always" || hasAccounts
        if !hasAccounts, try await !KeyStore(database).hasAny() {
            if !isLoopback, !offersSetup { throw OpenHouse(.host(host)) }
            if isLoopback, !isClosed {
                if settings.number("http.proxies") > 0 { throw OpenHouse(.proxies(settings.number("http.proxies"))) }
                if let url = settings.optionalText("http.publicURL"), !HostRule.isLoopback(HostRule.name(of: url)) {
                    throw OpenHouse(.publicURL(url))
                }
            }
        }
        return KeyRing(database, policy: !isLoopback || isClosed ? .always : .onceThereAre, now: { Date() })
    }

    /// What makes the first key of a service that needs keys and never had one; nil otherwise.
    func setupDesk(_ ring: KeyRing) async throws -> SetupDesk? {
        guard wiring.settings.accountsMode == .alone, try await ring.isClosed(), try await !KeyStore(database).hasAny()
        else { return nil }
        return SetupDesk(database, now: { Date() })
    }

    /// The sentence with the setup link.
    func invitation(_ desk: SetupDesk, host: String, port: Int) async throws -> String {
        var base = wiring.settings.optionalText("http.publicURL") ?? Self.address(host: host, port: port)
        while base.hasSuffix("/") { base.removeLast() }
        return
            "There is no key yet. This link makes the first one, once and within \(SetupDesk.lifeMs / 60_000) minutes: "
            + "\(base)/setup?token=\(try await desk.makeToken())"
    }

    /// The address of a service that listens on a host, as a browser takes it.
    static func address(host: String, port: Int) -> String {
        let isAnywhere = ["0.0.0.0", "::", "[::]"].contains(host)
        let name = isAnywhere ? ProcessInfo.processInfo.hostName : host.contains(":") ? "[\(host)]" : host
        return "http://\(name):\(port)"
    }

    /// What requests pass.
    func door(_ ring: KeyRing, _ drain: Drain, sessions: SessionGate? = nil) throws -> Door {
        var rules = try wiring.settings.doorRules()
        rules.version = Version.text
        return Door(
            authenticator: Authenticator(
                isClosed: { try await ring.isClosed() },
                principal: { try await ring.principal($0, isSuspect: $1) },
                sessions: sessions
            ),
            rules: rules,
            drain: drain,
            backlog: { [database] in try await JobStore.answers(database).backlog().oldest },
            threads: pools.drawing,
            now: { Date() }
        )
    }

    /// Sentences about who may come in, and how the first administrator does.
    func welcome(_ ring: KeyRing, _ accounts: AccountService) async -> [String] {
        guard accounts.mode != .alone else {
            guard let isClosed = try? await ring.isClosed() else { return [] }
            return [
                isClosed
                    ? "Requests need an API key (debrief keys)"
                    : "This machine only: there is no API key, so everyone at it may do everything (debrief keys create)"
            ]
        }
        var lines = [accounts.mode == .open ? "Anybody may register" : "People sign in; accounts come by invitation"]
        let url = wiring.settings.optionalText("http.publicURL")
        if url?.lowercased().hasPrefix("https://") != true, !HostRule.isLoopback(wiring.settings.text("http.host")) {
            lines.append("Passwords travel in the clear: set http.publicURL to an https address, with a proxy in front")
        }
        if !accounts.outbox.isSending { lines.append("No mail is set up: links wait at /people for you to hand on") }
        if (try? await accounts.hasAny()) == false, let link = try? await accounts.makeFirstLink() {
            lines.append(
                "There is no account yet. This link makes the first administrator, once and within "
                    + "\(AccountService.firstLinkMs / 60_000) minutes: \(link)"
            )
        }
        return lines
    }
}

extension Settings {
    /// What requests are asked for.
    func doorRules() throws(SettingsError) -> DoorRules {
        let origins = list("access.origins")
        if let wrong = origins.first(where: { !OriginRule.isOrigin($0) }) {
            throw SettingsError("access.origins wants origins like https://app.example.org, not \"\(wrong)\".")
        }
        let publicURL = optionalText("http.publicURL")
        var rules = DoorRules()
        rules.hosts = HostRule(names: list("access.hosts") + (publicURL.map { [$0] } ?? []))
        rules.origins = OriginRule(origins)
        let quotas = CostClass.allCases.map { ($0, number("limits.\($0.rawValue)")) }
        // Only a database on a server has several processes that take requests.
        rules.quotas = Quotas(
            Dictionary(uniqueKeysWithValues: quotas),
            holdWithoutKeys: flag("limits.withoutKeys"),
            areShared: optionalText("storage.url") != nil
        )
        rules.pace = UploadPace(
            leastPerSecond: number("http.minBytesPerSecond"),
            freeMs: number("http.slowStartMs")
        )
        rules.maxUploads = number("http.maxUploads")
        rules.maxQueueAgeMs = number("http.maxQueueAgeMs")
        rules.proxies = number("http.proxies")
        rules.deadlineMs = number("http.deadlineMs")
        rules.idleMs = number("http.idleMs")
        rules.maxConnections = number("http.maxConnections")
        rules.maxConnectionsPerAddress = number("http.maxConnectionsPerAddress")
        rules.maxUploadsPerOwner = number("limits.uploadsAtOnce")
        rules.isSecure = publicURL?.lowercased().hasPrefix("https://") == true
        return rules
    }
}

/// The threads of a process, by the kind of their work: what must answer soon shares none with what may take long.
struct WorkPools {
    /// Reading, writing and syncing files.
    let files: BlockingThreads
    /// Checks of what arrives.
    let checks: BlockingThreads
    /// Reports, clips, large replies.
    let drawing: BlockingThreads
    /// The stages of answers. They give way to everything that a request waits for.
    let pipeline: BlockingThreads
    /// Whether the process can work; nothing else.
    let probes: BlockingThreads

    /// The pools the settings ask for.
    init(_ settings: Settings) {
        func count(_ name: String) -> Int {
            let number = settings.number(name)
            return number > 0 ? number : max(2, ProcessInfo.processInfo.activeProcessorCount)
        }
        files = BlockingThreads(count: count("threads.files"), maxWaiting: 10_000)
        checks = BlockingThreads(count: count("threads.checks"), niceness: 5)
        drawing = BlockingThreads(count: count("threads.drawing"), niceness: 2)
        pipeline = BlockingThreads(count: count("threads.pipeline"), niceness: 10)
        probes = BlockingThreads(count: 1, maxWaiting: 100)
    }
}
