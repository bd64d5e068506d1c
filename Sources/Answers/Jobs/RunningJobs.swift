import Synchronization

/// What a worker has in hand: the jobs it runs, and ends it could not write down yet.
final class RunningJobs: Sendable {
    private struct State {
        var running: [JobID: (job: Job, taken: AsyncStream<Void>.Continuation)] = [:]
        var unwritten: [(job: Job, ending: JobEnding)] = []
        var strays: [JobID: Int] = [:]
        var isClaiming = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.running.count } }

    /// Claims are on their way from now on, or no more.
    func claiming(_ isClaiming: Bool) { state.withLock { $0.isClaiming = isClaiming } }

    /// Takes a job in hand.
    ///
    /// - Returns: ends when the claim turns out to be lost.
    func add(_ job: Job) -> AsyncStream<Void> {
        let (taken, continuation) = AsyncStream.makeStream(of: Void.self)
        state.withLock { $0.running[job.id] = (job, continuation) }
        return taken
    }

    func remove(_ job: Job) { state.withLock { _ = $0.running.removeValue(forKey: job.id) } }

    func keep(_ job: Job, _ ending: JobEnding) { state.withLock { $0.unwritten.append((job, ending)) } }

    func takeUnwritten() -> [(job: Job, ending: JobEnding)] {
        state.withLock { state in
            defer { state.unwritten = [] }
            return state.unwritten
        }
    }

    /// What is in hand by now and in which of its runs, to compare with what the database says later.
    var inHand: [JobID: Int] { state.withLock { $0.running.mapValues(\.job.runs) } }

    /// Compares what is in hand with what the database says this worker owns.
    ///
    /// - Parameters:
    ///   - owned: the jobs the database says are this worker's, by their number of runs.
    ///   - before: what was in hand before the database was asked: a run that was claimed meanwhile is not lost, be it another
    ///     run of the same job.
    /// - Returns: the jobs whose claim is lost, which are told so; and the strays, which were claimed, but never arrived here:
    ///   for the second time in a row nobody has them in hand, and no claim is on its way. That happens when a claim was
    ///   committed and the answer got lost on the way.
    func compare(owned: [JobID: Int], before: [JobID: Int]) -> (lost: [JobID], strays: [JobID]) {
        let (lost, strays) = state.withLock { state in
            let lost = state.running.filter { id, held in before[id] == held.job.runs && owned[id] != held.job.runs }
            let known = Set(state.running.keys).union(state.unwritten.map(\.job.id))
            let strays = state.isClaiming ? [:] : owned.filter { !known.contains($0.key) }
            defer { state.strays = strays }
            return (lost, strays.filter { state.strays[$0.key] == $0.value }.map(\.key))
        }
        for held in lost.values { held.taken.finish() }
        return (Array(lost.keys), strays)
    }
}
