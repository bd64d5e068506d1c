package import Blobs
package import Core
package import Database
import FoundationEssentials
package import Jobs
package import Logging
import Model
import Synchronization

/// Seals what was stored before the installation sealed, some of it at a time: once through all answers with their texts, results and
/// files, then through the texts of other tables, in each process. Files in a store behind the data folder are left alone: they would all
/// have to come and go again.
package final class SealingRound: Sendable {
    private struct State {
        var last = ""
        var hasAnswers = true
        /// The tables that are not through, the first of them from a place on.
        var tables: [SealedTable]
        var cursor: SealedTable.Cursor?
        /// Whether texts were sealed whose plain bytes may still be in the database's files.
        var leaves = false

        var isOver: Bool { !hasAnswers && tables.isEmpty && !leaves }
    }

    private struct Listed: Sendable {
        var id: AnswerID
        var owner: String
        /// Whether what was sent with it is not sealed.
        var isPlain: Bool
        /// Whether the answer of another owner uses its recording.
        var isLent: Bool
    }

    /// Answers looked at, and files and rows sealed, in one round.
    private static let (looked, sealed) = (1_000, 50)

    private let database: any SQLDatabase
    private let blobs: BlobFolder
    private let threads: BlockingThreads
    private let log: Logger
    private let state: Mutex<State>

    /// A round over one data folder.
    ///
    /// - Parameter tables: what other features have.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        tables: [SealedTable] = [],
        threads: BlockingThreads,
        log: Logger
    ) {
        state = Mutex(State(tables: tables))
        self.database = database
        self.blobs = blobs
        self.threads = threads
        self.log = log
    }

    /// What a worker does beside its jobs.
    package func round(everyMs: Int = 10_000) -> WorkerRound { WorkerRound(everyMs: everyMs) { await self.go() } }

    private func go() async {
        guard database.vault?.seals == true, !state.withLock({ $0.isOver }) else { return }
        do {
            let count = try await step()
            if count > 0 { log.info("files and texts sealed", metadata: ["count": "\(count)"]) }
        } catch is CancellationError {
        } catch {
            log.warning("files and texts stay as they are", metadata: ["error": "\(error)"])
        }
    }

    /// One round.
    ///
    /// - Returns: how many files and rows were sealed.
    package func step() async throws -> Int {
        if state.withLock({ $0.hasAnswers }) {
            let count = try await stepAnswers()
            if count > 0 || state.withLock({ $0.hasAnswers }) { return count }
        }
        while let table = state.withLock({ $0.tables.first }) {
            let step: SealedTable.Step
            do {
                step = try await table.step(after: state.withLock { $0.cursor }, limit: Self.sealed, in: database)
            } catch {
                // Some rows may be sealed already, whose plain bytes are still to go.
                state.withLock { $0.leaves = true }
                throw error
            }
            state.withLock { state in
                state.cursor = step.next
                if step.next == nil { state.tables.removeFirst() }
                if step.sealed > 0 { state.leaves = true }
            }
            if step.sealed > 0 { return step.sealed }
        }
        if state.withLock({ $0.leaves }) {
            try await database.erase()
            state.withLock { $0.leaves = false }
        }
        return 0
    }

    private func stepAnswers() async throws -> Int {
        var (last, count, rows) = (state.withLock { $0.last }, 0, 0)
        let page = try await answers(after: last)
        for answer in page {
            try Task.checkCancellation()
            do {
                if answer.isPlain, try await sealTexts(answer) { rows += 1 }
                if !answer.isLent, blobs.store == nil { count += try await seal(answer.id, of: answer.owner) }
            } catch  where !(error is CancellationError) {
                log.warning(
                    "an answer stays as it is, and is not sealed",
                    metadata: ["answer": "\(answer.id)", "error": "\(error)"]
                )
            }
            last = answer.id.rawValue
            if count + rows >= Self.sealed { break }
        }
        let (reached, isOver, leaves) = (last, page.isEmpty, rows > 0)
        state.withLock { state in
            (state.last, state.hasAnswers) = (reached, !isOver)
            if leaves { state.leaves = true }
        }
        return count + rows
    }

    /// Seals what was sent with an answer and the results it has, in one transaction.
    ///
    /// - Returns: false when it is gone, or sealed by now.
    private func sealTexts(_ answer: Listed) async throws -> Bool {
        guard let key = try await database.sealingKey(of: answer.owner) else { return false }
        let id = answer.id
        return try await database.write { connection in
            let found = try connection.execute(
                """
                SELECT id, submission, \(AnswerTexts.column) FROM answers WHERE id = $1
                \(connection.dialect.lockRow)
                """,
                [.text(id.rawValue)]
            )
            guard let row = found.first, !SealedText.isSealed(try row.text("submission")) else { return false }
            var submission = try AnswerTexts.submission(from: row, in: connection)
            let texts = AnswerTexts(takenFrom: &submission)
            let sent = try SentTexts.columns(of: submission, sealed: key)
            let changes = sent.enumerated().map { "\($1.column) = $\($0 + 2)" }.joined(separator: ", ")
            try connection.execute(
                "UPDATE answers SET \(changes) WHERE id = $1",
                [.text(id.rawValue)] + sent.map(\.value)
            )
            try texts?.write(of: id, sealed: key, in: connection)
            try ArtifactRows.seal(id, with: key, in: connection)
            return true
        }
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

    /// Finished answers in the order of their ids.
    private func answers(after last: String) async throws -> [Listed] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT id, owner, CASE WHEN submission LIKE '\(SealedText.start)%' THEN 0 ELSE 1 END AS is_plain,
                    CASE WHEN EXISTS (SELECT id FROM answers o WHERE o.place = a.id AND o.owner <> a.owner)
                    THEN 1 ELSE 0 END AS is_lent
                FROM answers a WHERE id > $1 AND status IN ('done', 'failed')
                ORDER BY id LIMIT $2
                """,
                [.text(last), .int(Self.looked)]
            ).compactMap { row in
                guard let id = AnswerID(try row.text("id")) else { return nil }
                return Listed(
                    id: id,
                    owner: try row.text("owner"),
                    isPlain: try row.int("is_plain") == 1,
                    isLent: try row.int("is_lent") == 1
                )
            }
        }
    }
}
