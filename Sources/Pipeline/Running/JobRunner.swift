import Interview
import Logging
package import Storage

/// Runs one claimed job to an end of its claim: done, failed, or handed back.
package struct JobRunner: Sendable {
    private let database: any Database
    private let jobs: JobStore
    private let policy: JobPolicy
    private let blobs: BlobFolder
    private let pipeline: AnswerPipeline
    private let hub: ProgressHub
    private let clock: PipelineClock
    private let deadlineMs: Int

    /// A runner.
    ///
    /// - Parameter deadlineMs: how long one run of a job may take; claims are made with the same.
    package init(
        _ database: any Database,
        policy: JobPolicy = JobPolicy(),
        blobs: BlobFolder,
        pipeline: AnswerPipeline,
        hub: ProgressHub,
        clock: PipelineClock = .system,
        deadlineMs: Int = 10_800_000
    ) {
        self.database = database
        jobs = JobStore(database, policy: policy)
        self.policy = policy
        self.blobs = blobs
        self.pipeline = pipeline
        self.hub = hub
        self.clock = clock
        self.deadlineMs = deadlineMs
    }

    /// Does what can be done of a job, and says how its claim is to end; nil when the claim was lost meanwhile.
    func work(_ job: Job, log: Logger) async -> JobEnding? {
        do {
            try await withDeadline(milliseconds: deadlineMs, clock: clock) {
                try await run(job, log: log)
            }
            return .completed
        } catch is ClaimLost {
            return nil
        } catch is CancellationError {
            return .handedBack
        } catch {
            let failure = error as? StageFailure ?? StageFailure(error, at: .upload)
            return .failed(failure.recorded(at: clock.instant))
        }
    }

    /// Writes down how a claim ends, and tells the answer's clients.
    ///
    /// - Throws: `ClaimLost`, or the database's error when the end could not be written.
    func end(_ job: Job, _ ending: JobEnding, log: Logger) async throws {
        let (jitter, now, jobs) = (clock.jitter(), clock.instant, jobs)
        let (ended, progress) = try await shielded { try await jobs.end(job, ending, jitter: jitter, at: now) }
        await hub.publish(progress)
        var metadata: Logger.Metadata = ["state": "\(ended.state.rawValue)", "runs": "\(ended.runs)"]
        if case .failed(let failure) = ending { metadata["code"] = "\(failure.code)" }
        log.info("job ended", metadata: metadata)
        guard ended.state.isFinished else { return }
        let (files, pipeline) = (AnswerFiles(blobs, of: job.answer), pipeline)
        try? await shielded { try await pipeline.threads.run { try files.dropDecoded() } }
    }

    /// Removes the files a lost run may have written after its answer was deleted.
    func tidy(_ job: Job) async {
        let (store, blobs, threads) = (AnswerStore(database), blobs, pipeline.threads)
        try? await shielded {
            guard try await store.find(job.answer) == nil else { return }
            try await threads.run { try blobs.remove(job.answer) }
        }
    }

    private func run(_ job: Job, log: Logger) async throws {
        guard let stored = try await AnswerStore(database).find(job.answer) else {
            throw ClaimLost(job: job.id, answer: job.answer)
        }
        let run = StageRun(
            JobArtifacts(database, for: job),
            patience: Patience(policy, attempts: job.attempts, waits: job.waits),
            clock: clock,
            log: log,
            publish: { await hub.publish($0) }
        )
        try await pipeline.run(stored.submission, AnswerFiles(blobs, of: job.answer), run)
    }
}
