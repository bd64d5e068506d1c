package import Blobs
package import Core
package import Database
package import Events
package import Jobs
import Logging
import Metrics
package import Model

/// Works on the jobs of answers.
struct AnswerHandler: Sendable {
    let database: any SQLDatabase
    let policy: JobPolicy
    let blobs: BlobFolder
    let pipeline: AnswerPipeline
    let hub: EventHub
    let clock: PipelineClock

    /// Runs the stages that are not done yet.
    func run(_ job: Job, log: Logger) async throws -> JobEnding {
        guard let answer = job.answer, let stored = try await AnswerStore(database).find(as: .system, answer) else {
            return .cancelled
        }
        let run = StageRun(
            try JobArtifacts(database, for: job),
            patience: Patience(policy, attempts: job.attempts, waits: job.waits),
            clock: clock,
            log: log,
            publish: { await hub.publish($0.event) }
        )
        let files = AnswerFiles(try await blobs.sealing(for: job.owner), of: answer, place: stored.place)
        try await RequestTrail.$id.withValue(stored.submission.requestId) {
            try await pipeline.run(stored.submission, files, run)
        }
        return .completed
    }

    /// Removes the decoded recording of a job that is over.
    func ended(_ job: Job) async {
        guard job.state.isFinished, let answer = job.answer else { return }
        let outcome = job.state == .completed ? "done" : job.state == .cancelled ? "cancelled" : "failed"
        Metrics.Counter(label: "answers_ended_total", dimensions: [("outcome", outcome)]).increment()
        let (files, pipeline) = (AnswerFiles(blobs, of: answer), pipeline)
        try? await shielded { try await pipeline.threads.run { try files.dropDecoded() } }
    }

    /// Removes the files a run may have written after its answer was deleted.
    func lost(_ job: Job) async {
        guard let answer = job.answer else { return }
        let (store, blobs, threads) = (AnswerStore(database), blobs, pipeline.threads)
        try? await shielded {
            guard try await store.find(as: .system, answer) == nil else { return }
            let isFree = try await !store.unknown(among: [answer]).isEmpty
            try await threads.run {
                if isFree { try blobs.remove(answer) } else { try blobs.removeResults(of: answer) }
            }
        }
    }
}

extension JobHandler {
    /// What works on answers.
    ///
    /// - Parameters:
    ///   - policy: how patient it is with one answer.
    ///   - concurrency: answers at once.
    package static func answers(
        _ database: any SQLDatabase,
        policy: JobPolicy = JobPolicy(),
        blobs: BlobFolder,
        pipeline: AnswerPipeline,
        hub: EventHub,
        clock: PipelineClock = .system,
        concurrency: Int = 1
    ) -> JobHandler {
        let answers = AnswerHandler(
            database: database,
            policy: policy,
            blobs: blobs,
            pipeline: pipeline,
            hub: hub,
            clock: clock
        )
        return JobHandler(
            .answer(policy),
            concurrency: concurrency,
            failure: { error, now in
                (error as? StageFailure ?? StageFailure(error, at: .upload)).recorded(at: now)
            },
            ended: { await answers.ended($0) },
            lost: { await answers.lost($0) },
            run: { try await answers.run($0, log: $1) }
        )
    }
}

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

/// One change of an answer that its clients see.
package struct ProgressEvent: Sendable, Hashable, Codable {
    /// The answer.
    package var answer: AnswerID
    /// Counts the changes of this answer; grows, with gaps when events were missed.
    package var sequence: Int
    /// Where the answer stands.
    package var status: AnswerStatus
    /// The step it is at.
    package var stage: Stage

    /// A change.
    package init(answer: AnswerID, sequence: Int, status: AnswerStatus, stage: Stage) {
        self.answer = answer
        self.sequence = sequence
        self.status = status
        self.stage = stage
    }

    /// Whether no other change follows by itself.
    package var isLast: Bool { status == .done || status == .failed }
}

extension ProgressEvent {
    /// The change as processes tell each other about it.
    package var event: Event {
        Event(
            topic: answer.rawValue,
            sequence: sequence,
            payload: (try? StoredJSON.text(self)) ?? "",
            isLast: isLast
        )
    }

    /// The change of an answer that an event is about; nil for events of something else.
    package init?(_ event: Event) {
        guard let change = try? StoredJSON.value(ProgressEvent.self, from: event.payload) else { return nil }
        self = change
    }
}
