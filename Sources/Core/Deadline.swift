import Synchronization

/// Waits for some work, but not longer than a deadline. Work that does not heed its cancellation is left behind, and what it
/// brings is dropped: a stage that hangs must not hang the job.
package func withDeadline<Value: Sendable>(
    milliseconds: Int,
    clock: PipelineClock,
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let race = Race<Value>()
    // Not children of this task: a group would wait for the loser.
    let worker = Task {
        do {
            race.finish(.success(try await work()))
        } catch {
            race.finish(.failure(error))
        }
    }
    let timer = Task {
        try await clock.sleep(milliseconds)
        race.finish(
            .failure(WorkError(.deadline, "A step took too long.", context: ["deadlineMs": "\(milliseconds)"]))
        )
    }
    defer {
        worker.cancel()
        timer.cancel()
    }
    return try await withTaskCancellationHandler {
        try await race.winner()
    } onCancel: {
        race.finish(.failure(CancellationError()))
    }
}

/// The first of several results, awaited once.
private final class Race<Value: Sendable>: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<Value, any Error>)
        case finished(Result<Value, any Error>)
    }

    private let state = Mutex(State.running)

    func finish(_ result: Result<Value, any Error>) {
        let waiter: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .running:
                state = .finished(result)
                return nil
            case .awaited(let continuation):
                state = .finished(result)
                return continuation
            case .finished: return nil
            }
        }
        waiter?.resume(with: result)
    }

    func winner() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Value, any Error>? = state.withLock { state in
                if case .finished(let result) = state { return result }
                state = .awaited(continuation)
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }
}

/// Runs a write to its end even when the task is cancelled meanwhile: work that was paid for is kept.
package func shielded<Value: Sendable>(_ write: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await write() }.value
}
