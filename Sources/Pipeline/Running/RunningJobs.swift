import Storage
import Synchronization

/// What a worker has in hand: the jobs it runs, and ends it could not write down yet.
final class RunningJobs: Sendable {
    private struct State {
        var running: [JobID: (job: Job, taken: AsyncStream<Void>.Continuation)] = [:]
        var unwritten: [(job: Job, ending: JobEnding)] = []
        var strays: [JobID: Int] = [:]
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.running.count } }

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

    /// What is in hand by now, to compare with what the database says later.
    var inHand: Set<JobID> { state.withLock { Set($0.running.keys) } }

    /// Compares what is in hand with what the database says this worker owns.
    ///
    /// - Parameters:
    ///   - owned: the jobs the database says are this worker's, by their number of runs.
    ///   - before: what was in hand before the database was asked: a job claimed meanwhile is not lost.
    /// - Returns: jobs that were claimed, but never arrived here: for the second time in a row nobody has them in hand. That
    ///   happens when a claim was committed and the answer got lost on the way.
    func compare(owned: [JobID: Int], before: Set<JobID>) -> [JobID] {
        let (lost, strays) = state.withLock { state in
            let lost = state.running.filter { id, held in before.contains(id) && owned[id] != held.job.runs }
            let known = Set(state.running.keys).union(state.unwritten.map(\.job.id))
            let strays = owned.filter { !known.contains($0.key) }
            defer { state.strays = strays }
            return (lost.values.map(\.taken), strays.filter { state.strays[$0.key] == $0.value }.map(\.key))
        }
        for taken in lost { taken.finish() }
        return strays
    }
}
