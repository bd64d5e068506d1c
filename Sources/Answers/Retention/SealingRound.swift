package import Blobs
package import Core
package import Database
import FoundationEssentials
package import Jobs
package import Logging
import Model
import Synchronization

/// Seals what was stored before the installation sealed, some files at a time, once through all answers in each process. What is in a
/// store behind the data folder is left alone: it would all have to come and go again.
package final class SealingRound: Sendable {
    private struct State {
        var last = ""
        var isOver = false
    }

    /// Answers looked at, and files sealed, in one round.
    private static let (looked, sealed) = (1_000, 50)

    private let database: any SQLDatabase
    private let blobs: BlobFolder
    private let threads: BlockingThreads
    private let log: Logger
    private let state = Mutex(State())

    /// A round over one data folder.
    package init(_ database: any SQLDatabase, blobs: BlobFolder, threads: BlockingThreads, log: Logger) {
        self.database = database
        self.blobs = blobs
        self.threads = threads
        self.log = log
    }

    /// What a worker does beside its jobs.
    package func round(everyMs: Int = 10_000) -> WorkerRound { WorkerRound(everyMs: everyMs) { await self.go() } }

    private func go() async {
        guard database.vault?.seals == true, blobs.store == nil, !state.withLock({ $0.isOver }) else { return }
        do {
            let count = try await step()
            if count > 0 { log.info("files sealed", metadata: ["count": "\(count)"]) }
        } catch is CancellationError {
        } catch {
            log.warning("files stay as they are", metadata: ["error": "\(error)"])
        }
    }

    /// One round.
    ///
    /// - Returns: how many files were sealed.
    package func step() async throws -> Int {
        var (last, count) = (state.withLock { $0.last }, 0)
        let page = try await answers(after: last)
        for (id, owner) in page {
            try Task.checkCancellation()
            do { count += try await seal(id, of: owner) } catch  where !(error is CancellationError) {
                log.warning(
                    "the files of an answer stay as they are",
                    metadata: ["answer": "\(id)", "error": "\(error)"]
                )
            }
            last = id.rawValue
            if count >= Self.sealed { break }
        }
        let (reached, isOver) = (last, page.isEmpty)
        state.withLock { state in
            state.last = reached
            state.isOver = isOver
        }
        return count
    }

    /// Seals the files of one answer that are not sealed.
    ///
    /// - Returns: how many there were.
    private func seal(_ answer: AnswerID, of owner: String) async throws -> Int {
        let plain = try await threads.run { [blobs] in try blobs.plainFiles(of: answer) }
        guard !plain.isEmpty else { return 0 }
        let folder = try await blobs.sealing(for: owner)
        let count = try await threads.run {
            try plain.reduce(0) { try $0 + (folder.sealAgain($1, of: answer) ? 1 : 0) }
        }
        // Retention and deletion write their rows before they remove files. One that was removed meanwhile is in its place again now.
        let (isKnown, hasRecording) = try await stands(answer)
        try await threads.run { [blobs] in
            if !isKnown { try blobs.remove(answer) } else if !hasRecording { try blobs.remove(.original, of: answer) }
        }
        return count
    }

    /// Whether an answer still uses the files of a place, and whether one still has its recording there.
    private func stands(_ place: AnswerID) async throws -> (isKnown: Bool, hasRecording: Bool) {
        try await database.read { connection in
            let rows = try connection.execute(
                "SELECT recording_removed_at FROM answers WHERE place = $1 OR id = $1",
                [.text(place.rawValue)]
            )
            return (!rows.isEmpty, try rows.contains { try $0.optionalInt("recording_removed_at") == nil })
        }
    }

    /// Finished answers in the order of their ids, with their owners; none whose recording another owner's answer uses.
    private func answers(after last: String) async throws -> [(AnswerID, String)] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT id, owner FROM answers a WHERE id > $1 AND status IN ('done', 'failed')
                    AND NOT EXISTS (SELECT id FROM answers o WHERE o.place = a.id AND o.owner <> a.owner)
                ORDER BY id LIMIT $2
                """,
                [.text(last), .int(Self.looked)]
            ).compactMap { row in
                guard let id = AnswerID(try row.text("id")) else { return nil }
                return (id, try row.text("owner"))
            }
        }
    }
}
