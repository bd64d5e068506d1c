import Answers
import Blobs
import Core
import Database
import DatabaseSQLite
import Events
import Foundation
import Jobs
import Logging
import Model
import Testing
import Webhooks

/// A data folder with everything that stands on it. Opening it again is what a restart after a crash does: nothing is kept
/// but the files.
final class House: Sendable {
    let folder: TemporaryFolder
    let calls: Calls
    let clock: TestClock
    let database: SQLiteDatabase
    let blobs: BlobFolder
    let store: AnswerStore
    let jobs: JobStore
    let hub: EventHub
    let policy: JobPolicy
    let threads = BlockingThreads(count: 2)
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(
        _ folder: TemporaryFolder? = nil,
        calls: Calls = Calls(),
        clock: TestClock = TestClock(),
        policy: JobPolicy = JobPolicy(maxAttempts: 3, maxWaits: 2),
        vault: Vault? = nil
    ) async throws {
        self.folder = try folder ?? TemporaryFolder()
        self.calls = calls
        self.clock = clock
        self.policy = policy
        database = try SQLiteDatabase(
            self.folder.url.appending(component: "debrief.sqlite"),
            observers: [WebhookRows.observer],
            vault: vault
        )
        try await Migrator().apply(to: database, at: clock.instant)
        blobs = try BlobFolder(self.folder.url, database: database)
        store = AnswerStore(database)
        jobs = JobStore.answers(database, policy: policy)
        hub = EventHub()
    }

    /// The same folder after the process died.
    func reopened() async throws -> House {
        try await House(folder, calls: calls, clock: clock, policy: policy)
    }

    func pipeline(_ engines: Engines? = nil) -> AnswerPipeline {
        AnswerPipeline(engines ?? .counting(calls), threads: threads)
    }

    /// Uploads a recording of 1,000 bytes, which the fake decoder takes for one second.
    func accept(_ submission: Submission? = nil) async throws -> AnswerID {
        let intake = Intake(database, blobs: blobs, threads: threads, maxBytes: 1_000)
        let upload = try await intake.begin()
        try await upload.append([UInt8](repeating: 1, count: 1_000))
        return try await intake.accept(as: .system, upload, submission ?? .sample(at: clock.now)).id
    }

    /// Claims the one job that is due, and runs it to the end of its claim.
    func runDue(_ engines: Engines? = nil) async throws -> Job {
        let runner = JobRunner(
            database,
            policy: policy,
            blobs: blobs,
            pipeline: pipeline(engines),
            hub: hub,
            clock: clock.pipeline
        )
        let job = try #require(
            try await jobs.claim(1, by: "test", deadlineMs: 1_000_000_000, at: clock.instant).first?.job
        )
        await runner.run(job, log: log)
        return try #require(try await jobs.find(job.id))
    }

    /// Runs a job through all its retries.
    func runToEnd(_ engines: Engines? = nil) async throws -> Job {
        while true {
            let job = try await runDue(engines)
            if job.state.isFinished { return job }
            clock.move(to: max(clock.instant, job.runAfter))
        }
    }

    func answer(_ id: AnswerID) async throws -> Answer {
        let (stored, results) = try #require(try await store.results(as: .system, of: id))
        return try AnswerAssembly.answer(stored, results)
    }

    /// Gives an answer a new job, as a retry or a new scoring does.
    func again(_ id: AnswerID) async throws {
        #expect(try await store.workAgain(on: id, at: clock.instant))
    }
}
