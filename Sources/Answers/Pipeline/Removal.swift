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

    /// The removal of answers of a database.
    package init(_ database: any SQLDatabase, blobs: BlobFolder, threads: BlockingThreads, hub: EventHub) {
        store = AnswerStore(database)
        self.blobs = blobs
        self.threads = threads
        self.hub = hub
    }

    /// Deletes an answer with everything that belongs to it. A job that runs meanwhile loses its claim.
    ///
    /// - Returns: whether the principal sees one with this id.
    package func remove(as principal: Principal, _ id: AnswerID) async throws -> Bool {
        let (store, blobs, threads, hub) = (store, blobs, threads, hub)
        return try await shielded {
            guard let deleted = try await store.delete(as: principal, id) else { return false }
            await hub.end(id.rawValue)
            try await threads.run { try blobs.remove(deleted) }
            // What cannot be removed now goes with the sweep.
            try? await blobs.unsettle(deleted)
            return true
        }
    }
}
