import Dispatch
import Synchronization

/// A few threads for work that blocks: decoding, drawing PDFs, syncing files. Such work never runs on the cooperative pool.
package final class BlockingThreads: Sendable {
    private struct State {
        var idle: [DispatchQueue]
        var waiting: [@Sendable (DispatchQueue) -> Void] = []
    }

    private let state: Mutex<State>
    private let maxWaiting: Int

    /// `count` threads (at least 1); at most `maxWaiting` pieces of work wait for one.
    package init(count: Int = 2, maxWaiting: Int = 1_000) {
        let queues = (0..<max(1, count)).map { DispatchQueue(label: "debrief.blocking.\($0)") }
        state = Mutex(State(idle: queues))
        self.maxWaiting = maxWaiting
    }

    /// Runs blocking work and waits for it. Work that began runs to its end; work still waiting when the task is cancelled
    /// never begins.
    ///
    /// - Throws: what `work` throws, `CancellationError`, or `request.overloaded` when too much is waiting.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let flag = Flag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let accepted = submit { queue in
                    queue.async {
                        let result = Result { () throws -> Value in
                            if flag.isSet { throw CancellationError() }
                            return try work()
                        }
                        // Free before the waiter learns of it, so that whoever it starts finds a thread.
                        self.release(queue)
                        continuation.resume(with: result)
                    }
                }
                if !accepted {
                    continuation.resume(throwing: PipelineError(.overloaded, "Too much work is waiting; try again later."))
                }
            }
        } onCancel: {
            flag.set()
        }
    }

    private func submit(_ start: @escaping @Sendable (DispatchQueue) -> Void) -> Bool {
        let (queue, accepted): (DispatchQueue?, Bool) = state.withLock { state in
            if let queue = state.idle.popLast() { return (queue, true) }
            guard state.waiting.count < maxWaiting else { return (nil, false) }
            state.waiting.append(start)
            return (nil, true)
        }
        if let queue { start(queue) }
        return accepted
    }

    private func release(_ queue: DispatchQueue) {
        let next: (@Sendable (DispatchQueue) -> Void)? = state.withLock { state in
            if state.waiting.isEmpty {
                state.idle.append(queue)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?(queue)
    }
}
