import Synchronization

/// A few threads for work that blocks: decoding, drawing PDFs, syncing files. Such work never runs on the cooperative pool.
///
/// Owners take turns: of the work that waits, that of the owner with the fewest pieces under way begins next, the oldest first among
/// equals. So one owner's hundred long pieces delay another one's by the end of one piece at most.
package final class BlockingThreads: Sendable {
    /// Whose work the present task does: set where a request's principal is known and where a job runs; empty for the service
    /// itself and where there are no accounts.
    @TaskLocal package static var owner = ""

    /// Work that is to run on a thread, or to be told that it will not.
    private struct Ticket: Sendable {
        let id: Int
        let owner: String
        let start: @Sendable (WorkerThread) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var idle: [WorkerThread] = []
        var made = 0
        var waiting: [Ticket] = []
        var running: [String: Int] = [:]
        var next = 0

        /// Takes the ticket whose turn it is.
        mutating func takeNext() -> Ticket? {
            var (best, fewest) = (-1, Int.max)
            for (place, ticket) in waiting.enumerated() {
                let count = running[ticket.owner] ?? 0
                if count < fewest { (best, fewest) = (place, count) }
                if count == 0 { break }
            }
            return best < 0 ? nil : waiting.remove(at: best)
        }

        /// Makes room for a newcomer in a full queue: the newest ticket of the owner with the most of them, when that is another
        /// one and has more.
        mutating func displace(for owner: String) -> Ticket? {
            let counts = waiting.reduce(into: [String: Int]()) { $0[$1.owner, default: 0] += 1 }
            guard let most = counts.max(by: { $0.value < $1.value }), most.value > (counts[owner] ?? 0) + 1,
                let place = waiting.lastIndex(where: { $0.owner == most.key })
            else { return nil }
            return waiting.remove(at: place)
        }
    }

    private let state = Mutex(State())
    private let count: Int
    private let maxWaiting: Int
    private let niceness: Int

    /// Threads for one kind of work.
    ///
    /// - Parameters:
    ///   - count: how many (at least 1); each is made when it is first needed.
    ///   - maxWaiting: how many pieces of work wait for one at most.
    ///   - niceness: 0…19; how much less of the processor they get than other threads when there is not enough for all.
    package init(count: Int = 2, maxWaiting: Int = 1_000, niceness: Int = 0) {
        self.count = max(1, count)
        self.maxWaiting = maxWaiting
        self.niceness = max(0, min(19, niceness))
    }

    deinit {
        // Work under way holds this object, so all threads are idle.
        for thread in state.withLock({ $0.idle }) { thread.end() }
    }

    /// Runs blocking work and waits for it. Work that began runs to its end; work that still waits when the task is
    /// cancelled never begins.
    ///
    /// - Throws: what `work` throws, `CancellationError`, or `request.overloaded` when too much is waiting.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let owner = Self.owner
        let id = state.withLock { state in
            state.next &+= 1
            return state.next
        }
        let cancelled = AtomicFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ticket = Ticket(id: id, owner: owner) { thread in
                    thread.run {
                        let result = Result { try Self.$owner.withValue(owner, operation: work) }
                        // Free before the waiter learns of it, so that whatever it starts next finds a thread.
                        self.release(thread, of: owner)
                        continuation.resume(with: result)
                    }
                } refuse: { error in
                    continuation.resume(throwing: error)
                }
                submit(ticket, cancelled)
            }
        } onCancel: {
            cancelled.set()
            withdraw(id)
        }
    }

    /// How much runs and how much waits.
    package var load: (running: Int, waiting: Int) {
        state.withLock { ($0.made - $0.idle.count, $0.waiting.count) }
    }

    private func submit(_ ticket: Ticket, _ cancelled: AtomicFlag) {
        let next: () -> Void = state.withLock { state in
            if cancelled.isSet { return { ticket.refuse(CancellationError()) } }
            if let thread = state.idle.popLast() {
                state.running[ticket.owner, default: 0] += 1
                return { ticket.start(thread) }
            }
            if state.made < count, let thread = WorkerThread(niceness: niceness) {
                state.made += 1
                state.running[ticket.owner, default: 0] += 1
                return { ticket.start(thread) }
            }
            let refusal = WorkError(.overloaded, "Too much work is waiting; try again later.")
            // No thread at all: the system has none to give.
            guard state.made > 0 else { return { ticket.refuse(refusal) } }
            guard state.waiting.count < maxWaiting else {
                guard let displaced = state.displace(for: ticket.owner) else { return { ticket.refuse(refusal) } }
                state.waiting.append(ticket)
                return { displaced.refuse(refusal) }
            }
            state.waiting.append(ticket)
            return {}
        }
        next()
    }

    private func withdraw(_ id: Int) {
        let ticket: Ticket? = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        ticket?.refuse(CancellationError())
    }

    private func release(_ thread: WorkerThread, of owner: String) {
        let next: Ticket? = state.withLock { state in
            let left = (state.running[owner] ?? 1) - 1
            state.running[owner] = left > 0 ? left : nil
            guard let ticket = state.takeNext() else {
                state.idle.append(thread)
                return nil
            }
            state.running[ticket.owner, default: 0] += 1
            return ticket
        }
        next?.start(thread)
    }
}
