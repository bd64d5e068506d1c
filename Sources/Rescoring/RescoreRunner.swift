package import Answers
package import Blobs
package import Core
package import Database
package import Events
import FoundationEssentials
package import Jobs
package import Logging
import Model
import Synchronization

/// Works on re-scorings: takes answers, runs the stages that no longer fit, and makes the new results count when all are there.
/// Any number of runners in any number of processes share one re-scoring.
package struct RescoreRunner: Sendable {
    /// How long an answer stays a runner's that says nothing.
    static let leaseMs = 60_000

    let name: String
    let database: any SQLDatabase
    let blobs: BlobFolder
    let leases: WorkerLeases?
    let make: RescoreEngines.Maker
    let deadlines: StageDeadlines
    let policy: JobPolicy
    let threads: BlockingThreads
    let clock: PipelineClock
    let hub: EventHub
    let log: Logger

    /// A runner.
    ///
    /// - Parameters:
    ///   - leases: tells at once which runners of the same data folder are dead; nil when they share no folder.
    ///   - policy: how patient it is with one answer.
    ///   - hub: hears of each answer that ended.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        leases: WorkerLeases?,
        deadlines: StageDeadlines = StageDeadlines(),
        policy: JobPolicy = JobPolicy(),
        threads: BlockingThreads,
        clock: PipelineClock = .system,
        hub: EventHub = EventHub(),
        log: Logger,
        make: @escaping RescoreEngines.Maker
    ) {
        name =
            leases?.name()
            ?? "r-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.lowercased())"
        self.database = database
        self.blobs = blobs
        self.leases = leases
        self.deadlines = deadlines
        self.policy = policy
        self.threads = threads
        self.clock = clock
        self.hub = hub
        var log = log
        log[metadataKey: "runner"] = "\(name)"
        self.log = log
        self.make = make
    }

    /// Works on one re-scoring until it is done, paused or called off, or until `stop` is set; what runs then is finished.
    ///
    /// - Throws: what the plan's engines throw, `storage.…` when the database cannot be used at the start.
    package func run(_ id: RescoreID, stop: RescoreStop = RescoreStop()) async throws {
        let store = RescoreStore(database)
        guard let rescore = try await store.find(as: .system, id) else { return }
        let spending = try make(rescore.plan)
        let engines = spending.engines.asking(judgeCalls: spending.judgeCalls) { calls in
            guard try await store.spend(as: .system, calls, of: id) else {
                throw RescoreError(.budget, "The calls this re-scoring was allowed are spent.")
            }
        }
        let pipeline = AnswerPipeline(engines, deadlines: deadlines, threads: threads)
        let queue = RescoreQueue(database, of: id)
        let (name, leases) = (name, leases)
        let lease = try await threads.run { try leases?.take(name) }
        defer { withExtendedLifetime(lease) {} }
        let (wakeUps, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wake.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { while await pause(250) { wake.yield() } }
            group.addTask { try? await store.measure(as: .system, rescore) }
            group.addTask {
                while await pause(Self.leaseMs / 4) {
                    try? await queue.renew(by: name, leaseMs: Self.leaseMs, at: clock.instant)
                }
            }
            await withDiscardingTaskGroup { items in
                let held = HeldAnswers()
                var watch = HeartbeatWatch(staleMs: Self.leaseMs, everyMs: 1_000)
                for await _ in wakeUps {
                    guard !stop.isSet else { break }
                    do {
                        let claim = try await claim(queue, held, &watch)
                        guard case .items(let claimed) = claim else { break }
                        for item in claimed {
                            held.add(item.answer)
                            items.addTask {
                                defer { held.remove(item.answer) }
                                await process(item, rescore, pipeline, queue)
                                wake.yield()
                            }
                        }
                    } catch {
                        if error is CancellationError { break }
                        log.error("answers to score again cannot be taken", metadata: ["error": "\(error)"])
                    }
                }
            }
            group.cancelAll()
        }
        await announce(id)
    }

    /// Says that a re-scoring changed; the event is a hint, and its reader asks the database.
    private func announce(_ id: RescoreID) async {
        guard let rescore = try? await RescoreStore(database).find(as: .system, id) else { return }
        await hub.publish(rescore.event)
    }

    private func claim(
        _ queue: RescoreQueue,
        _ held: HeldAnswers,
        _ watch: inout HeartbeatWatch
    ) async throws -> RescoreQueue.Claim {
        let (leases, name, now) = (leases, name, clock.instant)
        let (others, signs) = try await queue.others(than: name)
        let dead = others.isEmpty ? [] : try await threads.run { leases?.dead(among: others) ?? [] }
        let silent = watch.look(at: signs, now: clock.uptime())
        return try await shielded {
            try await queue.claim(
                by: name,
                leaseMs: Self.leaseMs,
                dead: dead,
                held: held.all,
                silent: silent,
                at: now
            )
        }
    }

    private func pause(_ milliseconds: Int) async -> Bool { (try? await clock.sleep(milliseconds)) != nil }

    private func process(
        _ item: RescoreItem,
        _ rescore: Rescore,
        _ pipeline: AnswerPipeline,
        _ queue: RescoreQueue
    ) async {
        var log = log
        log[metadataKey: "answer"] = "\(item.answer)"
        log[metadataKey: "rescore"] = "\(item.rescore)"
        do {
            let ending = try await work(item, rescore, pipeline, queue, log)
            let now = clock.instant
            try await shielded { try await queue.end(item, ending, at: now) }
            await announce(item.rescore)
            if case .done = ending { await trim(item.answer) }
        } catch {
            // A lost claim belongs to another worker now; an end that could not be written is found again when the lease is over.
            log.info("answer not scored again", metadata: ["error": "\(type(of: error))"])
        }
    }

    private func work(
        _ item: RescoreItem,
        _ rescore: Rescore,
        _ pipeline: AnswerPipeline,
        _ queue: RescoreQueue,
        _ log: Logger
    ) async throws -> RescoreItem.Ending {
        guard let (stored, old) = try await AnswerStore(database).results(as: .system, of: item.answer) else {
            throw RescoreQueue.Lost()
        }
        let artifacts = RescoreArtifacts(
            item,
            from: rescore.plan.from,
            isForced: rescore.plan.force == true,
            old: old,
            ledger: RescoreLedger(database, queue)
        )
        let answers = AnswerStore(database)
        let folder = try await blobs.sealing(for: try await answers.owner(of: item.answer) ?? "")
        let files = AnswerFiles(folder, of: item.answer, place: stored.place)
        let run = StageRun(artifacts, patience: Patience(policy), clock: clock, log: log, standsIn: false)
        do {
            try await pipeline.run(stored.submission, files, run)
        } catch let failure as StageFailure {
            return try await ending(of: failure, item)
        } catch is CancellationError {
            return .again(afterMs: 0, counts: false)
        }
        try? await threads.run { try files.dropDecoded() }
        let results = await artifacts.results()
        return .done(
            chosen: results,
            before: ScoreSummary.text(of: old),
            after: ScoreSummary.text(of: results)
        )
    }

    /// Removes the oldest versions of an answer with their files. What cannot be removed now goes with the next re-scoring.
    private func trim(_ answer: AnswerID) async {
        guard let removed = try? await RescoreStore(database).trim(as: .system, answer) else { return }
        for report in removed {
            let blob = Blob.report(fingerprint: report)
            let blobs = blobs
            try? await threads.run { try blobs.remove(blob, of: answer) }
            try? await blobs.unsettle(blob, of: answer)
        }
    }

    /// Whether every other answer would fail alike: the calls are spent, the service refuses our key, its quota is used up, or its
    /// breaker is open. The answer is given back, and the re-scoring waits for its operator.
    static func pauses(_ failure: StageFailure) -> Bool {
        failure.code == RescoreErrorCode.budget.rawValue || failure.code.hasSuffix(".auth")
            || failure.code.hasSuffix(".quota") || failure.context["breaker"] == "open"
    }

    private func ending(of failure: StageFailure, _ item: RescoreItem) async throws -> RescoreItem.Ending {
        if Self.pauses(failure) {
            try await RescoreStore(database).move(
                as: .system,
                item.rescore,
                to: .paused,
                note: failure.code,
                at: clock.instant
            )
            return .again(afterMs: 0, counts: false)
        }
        guard !policy.isLastChance(failure.retry, attempts: item.attempts, waits: item.attempts) else {
            return .failed(code: failure.code, detail: failure.detail)
        }
        let asked = failure.context["retryAfterMs"].flatMap { Int($0) }
        let backoff = policy.backoff.delayMs(failure: item.attempts + 1, jitter: clock.jitter())
        return .again(afterMs: min(max(0, asked ?? backoff), policy.maxWaitMs), counts: true)
    }
}

/// The answers a runner has in hand.
private final class HeldAnswers: Sendable {
    private let answers = Mutex<Set<AnswerID>>([])

    var all: Set<AnswerID> { answers.withLock { $0 } }

    func add(_ answer: AnswerID) { answers.withLock { _ = $0.insert(answer) } }

    func remove(_ answer: AnswerID) { answers.withLock { _ = $0.remove(answer) } }
}
