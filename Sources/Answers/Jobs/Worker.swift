package import Blobs
package import Core
package import Database
import FoundationEssentials
package import Logging
import ServiceLifecycle

/// Runs the jobs of a database as long as its process lives: claims what is due, says that it is alive, frees the jobs of dead
/// workers, sweeps up. On a graceful shutdown it claims no more, lets what runs go on for a while, and hands the rest back.
package struct Worker: Service {
    /// Its name in the claims it makes.
    package let name: String
    let database: any SQLDatabase
    let jobs: JobStore
    let blobs: BlobFolder
    let leases: WorkerLeases?
    let runner: JobRunner
    let hub: ProgressHub
    let settings: WorkerSettings
    let clock: PipelineClock
    let threads: BlockingThreads
    let sweeper: Sweeper
    let log: Logger

    /// A worker.
    ///
    /// - Parameters:
    ///   - leases: tells at once which workers of the same data folder are dead; nil when workers share no folder.
    ///   - policy: how patient it is with one job.
    ///   - instead: done instead of the stages, to measure the queue by itself.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        leases: WorkerLeases?,
        pipeline: AnswerPipeline,
        hub: ProgressHub,
        settings: WorkerSettings = WorkerSettings(),
        policy: JobPolicy = JobPolicy(),
        clock: PipelineClock = .system,
        log: Logger,
        instead: (@Sendable (Job) -> Void)? = nil
    ) {
        name =
            leases?.name()
            ?? "w-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.lowercased())"
        self.database = database
        jobs = JobStore(database, policy: policy)
        self.blobs = blobs
        self.leases = leases
        self.hub = hub
        self.settings = settings
        self.clock = clock
        threads = pipeline.threads
        var log = log
        log[metadataKey: "worker"] = "\(name)"
        self.log = log
        sweeper = Sweeper(
            database,
            blobs: blobs,
            threads: threads,
            clock: clock,
            log: log,
            ageMs: settings.sweepAgeMs,
            keepMs: settings.trashMs,
            cacheMs: settings.sweepMs
        )
        runner = JobRunner(
            database,
            policy: policy,
            blobs: blobs,
            pipeline: pipeline,
            hub: hub,
            clock: clock,
            deadlineMs: settings.jobDeadlineMs,
            instead: instead
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
        let watching = watch
        wake.yield()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { for await _ in announcements { wake.yield() } }
                group.addTask { await every(settings.pollMs) { wake.yield() } }
                group.addTask { await every(settings.heartbeatMs) { await beat(running) } }
                group.addTask {
                    var watch = watching
                    while await pause(settings.rescueMs) { await rescue(&watch) }
                }
                group.addTask {
                    // Never at the start: a start with the wrong database is noticed within the hour.
                    while await pause(settings.sweepMs) { await sweep() }
                }
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

    /// A claimed job, the number of its answer's last change, and the end of its claim.
    private typealias Claimed = (job: Job, sequence: Int, taken: AsyncStream<Void>)

    private func claim(_ running: RunningJobs) async -> [Claimed] {
        let free = max(1, settings.concurrency) - running.count
        guard free > 0 else { return [] }
        running.claiming(true)
        defer { running.claiming(false) }
        do {
            let (jobs, name, now, deadlineMs) = (jobs, name, clock.instant, settings.jobDeadlineMs)
            let claimed = try await shielded {
                try await jobs.claim(free, by: name, deadlineMs: deadlineMs, at: now)
            }
            let held = claimed.map { ($0.job, $0.progress.sequence, running.add($0.job)) }
            for (_, progress) in claimed { await hub.publish(progress) }
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

    /// Runs a job; stops when its claim is lost or its answer called off.
    private func process(_ claimed: Claimed, _ running: RunningJobs) async {
        let (job, sequence, taken) = claimed
        var log = log
        log[metadataKey: "answer"] = "\(job.answer)"
        log[metadataKey: "job"] = "\(job.id)"
        let changes = await hub.events(of: job.answer)
        let unwritten = await withTaskGroup(of: Course.self) { [log] group in
            group.addTask { .ended(await runner.run(job, log: log)) }
            group.addTask {
                for await change in changes where change.isLast && change.sequence > sequence { return .lost }
                return .goesOn
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
