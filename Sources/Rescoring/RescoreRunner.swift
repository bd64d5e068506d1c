package import Answers
package import Blobs
package import Core
package import Database
package import Events
package import FoundationEssentials
package import Jobs
package import Logging
import Model
import Synchronization

/// Works on re-scorings as jobs: runs the stages that no longer fit, and makes the new results count when all are there. Any number of
/// processes share one re-scoring.
package struct RescoreRunner: Sendable {
    /// Answers scored again at once in one process; the limits of each re-scoring hold over all of them.
    static let places = 64

    let database: any SQLDatabase
    let blobs: BlobFolder
    let leases: WorkerLeases?
    let deadlines: StageDeadlines
    let policy: JobPolicy
    let threads: BlockingThreads
    let clock: PipelineClock
    let hub: EventHub
    let log: Logger
    private let queue: RescoreQueue
    private let plans: Plans

    /// A runner.
    ///
    /// - Parameters:
    ///   - leases: tells at once which workers of the same data folder are dead; nil when they share no folder.
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
        self.database = database
        self.blobs = blobs
        self.leases = leases
        self.deadlines = deadlines
        self.policy = policy
        self.threads = threads
        self.clock = clock
        self.hub = hub
        self.log = log
        queue = RescoreQueue(database)
        plans = Plans(make)
    }

    /// What works on the jobs of re-scorings.
    package var handlers: [JobHandler] {
        [
            JobHandler(RescoreQueue.feeding, concurrency: 4) { job, _ in try await feed(job) },
            JobHandler(
                RescoreQueue.answers(policy),
                concurrency: Self.places,
                failure: { error, now in
                    (error as? StageFailure ?? StageFailure(error, at: .upload)).recorded(at: now)
                },
                ended: { await ended($0) },
                run: { try await score($0, $1) }
            ),
            JobHandler(RescoreQueue.moving) { job, _ in try await move(job) },
        ]
    }

    /// Runs the jobs of re-scorings until the given one is done, paused or cancelled, or `stop` is set. Jobs that have begun then end first.
    ///
    /// - Throws: what the plan's engines throw, `storage.…` when the database cannot be used at the start.
    package func run(_ id: RescoreID, stop: RescoreStop = RescoreStop()) async throws {
        let store = RescoreStore(database)
        guard let rescore = try await store.find(as: .system, id) else { return }
        _ = try plans.make(rescore.plan)
        var settings = WorkerSettings()
        settings.pollMs = 250
        settings.graceMs = settings.jobDeadlineMs
        let worker = Worker(
            database,
            JobRegistry(handlers),
            leases: leases,
            hub: hub,
            settings: settings,
            clock: clock,
            threads: threads,
            log: log
        )
        try await worker.run {
            if stop.isSet { return true }
            guard let state = try? await store.find(as: .system, id)?.state else { return false }
            return state != .running
        }
        await announce(id)
    }

    /// Begins the answers that are due, and counts those there are in all.
    private func feed(_ job: Job) async throws -> JobEnding {
        guard let id = RescoreID(job.subject) else { return .cancelled }
        let now = clock.instant
        let feed = try await queue.feed(id, at: now)
        let store = RescoreStore(database)
        if let rescore = try await store.find(as: .system, id) {
            try await store.measure(as: .system, rescore)
            await hub.publish(rescore.event)
        }
        return switch feed {
        case .over: .completed
        case .begun(_, let next): .again(afterMs: max(1, Int(clamping: next.milliseconds &- now.milliseconds)))
        }
    }

    /// Moves the results of a re-scoring.
    private func move(_ job: Job) async throws -> JobEnding {
        guard let id = RescoreID(job.subject) else { return .cancelled }
        try await RescoreMover(database, blobs: blobs, threads: threads).run(id)
        await announce(id)
        return .completed
    }

    /// Says that a re-scoring changed; the event is a hint, and its reader asks the database.
    private func announce(_ id: RescoreID) async {
        guard let rescore = try? await RescoreStore(database).find(as: .system, id) else { return }
        await hub.publish(rescore.event)
    }

    private func ended(_ job: Job) async {
        guard job.state.isFinished, let item = RescoreItem(job) else { return }
        await announce(item.rescore)
        if job.state == .completed { await trim(item.answer) }
    }

    private func score(_ job: Job, _ log: Logger) async throws -> JobEnding {
        guard let item = RescoreItem(job),
            let rescore = try await RescoreStore(database).find(as: .system, item.rescore), rescore.state == .running
        else { return .cancelled }
        var log = log
        log[metadataKey: "answer"] = "\(item.answer)"
        log[metadataKey: "rescore"] = "\(item.rescore)"
        let pipeline: AnswerPipeline
        do {
            pipeline = try plans.pipeline(of: rescore) { made in self.pipeline(made, of: item.rescore) }
        } catch {
            // This process lacks what the plan names; another one may have it.
            if plans.isFirst(item.rescore) {
                log.warning("re-scoring not possible here", metadata: ["error": "\(error)"])
            }
            return .again(afterMs: RescoreQueue.elsewhereMs)
        }
        do {
            return try await score(item, rescore, pipeline, log)
        } catch is RescoreQueue.Gone {
            return .cancelled
        } catch let failure as StageFailure where Self.pauses(failure) {
            try await RescoreStore(database).move(
                as: .system,
                item.rescore,
                to: .paused,
                note: failure.code,
                at: clock.instant
            )
            return .cancelled
        }
    }

    private func pipeline(_ made: RescoreEngines, of id: RescoreID) -> AnswerPipeline {
        let store = RescoreStore(database)
        let engines = made.engines.asking(judgeCalls: made.judgeCalls) { calls in
            guard try await store.spend(as: .system, calls, of: id) else {
                throw RescoreError(.budget, "The calls this re-scoring was allowed are spent.")
            }
        }
        return AnswerPipeline(engines, deadlines: deadlines, threads: threads)
    }

    private func score(_ item: RescoreItem, _ rescore: Rescore, _ pipeline: AnswerPipeline, _ log: Logger) async throws
        -> JobEnding
    {
        guard let (stored, old) = try await AnswerStore(database).results(as: .system, of: item.answer) else {
            throw RescoreQueue.Gone()
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
        try await pipeline.run(stored.submission, files, run)
        try? await threads.run { try files.dropDecoded() }
        let results = await artifacts.results()
        let (queue, now) = (queue, clock.instant)
        let (before, after) = (ScoreSummary.text(of: old), ScoreSummary.text(of: results))
        try await shielded { try await queue.done(item, results, before: before, after: after, at: now) }
        return .completed
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
}

/// The pipelines of the re-scorings a process works on, each made once.
private final class Plans: Sendable {
    /// Pipelines that are kept.
    private static let most = 16

    private struct State {
        var pipelines: [RescoreID: AnswerPipeline] = [:]
        var impossible: Set<RescoreID> = []
    }

    let make: RescoreEngines.Maker
    private let state = Mutex(State())

    init(_ make: @escaping RescoreEngines.Maker) { self.make = make }

    func pipeline(of rescore: Rescore, _ finish: (RescoreEngines) -> AnswerPipeline) throws -> AnswerPipeline {
        if let known = state.withLock({ $0.pipelines[rescore.id] }) { return known }
        let pipeline = finish(try make(rescore.plan))
        state.withLock { state in
            if state.pipelines.count >= Self.most { state.pipelines = [:] }
            state.pipelines[rescore.id] = pipeline
        }
        return pipeline
    }

    /// Whether it is noted for the first time that a re-scoring is not possible here.
    func isFirst(_ id: RescoreID) -> Bool { state.withLock { $0.impossible.insert(id).inserted } }
}

/// Asks a runner to take no more answers.
package final class RescoreStop: Sendable {
    private let flag = AtomicFlag()

    /// Not asked yet.
    package init() {}

    /// Whether it was asked.
    package var isSet: Bool { flag.isSet }

    /// Asks.
    package func set() { flag.set() }
}

/// What a re-scoring is done with.
package struct RescoreEngines: Sendable {
    /// The engines its plan asks for.
    package var engines: Engines
    /// How many calls of services outside the judge makes for one answer.
    package var judgeCalls: Int

    /// Engines and what they cost.
    package init(engines: Engines, judgeCalls: Int) {
        self.engines = engines
        self.judgeCalls = judgeCalls
    }

    /// Makes the engines of a plan. Throws when the plan names something that is not there.
    package typealias Maker = @Sendable (RescorePlan) throws -> RescoreEngines
}

/// Makes the results of a re-scoring count, removes them, or makes those before them count again: a few hundred answers at a time, each
/// time in one transaction, so that a process that dies half-way leaves nothing half done and another one goes on.
package struct RescoreMover: Sendable {
    /// Answers in one transaction.
    static let step = 200

    private let store: RescoreStore
    private let blobs: BlobFolder
    private let threads: BlockingThreads

    /// A mover over one database.
    package init(_ database: any SQLDatabase, blobs: BlobFolder, threads: BlockingThreads) {
        store = RescoreStore(database)
        self.blobs = blobs
        self.threads = threads
    }

    /// Moves until nothing is left to move, or the task is cancelled.
    package func run(_ id: RescoreID, now: @Sendable () -> Date = { Date() }) async throws {
        while true {
            try Task.checkCancellation()
            let time = Instant(now())
            let (more, removed) = try await store.move(as: .system, resultsOf: id, limit: Self.step, at: time)
            for (answer, report) in removed {
                let blob = Blob.report(fingerprint: report)
                try await threads.run { try blobs.remove(blob, of: answer) }
                try? await blobs.unsettle(blob, of: answer)
            }
            guard more else { return }
        }
    }
}
