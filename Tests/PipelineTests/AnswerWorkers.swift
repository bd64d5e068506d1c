import Blobs
import Core
import Database
import Events
import Jobs
import Logging

@testable import Answers

extension JobRunner {
    /// A runner for the jobs of answers alone, as tests of the pipeline want it.
    init(
        _ database: any SQLDatabase,
        policy: JobPolicy = JobPolicy(),
        blobs: BlobFolder,
        pipeline: AnswerPipeline,
        hub: EventHub,
        clock: PipelineClock = .system,
        deadlineMs: Int = 10_800_000
    ) {
        let handler = JobHandler.answers(
            database,
            policy: policy,
            blobs: blobs,
            pipeline: pipeline,
            hub: hub,
            clock: clock
        )
        self.init(database, JobRegistry([handler]), hub: hub, clock: clock, deadlineMs: deadlineMs)
    }
}

extension Worker {
    /// A worker on answers alone, which also sweeps up after them, as tests of the pipeline want it.
    init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        leases: WorkerLeases?,
        pipeline: AnswerPipeline,
        hub: EventHub,
        settings: WorkerSettings = WorkerSettings(),
        policy: JobPolicy = JobPolicy(),
        clock: PipelineClock = .system,
        log: Logger
    ) {
        let handler = JobHandler.answers(
            database,
            policy: policy,
            blobs: blobs,
            pipeline: pipeline,
            hub: hub,
            clock: clock,
            concurrency: settings.concurrency
        )
        let sweeper = Sweeper(database, blobs: blobs, threads: pipeline.threads, settings, clock: clock, log: log)
        self.init(
            database,
            JobRegistry([handler]),
            leases: leases,
            hub: hub,
            settings: settings,
            clock: clock,
            threads: pipeline.threads,
            rounds: [sweeper.round(everyMs: settings.sweepMs)],
            log: log
        )
    }
}
