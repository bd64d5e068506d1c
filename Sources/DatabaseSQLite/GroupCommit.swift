import Core
import Database
import GRDB
import Synchronization

/// Many small transactions, one sync to disk: those that come while a commit is under way are written together in the next
/// one, each under a savepoint of its own, so that one that throws takes no other along. A single one does not wait.
final class GroupCommit: Sendable {
    /// Transactions in one commit.
    private static let most = 256
    /// Transactions that may wait.
    private static let maxWaiting = 10_000

    /// A transaction and how its caller learns the outcome.
    private struct Entry: Sendable {
        let id: Int
        /// Runs inside the commit; what it returns is called once the commit is on disk, or failed with an error.
        let run: @Sendable (GRDB.Database) throws -> @Sendable ((any Error)?) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isRunning = false
        var next = 0
    }

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) { self.pool = pool }

    /// Runs a transaction: on disk when this returns.
    func write<Value: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> Value) async throws -> Value {
        let id = state.withLock { state in
            state.next &+= 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                submit(
                    Entry(id: id) { database in
                        var value: Value?
                        try database.inSavepoint {
                            value = try body(database)
                            return .commit
                        }
                        let result = value
                        return { error in
                            if let error {
                                continuation.resume(throwing: error)
                            } else if let result {
                                continuation.resume(returning: result)
                            } else {
                                continuation.resume(throwing: StorageError(.unavailable, "A transaction was lost."))
                            }
                        }
                    } refuse: { error in
                        continuation.resume(throwing: error)
                    }
                )
                if Task.isCancelled { withdraw(id) }
            }
        } onCancel: {
            withdraw(id)
        }
    }

    private func submit(_ entry: Entry) {
        let starts: Bool? = state.withLock { state in
            guard state.waiting.count < Self.maxWaiting else { return nil }
            state.waiting.append(entry)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        switch starts {
        case true?: commitNext()
        case false?: break
        case nil: entry.refuse(StorageError(.unavailable, "Too many writes are waiting for the database."))
        }
    }

    private func withdraw(_ id: Int) {
        let entry: Entry? = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        entry?.refuse(CancellationError())
    }

    /// Commits what waits by the time the writer is free.
    private func commitNext() {
        pool.asyncWriteWithoutTransaction { database in
            let entries = self.take()
            var done: [@Sendable ((any Error)?) -> Void] = []
            var refused: [() -> Void] = []
            do {
                try database.inTransaction(.immediate) {
                    for entry in entries {
                        do {
                            done.append(try entry.run(database))
                        } catch {
                            refused.append { entry.refuse(error) }
                            // Some errors, a full disk for one, roll back everything (SQLite, "Response To Errors Within A
                            // Transaction"); what comes after must not run outside.
                            if !database.isInsideTransaction { throw error }
                        }
                    }
                    return .commit
                }
                for finish in done { finish(nil) }
            } catch {
                for finish in done { finish(error) }
                for entry in entries.dropFirst(done.count + refused.count) { entry.refuse(error) }
            }
            for refuse in refused { refuse() }
            let goesOn = self.state.withLock { state in
                state.isRunning = !state.waiting.isEmpty
                return state.isRunning
            }
            if goesOn { self.commitNext() }
        }
    }

    private func take() -> [Entry] {
        state.withLock { state in
            let entries = Array(state.waiting.prefix(Self.most))
            state.waiting.removeFirst(entries.count)
            return entries
        }
    }
}
