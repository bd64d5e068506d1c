import Storage
import Synchronization

/// What a worker has in hand: the jobs it runs, and ends it could not write down yet.
final class RunningJobs: Sendable {
    private struct State {
        var running = 0
        var unwritten: [(job: Job, ending: JobEnding)] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.running } }

    func add() { state.withLock { $0.running += 1 } }

    func remove() { state.withLock { $0.running -= 1 } }

    func keep(_ job: Job, _ ending: JobEnding) { state.withLock { $0.unwritten.append((job, ending)) } }

    func takeUnwritten() -> [(job: Job, ending: JobEnding)] {
        state.withLock { state in
            defer { state.unwritten = [] }
            return state.unwritten
        }
    }
}
