package import Blobs
package import Core
package import Database
package import Events
package import Model

/// Deletes answers: rows first, then files, so that a crash between the two leaves files the sweep finds, never an answer
/// without its recording.
package struct Removal: Sendable {
    private let store: AnswerStore
    private let blobs: BlobFolder
    private let threads: BlockingThreads
    private let hub: EventHub
    private let erasure: Erasure
    private let forget: @Sendable (AnswerID) async -> Void

    /// The removal of answers of a database. `forget` removes what other places know of an answer.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        threads: BlockingThreads,
        hub: EventHub,
        forget: @escaping @Sendable (AnswerID) async -> Void = { _ in }
    ) {
        erasure = Erasure(database)
        self.forget = forget
        store = AnswerStore(database)
        self.blobs = blobs
        self.threads = threads
        self.hub = hub
    }

    /// Deletes an answer with everything that belongs to it. A job that runs meanwhile loses its claim.
    ///
    /// - Returns: whether the principal sees one with this id.
    package func remove(as principal: Principal, _ id: AnswerID) async throws -> Bool {
        let (store, blobs, threads, hub, erasure, forget) = (store, blobs, threads, hub, erasure, forget)
        return try await shielded {
            guard let deleted = try await store.delete(as: principal, id) else { return false }
            await hub.end(id.rawValue)
            try await threads.run { try blobs.remove(deleted) }
            await forget(id)
            // What cannot be removed now goes with the sweep.
            try? await blobs.unsettle(deleted)
            await erasure.request()
            return true
        }
    }
}

/// Has the database make deleted rows unreadable, soon after the last of several deletions.
actor Erasure {
    private static let waitMs = 5_000
    private static let attempts = 10

    private let database: any SQLDatabase
    private var isUnderWay = false
    private var isAsked = false

    /// For one database.
    init(_ database: any SQLDatabase) { self.database = database }

    /// Something was deleted.
    func request() {
        isAsked = true
        guard !isUnderWay else { return }
        isUnderWay = true
        Task { await erase() }
    }

    private func erase() async {
        var failures = 0
        while isAsked, failures < Self.attempts {
            isAsked = false
            try? await Task.sleep(for: .milliseconds(Self.waitMs))
            do {
                try await database.erase()
            } catch {
                // Readers were in the way.
                (isAsked, failures) = (true, failures + 1)
            }
        }
        isUnderWay = false
    }
}
