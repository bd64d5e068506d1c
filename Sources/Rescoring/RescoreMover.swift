package import Blobs
package import Core
package import Database
package import FoundationEssentials
import Model

/// Makes the results of a re-scoring count, removes them, or makes those before them count again: a few hundred answers at a time, each
/// time in one transaction, so that a process that dies half-way leaves nothing half done and another one goes on.
package struct RescoreMover: Sendable {
    /// Answers in one transaction.
    static let step = 200

    private let store: RescoreStore
    private let blobs: BlobFolder
    private let threads: BlockingThreads

    /// A mover over one database.
    package init(_ database: any SQLDatabase, blobs: BlobFolder, threads: BlockingThreads) {
        store = RescoreStore(database)
        self.blobs = blobs
        self.threads = threads
    }

    /// Moves until nothing is left to move, or the task is cancelled.
    package func run(_ id: RescoreID, now: @Sendable () -> Date = { Date() }) async throws {
        while true {
            try Task.checkCancellation()
            let time = Instant(now())
            let (more, removed) = try await store.move(as: .system, resultsOf: id, limit: Self.step, at: time)
            for (answer, report) in removed {
                let blob = Blob.report(fingerprint: report)
                try await threads.run { try blobs.remove(blob, of: answer) }
                try? await blobs.unsettle(blob, of: answer)
            }
            guard more else { return }
        }
    }
}
