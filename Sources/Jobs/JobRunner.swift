package import Core
package import Database
package import Events
package import Logging
import Synchronization

/// Runs one claimed job to an end of its claim, and writes that down.
package struct JobRunner: Sendable {
    private let jobs: JobStore
    private let registry: JobRegistry
    private let completions: Completions
    private let hub: EventHub
    private let clock: PipelineClock
    private let deadlineMs: Int

    /// A runner.
    ///
    /// - Parameter deadlineMs: how long one run of a job may take; claims are made with the same.
    package init(
        _ database: any SQLDatabase,
        _ registry: JobRegistry,
        hub: EventHub,
        clock: PipelineClock = .system,
        deadlineMs: Int = 10_800_000
    ) {
        jobs = JobStore(database, kinds: registry.kinds)
        self.registry = registry
        completions = Completions(jobs, clock: clock)
        self.hub = hub
        self.clock = clock
        self.deadlineMs = deadlineMs
    }

    /// Does what can be done of a job, and writes down how its claim ends.
    ///
    /// - Returns: an end that could not be written down, for ``write(_:_:log:)`` later; nil when all is well.
    @discardableResult
    package func run(_ job: Job, log: Logger) async -> JobEnding? {
        guard let ending = await work(job, log: log) else {
            await lose(job, log: log)
            return nil
        }
        return await write(job, ending, log: log)
    }

    /// Writes down how a claim ends.
    ///
    /// - Returns: the same end when it could not be written down; nil when all is well.
    func write(_ job: Job, _ ending: JobEnding, log: Logger) async -> JobEnding? {
        do {
            try await end(job, ending, log: log)
        } catch is ClaimLost {
            await lose(job, log: log)
        } catch {
            log.error("job's end cannot be written yet", metadata: ["error": "\(error)"])
            return ending
        }
        return nil
    }

    /// How a job's claim is to end; nil when the claim was lost meanwhile.
    private func work(_ job: Job, log: Logger) async -> JobEnding? {
        guard let handler = registry[job.kind] else { return .handedBack }
        do {
            return try await withDeadline(milliseconds: deadlineMs, clock: clock) {
                try await handler.run(job, log)
            }
        } catch is ClaimLost {
            return nil
        } catch is CancellationError {
            return .handedBack
        } catch {
            return .failed(handler.failure(error, clock.instant))
        }
    }

    private func end(_ job: Job, _ ending: JobEnding, log: Logger) async throws {
        let (jitter, now, jobs) = (clock.jitter(), clock.instant, jobs)
        let change =
            ending == .completed
            ? try await completions.complete(job)
            : try await shielded { try await jobs.end(job, ending, jitter: jitter, at: now) }
        if let event = change.event { await hub.publish(event) }
        var metadata: Logger.Metadata = ["state": "\(change.job.state.rawValue)", "runs": "\(change.job.runs)"]
        if case .failed(let failure) = ending { metadata["code"] = "\(failure.code)" }
        // A schedule that did its round says so itself when there is something to say.
        if case .again = ending {} else { log.info("job ended", metadata: metadata) }
        await registry[job.kind]?.ended(change.job)
    }

    private func lose(_ job: Job, log: Logger) async {
        log.info("claim lost")
        await registry[job.kind]?.lost(job)
    }
}

/// What a worker has in hand: the runs of jobs it works on, and ends it could not write down yet. One job may be in hand in two
/// runs for a moment: an older one whose claim was lost and that still stops, and the present one.
final class RunningJobs: Sendable {
    /// One run of one job.
    private struct Run: Hashable {
        let id: JobID
        let number: Int

        init(_ job: Job) {
            id = job.id
            number = job.runs
        }
    }

    private struct State {
        var running: [Run: (job: Job, taken: AsyncStream<Void>.Continuation)] = [:]
        var unwritten: [(job: Job, ending: JobEnding)] = []
        var strays: [JobID: Int] = [:]
        var isClaiming = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.running.count } }

    /// The room that is left for jobs of a handler's kind.
    func room(for handler: JobHandler) -> JobRoom {
        let (all, later) = state.withLock { state in
            let jobs = state.running.values.map(\.job).filter { $0.kind == handler.kind.name }
            return (jobs.count, jobs.count { $0.priority > 0 })
        }
        return JobRoom(
            handler.kind,
            handler.concurrency - all,
            later: handler.reserved == 0 ? nil : handler.concurrency - handler.reserved - later
        )
    }

    /// Claims are on their way from now on, or no more.
    func claiming(_ isClaiming: Bool) { state.withLock { $0.isClaiming = isClaiming } }

    /// Takes a run in hand. Older runs of the same job have lost their claim by that; their streams end.
    ///
    /// - Returns: ends when the claim turns out to be lost.
    func add(_ job: Job) -> AsyncStream<Void> {
        let (taken, continuation) = AsyncStream.makeStream(of: Void.self)
        let older = state.withLock { state in
            let older = state.running.filter { $0.key.id == job.id }.map(\.value.taken)
            state.running[Run(job)] = (job, continuation)
            return older
        }
        for taken in older { taken.finish() }
        return taken
    }

    /// Lets go of one run; other runs of the same job stay.
    func remove(_ job: Job) { state.withLock { _ = $0.running.removeValue(forKey: Run(job)) } }

    func keep(_ job: Job, _ ending: JobEnding) { state.withLock { $0.unwritten.append((job, ending)) } }

    func takeUnwritten() -> [(job: Job, ending: JobEnding)] {
        state.withLock { state in
            defer { state.unwritten = [] }
            return state.unwritten
        }
    }

    /// What is in hand by now and in which of its runs, to compare with what the database says later.
    var inHand: [JobID: Set<Int>] {
        state.withLock { state in
            Dictionary(state.running.keys.map { ($0.id, [$0.number]) }) { $0.union($1) }
        }
    }

    /// Compares what is in hand with what the database says this worker owns.
    ///
    /// - Parameters:
    ///   - owned: the jobs the database says are this worker's, by their number of runs.
    ///   - before: what was in hand before the database was asked: a run that was claimed meanwhile is not lost, be it another
    ///     run of the same job.
    /// - Returns: the jobs whose claim is lost, whose streams end; and the strays, which were claimed, but never arrived here:
    ///   for the second time in a row that run is not in hand, and no claim is on its way. That happens when a claim was
    ///   committed and the answer got lost on the way.
    func compare(owned: [JobID: Int], before: [JobID: Set<Int>]) -> (lost: [JobID], strays: [JobID]) {
        let (lost, strays) = state.withLock { state in
            let lost = state.running.filter { run, _ in
                before[run.id]?.contains(run.number) == true && owned[run.id] != run.number
            }
            let known = Set(state.running.keys).union(state.unwritten.map { Run($0.job) })
            let strays =
                state.isClaiming
                ? [:]
                : owned.filter { id, number in
                    !known.contains { $0.id == id && $0.number == number }
                }
            defer { state.strays = strays }
            return (lost, strays.filter { state.strays[$0.key] == $0.value }.map(\.key))
        }
        for held in lost.values { held.taken.finish() }
        return (lost.keys.map(\.id), strays)
    }
}

/// Writes down completed jobs together: those that complete while a write is under way go into the next one. A single one
/// does not wait.
final class Completions: Sendable {
    /// Jobs in one transaction.
    private static let most = 64

    private typealias Entry = (job: Job, end: CheckedContinuation<JobChange, any Error>)

    private struct State {
        var waiting: [Entry] = []
        var isRunning = false
    }

    private let jobs: JobStore
    private let clock: PipelineClock
    private let state = Mutex(State())

    init(_ jobs: JobStore, clock: PipelineClock) {
        self.jobs = jobs
        self.clock = clock
    }

    /// Completes a job: written and on disk when this returns.
    ///
    /// - Throws: `ClaimLost`, or what writing throws.
    func complete(_ job: Job) async throws -> JobChange {
        try await withCheckedThrowingContinuation { continuation in
            let starts = state.withLock { state in
                state.waiting.append((job, continuation))
                defer { state.isRunning = true }
                return !state.isRunning
            }
            // Not a child of this task: others wait for it too.
            if starts { Task { await drain() } }
        }
    }

    private func drain() async {
        while true {
            let entries: [Entry] = state.withLock { state in
                let next = Array(state.waiting.prefix(Self.most))
                state.waiting.removeFirst(next.count)
                state.isRunning = !next.isEmpty
                return next
            }
            guard !entries.isEmpty else { return }
            do {
                let changes = try await jobs.complete(entries.map(\.job), at: clock.instant)
                for (job, end) in entries {
                    if let change = changes[job.id] {
                        end.resume(returning: change)
                    } else {
                        end.resume(throwing: ClaimLost(job))
                    }
                }
            } catch {
                for (_, end) in entries { end.resume(throwing: error) }
            }
        }
    }
}

/// Tells which holders of claims fell silent, by how long this process saw their sign of life not change: neither a step of the
/// clock nor two machines whose clocks differ make a living one look dead. Pure.
package struct HeartbeatWatch: Sendable {
    /// A claim of another holder, as the database shows it.
    package struct Sign: Sendable, Hashable {
        /// What is claimed.
        package var id: String
        /// The number of the claim.
        package var runs: Int
        /// What its holder writes anew as long as it lives.
        package var mark: Instant

        /// A sign of life.
        package init(id: String, runs: Int, mark: Instant) {
            self.id = id
            self.runs = runs
            self.mark = mark
        }
    }

    /// What is remembered of one claim.
    private struct Sighting {
        var sign: Sign
        /// How long the mark was seen unchanged.
        var silence = Duration.zero
        /// How long the claim was seen.
        var age = Duration.zero
    }

    private let stale: Duration
    private let overdue: Duration?
    private let longest: Duration
    private var seen: [String: Sighting] = [:]
    private var last: Duration?

    /// A watch.
    ///
    /// - Parameters:
    ///   - staleMs: how long a mark may stay the same.
    ///   - deadlineMs: how long one claim may last; its own holder ends it then, so this is for one that hangs. Nil for ever.
    ///   - everyMs: how often ``look(at:now:)`` is called. A longer gap means that this process itself stood still, and the
    ///     others perhaps with it: it counts as twice this.
    package init(staleMs: Int, deadlineMs: Int? = nil, everyMs: Int) {
        stale = .milliseconds(staleMs)
        overdue = deadlineMs.map { .milliseconds($0) + .milliseconds(staleMs) }
        longest = .milliseconds(max(1, everyMs) * 2)
    }

    /// Looks at the claims of others.
    ///
    /// - Parameter now: time of a clock that only goes forwards.
    /// - Returns: those whose holder fell silent or hangs.
    package mutating func look(at signs: [Sign], now: Duration) -> Set<Sign> {
        let gap = last.map { min(max(.zero, now - $0), longest) } ?? .zero
        last = now
        var next: [String: Sighting] = [:]
        var dead: Set<Sign> = []
        for sign in signs {
            var sighting = Sighting(sign: sign)
            if let before = seen[sign.id], before.sign.runs == sign.runs {
                sighting.age = before.age + gap
                if before.sign.mark == sign.mark { sighting.silence = before.silence + gap }
            }
            next[sign.id] = sighting
            if sighting.silence >= stale || overdue.map({ sighting.age >= $0 }) == true { dead.insert(sign) }
        }
        seen = next
        return dead
    }
}

extension Job {
    /// The sign of life of the worker that runs it; nil when it does not run.
    package var sign: HeartbeatWatch.Sign? {
        claim.map { HeartbeatWatch.Sign(id: id.rawValue, runs: runs, mark: $0.heartbeat) }
    }
}
