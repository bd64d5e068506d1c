package import Blobs
package import Core
package import Database
package import Events
package import Jobs
import Logging
import Metrics
import Model

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
