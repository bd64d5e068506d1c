package import Core
import Database
import Jobs
package import Model

extension AnswerStore {
    /// Writes finished answers with their artifacts and a completed job each, in one transaction. For trials with many answers.
    ///
    /// - Parameter place: the answer in whose folder the recording of all of them is.
    package func seed(
        as principal: Principal,
        _ answers: [(submission: Submission, artifacts: [Artifact])],
        place: AnswerID
    ) async throws {
        let seal = try await database.sealingKey(of: principal.owner)
        try await database.write { connection in
            for (submission, artifacts) in answers {
                let now = Instant(submission.createdAt)
                var rest = submission
                let texts = AnswerTexts(takenFrom: &rest)
                let sent = try SentTexts.columns(of: rest, sealed: seal)
                try connection.execute(
                    """
                    INSERT INTO answers (id, status, stage, revision, sha256, place, owner, created_at, updated_at,
                        finished_at, \(sent.map(\.column).joined(separator: ", ")))
                    VALUES ($1, 'done', 'report', 1, $2, $3, $5, $4, $4, $4,
                        \(sent.indices.map { "$\(6 + $0)" }.joined(separator: ", ")))
                    """,
                    [
                        .text(submission.id.rawValue), .text(submission.sha256), .text(place.rawValue), .time(now),
                        .text(principal.owner),
                    ] + sent.map(\.value)
                )
                try texts?.write(of: submission.id, sealed: seal, in: connection)
                for artifact in artifacts {
                    try ArtifactRows.insert(artifact, sealed: seal, in: connection)
                    try ArtifactRows.choose(artifact, reused: false, in: connection)
                }
                var job = Job(id: JobID(at: now.date), answer: submission.id, owner: principal.owner, at: now)
                try job.start(by: "seed", at: now, deadlineMs: 0)
                try job.complete(at: now)
                try AnswerRows.add(job, in: connection)
            }
        }
    }
}
