package import Core
package import Database
package import Events
package import Jobs
package import Model

extension JobKind {
    /// Work on one answer: the subject and the unique key are its id, and the answer stands where its job stands. Its jobs stay as long
    /// as the answer.
    package static func answer(_ policy: JobPolicy = JobPolicy()) -> JobKind {
        JobKind("answer", policy: policy, keepMs: nil) { jobs, now, connection in
            try AnswerRows.follow(jobs, at: now, in: connection)
        }
    }
}

extension Job {
    /// A job that works on an answer and may start at once.
    package init(id: JobID, answer: AnswerID, owner: String = "", priority: Int = 0, at now: Instant) {
        self.init(
            id: id,
            kind: .answer(),
            subject: answer.rawValue,
            uniqueKey: answer.rawValue,
            owner: owner,
            priority: priority,
            at: now
        )
    }

    /// The answer it works on; nil for jobs of other kinds.
    package var answer: AnswerID? { AnswerID(subject) }
}

extension JobChange {
    /// What the clients of the job's answer see; nil when the answer is gone.
    package var progress: ProgressEvent? { event.flatMap { ProgressEvent($0) } }
}

extension JobStore {
    /// The jobs of the answers of a database.
    package static func answers(_ database: any SQLDatabase, policy: JobPolicy = JobPolicy()) -> JobStore {
        JobStore(database, kinds: [.answer(policy)])
    }

    /// The jobs of an answer, oldest first.
    package func jobs(of answer: AnswerID) async throws -> [Job] { try await jobs(ofSubject: answer.rawValue) }

    /// Cancels the unfinished job of an answer, whichever worker has it: it can write nothing more. The answer fails with
    /// `job.cancelled`.
    ///
    /// - Returns: what the answer's clients see; nil when it has no unfinished job, or the principal does not see it.
    package func cancel(as principal: Principal, _ answer: AnswerID, at now: Instant) async throws -> ProgressEvent? {
        try await cancel(as: principal, answer.rawValue, at: now).compactMap(\.progress).last
    }
}

extension AnswerStore {
    /// Where answers stand, for those who follow them.
    package var topics: TopicReader {
        TopicReader(prefix: AnswerKind.prefix + "_") { topics in
            try await standings(as: .system, topics.compactMap { AnswerID($0) }).map(\.event)
        }
    }

    /// Gives a finished answer a new job, which takes from its artifacts whatever still fits.
    ///
    /// - Returns: whether it did; not when the answer is gone or has an unfinished job.
    package func workAgain(on answer: AnswerID, priority: Int = 0, at now: Instant) async throws -> Bool {
        let added = try await database.write { connection in
            let rows = try connection.execute(
                """
                UPDATE answers SET status = 'queued', stage = 'upload', problem_code = NULL, problem_detail = NULL,
                    finished_at = NULL, revision = revision + 1, updated_at = $2
                WHERE id = $1 AND status IN ('done', 'failed') RETURNING owner
                """,
                [.text(answer.rawValue), .time(now)]
            )
            guard let row = rows.first else { return false }
            let owner = try row.text("owner")
            let job = Job(id: JobID(at: now.date), answer: answer, owner: owner, priority: priority, at: now)
            try AnswerRows.add(job, in: connection)
            return true
        }
        if added { database.announceJobs() }
        return added
    }
}
