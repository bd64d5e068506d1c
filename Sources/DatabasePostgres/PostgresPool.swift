import Core
import Database
import Dispatch
import Logging
import Synchronization

/// A fixed number of connections, each on a thread of its own, and the transactions that wait for one.
final class PostgresPool: Sendable {
    /// A connection and its thread.
    // @unchecked: `link` is used only on `queue`, which runs one block at a time; both are constants.
    private final class Seat: @unchecked Sendable {
        let queue: DispatchQueue
        let link: PostgresLink

        init(_ queue: DispatchQueue, _ link: PostgresLink) {
            self.queue = queue
            self.link = link
        }
    }

    private struct Waiter: Sendable {
        let id: Int
        let end: ContinuousClock.Instant
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
    private let vault: Vault?
    private let timer = DispatchQueue(label: "debrief.postgres.timer")
    private let notices: PostgresNotices
    private let watch: PostgresWatch

    init(_ settings: PostgresSettings, observers: [DomainObserver], vault: Vault?, log: Logger) {
        self.observers = observers
        self.vault = vault
        self.settings = settings
        let notices = PostgresNotices(log)
        self.notices = notices
        watch = PostgresWatch(settings, notices: notices)
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
        let patience = StoragePatience.current
        let end = patience?.end(waiting: .milliseconds(settings.waitMs)) ?? .now + .milliseconds(settings.waitMs)
        // What waited in vain once does not wait again, and nothing waits for a server that has been away for long.
        if let patience, watch.refuses || patience.isSpent && watch.isAway {
            patience.spend()
            throw Self.silent
        }
        let transaction = PostgresTransaction(
            isReadOnly: isReadOnly,
            observers: observers,
            vault: vault,
            end: end
        )
        defer { if patience != nil { watch.finish(id) } }
        do {
            return try await run(transaction, id, isWatched: patience != nil, body)
        } catch let error as StorageError where error.kind == .unavailable {
            patience?.spend()
            throw error
        }
    }

    private func run<Value: Sendable>(
        _ transaction: PostgresTransaction,
        _ id: Int,
        isWatched: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let once = OnceOnly(continuation)
                if isWatched {
                    watch.begin(id, until: transaction.end) {
                        self.withdraw(id, Self.silent)
                        once.resume(with: .failure(Self.silent))
                    }
                }
                submit(
                    Waiter(id: id, end: transaction.end) { seat in
                        seat.queue.async {
                            let result = Result { try transaction.run(on: seat.link, body) }
                            if seat.link.isOpen { self.watch.heard() }
                            self.release(seat)
                            once.resume(with: result)
                        }
                    } refuse: { error in
                        once.resume(with: .failure(error))
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
        watch.close()
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
                let left = ContinuousClock.now.duration(to: waiter.end) / .milliseconds(1)
                self.timer.asyncAfter(deadline: .now() + .milliseconds(Int(max(0, left)))) { [weak self] in
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
    private static let silent = StorageError(
        .unavailable,
        "The database does not answer.",
        context: ["engine": "postgres", "reason": "no answer"]
    )
    private static let exhausted = StorageError(
        .unavailable,
        "The database is busy: no connection became free in time.",
        context: ["engine": "postgres", "reason": "pool exhausted"]
    )
}
