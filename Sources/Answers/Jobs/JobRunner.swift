package import Blobs
package import Core
package import Database
package import Logging
import Metrics
import Model

/// Runs one claimed job to an end of its claim: done, failed, or handed back.
package struct JobRunner: Sendable {
    private let database: any SQLDatabase
    private let jobs: JobStore
    private let completions: Completions
    private let policy: JobPolicy
    private let blobs: BlobFolder
    private let pipeline: AnswerPipeline
    private let hub: ProgressHub
    private let clock: PipelineClock
    private let deadlineMs: Int
    private let instead: (@Sendable (Job) -> Void)?

    /// A runner.
    ///
    /// - Parameters:
    ///   - deadlineMs: how long one run of a job may take; claims are made with the same.
    ///   - instead: done instead of the stages, to measure the queue by itself.
    package init(
        _ database: any SQLDatabase,
        policy: JobPolicy = JobPolicy(),
        blobs: BlobFolder,
        pipeline: AnswerPipeline,
        hub: ProgressHub,
        clock: PipelineClock = .system,
        deadlineMs: Int = 10_800_000,
        instead: (@Sendable (Job) -> Void)? = nil
    ) {
        self.database = database
        jobs = JobStore(database, policy: policy)
        completions = Completions(jobs, clock: clock)
        self.policy = policy
        self.blobs = blobs
        self.pipeline = pipeline
        self.hub = hub
        self.clock = clock
        self.deadlineMs = deadlineMs
        self.instead = instead
    }

    /// Does what can be done of a job, and writes down how its claim ends.
    ///
    /// - Returns: an end that could not be written down, for ``write(_:_:log:)`` later; nil when all is well.
    @discardableResult
    package func run(_ job: Job, log: Logger) async -> JobEnding? {
        guard let ending = await work(job, log: log) else {
            await lose(job, log: log)
            return nil
        }
        return await write(job, ending, log: log)
    }

    /// Writes down how a claim ends.
    ///
    /// - Returns: the same end when it could not be written down; nil when all is well.
    func write(_ job: Job, _ ending: JobEnding, log: Logger) async -> JobEnding? {
        do {
            try await end(job, ending, log: log)
        } catch is ClaimLost {
            await lose(job, log: log)
        } catch {
            log.error("job's end cannot be written yet", metadata: ["error": "\(error)"])
            return ending
        }
        return nil
    }

    /// How a job's claim is to end; nil when the claim was lost meanwhile.
    private func work(_ job: Job, log: Logger) async -> JobEnding? {
        do {
            try await withDeadline(milliseconds: deadlineMs, clock: clock) {
                try await runStages(job, log: log)
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

    private func end(_ job: Job, _ ending: JobEnding, log: Logger) async throws {
        let (jitter, now, jobs) = (clock.jitter(), clock.instant, jobs)
        var ended = job
        let progress: ProgressEvent
        if ending == .completed {
            progress = try await completions.complete(job)
            try ended.complete(at: now)
        } else {
            (ended, progress) = try await shielded { try await jobs.end(job, ending, jitter: jitter, at: now) }
        }
        await hub.publish(progress)
        var metadata: Logger.Metadata = ["state": "\(ended.state.rawValue)", "runs": "\(ended.runs)"]
        if case .failed(let failure) = ending { metadata["code"] = "\(failure.code)" }
        log.info("job ended", metadata: metadata)
        guard ended.state.isFinished && instead == nil else { return }
        Metrics.Counter(label: "answers_ended_total", dimensions: [("outcome", progress.status.rawValue)]).increment()
        let (files, pipeline) = (AnswerFiles(blobs, of: job.answer), pipeline)
        try? await shielded { try await pipeline.threads.run { try files.dropDecoded() } }
    }

    /// Removes the files a run may have written after its answer was deleted.
    private func lose(_ job: Job, log: Logger) async {
        log.info("claim lost")
        let (store, blobs, threads) = (AnswerStore(database), blobs, pipeline.threads)
        try? await shielded {
            guard try await store.find(as: .system, job.answer) == nil else { return }
            let isFree = try await !store.unknown(among: [job.answer]).isEmpty
            try await threads.run {
                if isFree { try blobs.remove(job.answer) } else { try blobs.removeResults(of: job.answer) }
            }
        }
    }

    private func runStages(_ job: Job, log: Logger) async throws {
        if let instead { return instead(job) }
        guard let stored = try await AnswerStore(database).find(as: .system, job.answer) else {
            throw ClaimLost(job: job.id, answer: job.answer)
        }
        let run = StageRun(
            JobArtifacts(database, for: job),
            patience: Patience(policy, attempts: job.attempts, waits: job.waits),
            clock: clock,
            log: log,
            publish: { await hub.publish($0) }
        )
        let files = AnswerFiles(blobs, of: job.answer, place: stored.place)
        try await RequestTrail.$id.withValue(stored.submission.requestId) {
            try await pipeline.run(stored.submission, files, run)
        }
    }
}
