import Dispatch
import Synchronization

/// A few threads for work that blocks: decoding, drawing PDFs, syncing files. Such work never runs on the cooperative pool.
package final class BlockingThreads: Sendable {
    /// Work that is to run on a queue, or to be told that it will not.
    private struct Ticket: Sendable {
        let id: Int
        let start: @Sendable (DispatchQueue) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var idle: [DispatchQueue]
        var waiting: [Ticket] = []
        var next = 0
    }

    private let state: Mutex<State>
    private let maxWaiting: Int

    /// `count` threads (at least 1); at most `maxWaiting` pieces of work wait for one.
    package init(count: Int = 2, maxWaiting: Int = 1_000) {
        let queues = (0..<max(1, count)).map { DispatchQueue(label: "debrief.blocking.\($0)") }
        state = Mutex(State(idle: queues))
        self.maxWaiting = maxWaiting
    }

    /// Runs blocking work and waits for it. Work that began runs to its end; work that still waits when the task is
    /// cancelled never begins.
    ///
    /// - Throws: what `work` throws, `CancellationError`, or `request.overloaded` when too much is waiting.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let id = state.withLock { state in
            state.next &+= 1
            return state.next
        }
        let cancelled = AtomicFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ticket = Ticket(id: id) { queue in
                    queue.async {
                        let result = Result { try work() }
                        // Free before the waiter learns of it, so that whatever it starts next finds a thread.
                        self.release(queue)
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

    private func submit(_ ticket: Ticket, _ cancelled: AtomicFlag) {
        let next: () -> Void = state.withLock { state in
            if cancelled.isSet { return { ticket.refuse(CancellationError()) } }
            if let queue = state.idle.popLast() { return { ticket.start(queue) } }
            guard state.waiting.count < maxWaiting else {
                return { ticket.refuse(WorkError(.overloaded, "Too much work is waiting; try again later.")) }
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

    private func release(_ queue: DispatchQueue) {
        let next: Ticket? = state.withLock { state in
            if state.waiting.isEmpty {
                state.idle.append(queue)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.start(queue)
    }
}
