import Core
import Database
import Dispatch
import Logging
import Synchronization

/// A fixed number of connections, each on a thread of its own, and the transactions that wait for one.
final class PostgresPool: Sendable {
    /// A connection and its thread.
    private final class Seat: @unchecked Sendable {
        // Sendable because the link is touched on the queue only.
        let queue: DispatchQueue
        let link: PostgresLink

        init(_ queue: DispatchQueue, _ link: PostgresLink) {
            self.queue = queue
            self.link = link
        }
    }

    private struct Waiter: Sendable {
        let id: Int
        let start: @Sendable (Seat) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var idle: [Seat]
        var waiting: [Waiter] = []
        var next = 0
        var isClosed = false
    }

    private let state: Mutex<State>
    private let settings: PostgresSettings
    private let observers: [DomainObserver]
    private let timer = DispatchQueue(label: "debrief.postgres.timer")
    private let notices: PostgresNotices

    init(_ settings: PostgresSettings, observers: [DomainObserver], log: Logger) {
        self.observers = observers
        self.settings = settings
        let notices = PostgresNotices(log)
        self.notices = notices
        let seats = (0..<max(1, settings.connections)).map { number in
            Seat(DispatchQueue(label: "debrief.postgres.\(number)"), PostgresLink(settings, notices: notices))
        }
        state = Mutex(State(idle: seats.reversed()))
    }

    /// Runs a transaction on the first connection that is free. A task that is cancelled while it waits never begins.
    func transaction<Value: Sendable>(
        isReadOnly: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let id = state.withLock { state in
            state.next &+= 1
            return state.next
        }
        let transaction = PostgresTransaction(
            isReadOnly: isReadOnly,
            observers: observers,
            end: ContinuousClock.now + .milliseconds(settings.waitMs)
        )
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                submit(
                    Waiter(id: id) { seat in
                        seat.queue.async {
                            let result = Result { try transaction.run(on: seat.link, body) }
                            self.release(seat)
                            continuation.resume(with: result)
                        }
                    } refuse: { error in
                        continuation.resume(throwing: error)
                    }
                )
                if Task.isCancelled { withdraw(id, CancellationError()) }
            }
        } onCancel: {
            withdraw(id, CancellationError())
        }
    }

    /// Closes every connection once it is free; transactions that wait are refused.
    func close() {
        let (idle, waiting) = state.withLock { state in
            state.isClosed = true
            defer { (state.idle, state.waiting) = ([], []) }
            return (state.idle, state.waiting)
        }
        for seat in idle { seat.queue.async { seat.link.close() } }
        for waiter in waiting { waiter.refuse(Self.closed) }
    }

    private func submit(_ waiter: Waiter) {
        let next: () -> Void = state.withLock { state in
            if state.isClosed { return { waiter.refuse(Self.closed) } }
            if let seat = state.idle.popLast() { return { waiter.start(seat) } }
            guard state.waiting.count < settings.maxWaiting else { return { waiter.refuse(Self.exhausted) } }
            state.waiting.append(waiter)
            return {
                self.timer.asyncAfter(deadline: .now() + .milliseconds(self.settings.waitMs)) { [weak self] in
                    self?.withdraw(waiter.id, Self.exhausted)
                }
            }
        }
        next()
    }

    private func withdraw(_ id: Int, _ error: any Error) {
        let waiter: Waiter? = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        waiter?.refuse(error)
    }

    private func release(_ seat: Seat) {
        let next: (() -> Void)? = state.withLock { state in
            if state.isClosed { return { seat.queue.async { seat.link.close() } } }
            if state.waiting.isEmpty {
                state.idle.append(seat)
                return nil
            }
            let waiter = state.waiting.removeFirst()
            return { waiter.start(seat) }
        }
        next?()
    }

    private static let closed = StorageError(.unavailable, "The database is closed.", context: ["engine": "postgres"])
    private static let exhausted = StorageError(
        .unavailable,
        "The database is busy: no connection became free in time.",
        context: ["engine": "postgres", "reason": "pool exhausted"]
    )
}
