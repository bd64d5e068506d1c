package import Blobs
package import Core
package import Database
package import Events
import FoundationEssentials
package import Logging
import ServiceLifecycle

/// Something a worker does beside its jobs, again and again, for what each process has of its own.
package struct WorkerRound: Sendable {
    let everyMs: Int
    let run: @Sendable () async -> Void

    /// A round that comes after so many milliseconds for the first time.
    package init(everyMs: Int, run: @escaping @Sendable () async -> Void) {
        self.everyMs = everyMs
        self.run = run
    }
}

/// Ends a worker once something is over, looked at now and then.
private struct Until: Service {
    /// How often it looks, in milliseconds.
    static let everyMs = 100

    let clock: PipelineClock
    let isOver: @Sendable () async -> Bool

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while await !isOver() {
                try? await clock.sleep(Self.everyMs)
                if Task.isCancelled { return }
            }
        }
    }
}

extension Worker {
    /// Works until something is over, then ends as on a graceful shutdown: jobs that have begun get the settings' grace.
    ///
    /// - Parameter isOver: asked ten times a second.
    /// - Throws: what ``run()`` throws.
    package func run(until isOver: @escaping @Sendable () async -> Bool) async throws {
        var quiet = log
        quiet.logLevel = max(quiet.logLevel, .error)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: self),
                    .init(
                        service: Until(clock: clock, isOver: isOver),
                        successTerminationBehavior: .gracefullyShutdownGroup
                    ),
                ],
                logger: quiet
            )
        )
        try await group.run()
    }
}

/// Runs the jobs of a database as long as its process lives: claims what is due of each kind it has a handler for, says that it is
/// alive, frees the jobs of dead workers, keeps the schedules. On a graceful shutdown it claims no more, lets what runs go on for a
/// while, and hands the rest back.
package struct Worker: Service {
    /// Its name in the claims it makes.
    package let name: String
    let database: any SQLDatabase
    let registry: JobRegistry
    let jobs: JobStore
    let leases: WorkerLeases?
    let runner: JobRunner
    let hub: EventHub
    let settings: WorkerSettings
    let clock: PipelineClock
    let threads: BlockingThreads
    let rounds: [WorkerRound]
    let log: Logger

    /// A worker.
    ///
    /// - Parameters:
    ///   - registry: what it works on.
    ///   - leases: tells at once which workers of the same data folder are dead; nil when workers share no folder.
    ///   - rounds: what it does beside.
    package init(
        _ database: any SQLDatabase,
        _ registry: JobRegistry,
        leases: WorkerLeases?,
        hub: EventHub,
        settings: WorkerSettings = WorkerSettings(),
        clock: PipelineClock = .system,
        threads: BlockingThreads,
        rounds: [WorkerRound] = [],
        log: Logger
    ) {
        name =
            leases?.name()
            ?? "w-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.lowercased())"
        self.database = database
        self.registry = registry
        jobs = JobStore(database, kinds: registry.kinds)
        self.leases = leases
        self.hub = hub
        self.settings = settings
        self.clock = clock
        self.threads = threads
        self.rounds = rounds
        var log = log
        log[metadataKey: "worker"] = "\(name)"
        self.log = log
        runner = JobRunner(
            database,
            registry,
            hub: hub,
            clock: clock,
            deadlineMs: settings.jobDeadlineMs
        )
    }

    /// Works until a graceful shutdown or a cancellation.
    ///
    /// - Throws: `storage.unavailable` when the data folder cannot be used. The database may come and go.
    package func run() async throws {
        let (name, leases) = (name, leases)
        let lease = try await threads.run { try leases?.take(name) }
        defer { withExtendedLifetime(lease) {} }
        let announcements = database.jobAnnouncements()
        let (wakeUps, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (stopping, running) = (AtomicFlag(), RunningJobs())
        var watch = HeartbeatWatch(
            staleMs: settings.staleMs,
            deadlineMs: settings.jobDeadlineMs,
            everyMs: settings.rescueMs
        )
        await rescue(&watch)
        await keepSchedules()
        let watching = watch
        wake.yield()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { for await _ in announcements { wake.yield() } }
                group.addTask { await every(settings.pollMs) { wake.yield() } }
                group.addTask { await every(settings.heartbeatMs) { await beat(running) } }
                group.addTask {
                    var watch = watching
                    while await pause(settings.rescueMs) {
                        await rescue(&watch)
                        await keepSchedules()
                    }
                }
                group.addTask { await every(settings.sweepMs) { await sweepLeases() } }
                for round in rounds { group.addTask { await every(round.everyMs, round.run) } }
                await work(wakeUps, wake, stopping, running)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            stopping.set()
            wake.yield()
        }
        await writeEnds(running)
    }

    /// Claims and starts jobs at each wake-up, until it is time to stop; then waits for those that run.
    private func work(
        _ wakeUps: AsyncStream<Void>,
        _ wake: AsyncStream<Void>.Continuation,
        _ stopping: AtomicFlag,
        _ running: RunningJobs
    ) async {
        await withDiscardingTaskGroup { group in
            let late = AtomicFlag()
            var draining = false
            for await _ in wakeUps {
                if !stopping.isSet {
                    for claimed in await claim(running) {
                        group.addTask {
                            await process(claimed, running)
                            wake.yield()
                        }
                    }
                    continue
                }
                if running.count == 0 || late.isSet { break }
                if !draining {
                    draining = true
                    log.info("worker stopping", metadata: ["running": "\(running.count)"])
                    group.addTask {
                        guard await pause(settings.graceMs) else { return }
                        late.set()
                        wake.yield()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// A claimed job with the change that says so, and the end of its claim.
    private typealias Claimed = (change: JobChange, taken: AsyncStream<Void>)

    private func claim(_ running: RunningJobs) async -> [Claimed] {
        let rooms = registry.handlers.map { running.room(for: $0) }
        guard rooms.contains(where: { $0.free > 0 }) else { return [] }
        running.claiming(true)
        defer { running.claiming(false) }
        do {
            let (jobs, name, now, deadlineMs) = (jobs, name, clock.instant, settings.jobDeadlineMs)
            let changes = try await shielded {
                try await jobs.claim(rooms, by: name, deadlineMs: deadlineMs, at: now)
            }
            let held = changes.map { ($0, running.add($0.job)) }
            for change in changes { if let event = change.event { await hub.publish(event) } }
            return held
        } catch {
            log.error("jobs cannot be claimed", metadata: ["error": "\(error)"])
            return []
        }
    }

    /// What is known of a job that was started.
    private enum Course {
        /// Its claim ended; with an end that could not be written down.
        case ended(JobEnding?)
        /// Another worker has it, or it was cancelled.
        case lost
        case goesOn
    }

    /// Runs a job; stops when its claim is lost or its subject cancelled.
    private func process(_ claimed: Claimed, _ running: RunningJobs) async {
        let (change, taken) = claimed
        let job = change.job
        var log = log
        log[metadataKey: "job"] = "\(job.id)"
        if !job.subject.isEmpty { log[metadataKey: job.kind] = "\(job.subject)" }
        var changes: AsyncStream<Event>?
        if let event = change.event { changes = await hub.events(of: event.topic) }
        let unwritten = await withTaskGroup(of: Course.self) { [log, changes] group in
            group.addTask { .ended(await runner.run(job, log: log)) }
            if let changes, let start = change.event {
                group.addTask {
                    for await event in changes where event.isLast && event.sequence > start.sequence { return .lost }
                    return .goesOn
                }
            }
            group.addTask {
                for await _ in taken {}
                return .lost
            }
            for await course in group {
                switch course {
                case .ended(let unwritten):
                    group.cancelAll()
                    return unwritten
                // Its runner still has the last word.
                case .lost: group.cancelAll()
                case .goesOn: break
                }
            }
            return nil
        }
        if let unwritten { running.keep(job, unwritten) }
        running.remove(job)
    }
}

/// What a worker does beside its jobs, again and again. No round ends the worker when it fails: the next one tries again.
extension Worker {
    /// Does something every so often until the task is cancelled.
    func every(_ milliseconds: Int, _ round: () async -> Void) async {
        while await pause(milliseconds) { await round() }
    }

    /// Waits; false when the task was cancelled.
    func pause(_ milliseconds: Int) async -> Bool {
        (try? await clock.sleep(max(1, milliseconds))) != nil
    }

    /// Says that this worker is alive, writes down ends that could not be written before, stops work whose claim is lost, and
    /// gives back claims that never arrived.
    func beat(_ running: RunningJobs) async {
        await writeEnds(running)
        do {
            let before = running.inHand
            let owned = try await jobs.beat(name, at: clock.instant)
            for id in running.compare(owned: owned, before: before).strays {
                guard let job = try await jobs.find(id), job.claim?.worker == name else { continue }
                _ = try await jobs.end(job, .handedBack, jitter: 0, at: clock.instant)
                log.warning("a claim that never arrived is given back", metadata: ["job": "\(id)"])
            }
        } catch {
            log.warning("heartbeat failed", metadata: ["error": "\(error)"])
        }
    }

    /// Frees the jobs of dead workers. What this worker claimed itself is never among them: it knows better than any heartbeat
    /// what it has in hand, and gives back in ``beat(_:)`` what never arrived.
    func rescue(_ watch: inout HeartbeatWatch) async {
        do {
            let (others, leases) = (try await jobs.running(except: name), leases)
            let owners = Set(others.compactMap { $0.claim?.worker })
            let dead = try await threads.run { leases?.dead(among: owners) ?? [] }
            let rescued = try await jobs.rescue(
                deadWorkers: dead,
                silent: watch.look(at: others.compactMap(\.sign), now: clock.uptime()),
                jitter: clock.jitter(),
                at: clock.instant
            )
            for change in rescued {
                if let event = change.event { await hub.publish(event) }
                let job = change.job
                log.warning(
                    "job rescued",
                    metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "state": "\(job.state.rawValue)"]
                )
            }
        } catch {
            log.warning("rescue failed", metadata: ["error": "\(error)"])
        }
    }

    /// Removes the lock files of workers that died long ago.
    func sweepLeases() async {
        guard let leases else { return }
        let before = clock.now().addingTimeInterval(-Double(settings.sweepMs) / 1000)
        _ = try? await threads.run { leases.sweep(before: before) }
    }

    /// Sees to it that every schedule has its job.
    func keepSchedules() async {
        for handler in registry.handlers {
            guard let schedule = handler.schedule else { continue }
            do {
                try await jobs.ensure(handler.kind, schedule, at: clock.instant)
            } catch {
                log.warning(
                    "a schedule cannot be kept",
                    metadata: ["kind": "\(handler.kind.name)", "error": "\(error)"]
                )
            }
        }
    }

    /// Tries again to write down the ends that could not be written.
    func writeEnds(_ running: RunningJobs) async {
        for (job, ending) in running.takeUnwritten() {
            if let unwritten = await runner.write(job, ending, log: log) { running.keep(job, unwritten) }
        }
    }
}

/// How a worker goes about its jobs. All times in milliseconds.
package struct WorkerSettings: Sendable, Hashable {
    /// Answers at once, at least 1; each other kind says its own number.
    package var concurrency = 2
    /// How often waiting jobs are looked for without an announcement; also how exactly retries keep their time.
    package var pollMs = 500
    /// How often the worker says that it is alive.
    package var heartbeatMs = 5_000
    /// How old a heartbeat may be before its worker counts as dead; several times ``heartbeatMs``.
    package var staleMs = 30_000
    /// How often dead workers are looked for.
    package var rescueMs = 10_000
    /// How long running jobs may go on after a stop was asked for; then they are handed back.
    package var graceMs = 20_000
    /// How long one run of a job may take.
    package var jobDeadlineMs = 10_800_000
    /// How often unfinished uploads and files without an answer are swept; also how long after the start for the first time.
    package var sweepMs = 3_600_000
    /// How old they must be.
    package var sweepAgeMs = 86_400_000
    /// How long what was swept stays in the trash.
    package var trashMs = 604_800_000

    /// The defaults.
    package init() {}
}
