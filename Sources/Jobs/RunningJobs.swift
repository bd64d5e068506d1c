import Synchronization

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
