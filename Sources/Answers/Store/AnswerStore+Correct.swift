package import Core
import Database
import Jobs
package import Model

extension AnswerStore {
    /// What became of a correction.
    package enum Correction: Sendable, Hashable {
        /// The answer has the new words and a job that goes on from them.
        case accepted
        /// It changed since it was read, or is not finished.
        case changed
        /// The principal sees no such answer.
        case missing
    }

    /// Gives a finished answer other words and a job, which takes what does not depend on them from the answer's artifacts.
    /// The results there are stay as versions.
    ///
    /// - Parameters:
    ///   - transcript: the words that count from now on; nil for those of the engine.
    ///   - revision: the answer's, as the caller read it; when it is another one by now nothing happens.
    package func correct(
        as principal: Principal,
        _ id: AnswerID,
        to transcript: Transcript?,
        revision: Int,
        at now: Instant
    ) async throws -> Correction {
        let seal = try await database.sealingKey(of: try await owner(of: id) ?? principal.owner)
        let correction: Correction = try await database.write { connection in
            let condition = OwnerCondition(principal, after: 1)
            let rows = try connection.execute(
                """
                SELECT submission, owner, status, revision, \(AnswerTexts.column) FROM answers WHERE id = $1\(condition.text)
                \(connection.dialect.lockRow)
                """,
                [.text(id.rawValue)] + condition.values
            )
            guard let row = rows.first else { return .missing }
            let status: AnswerStatus = try row.choice("status")
            guard try row.int("revision") == revision, status == .done || status == .failed else { return .changed }
            var submission = try AnswerTexts.submission(from: row, in: connection)
            submission.transcript = transcript
            if let texts = AnswerTexts(takenFrom: &submission) {
                try texts.write(of: id, sealed: seal, in: connection)
            } else {
                try AnswerTexts.remove(of: id, in: connection)
            }
            try connection.execute(
                """
                UPDATE answers SET submission = $2, status = 'queued', stage = 'upload', problem_code = NULL,
                    problem_detail = NULL, finished_at = NULL, revision = revision + 1, updated_at = $3
                WHERE id = $1
                """,
                [.text(id.rawValue), .text(try StoredJSON.text(submission)), .time(now)]
            )
            let job = Job(id: JobID(at: now.date), answer: id, owner: try row.text("owner"), at: now)
            try AnswerRows.add(job, in: connection)
            return .accepted
        }
        if correction == .accepted { database.announceJobs() }
        return correction
    }
}
