import FoundationEssentials
import Interview
import Logging
import Pipeline
import ServiceLifecycle
import Storage
import Synchronization

/// The queue with jobs that do nothing.
final class QueueBenchmark: Sendable {
    private struct State {
        var count = 0
        var accepted: [AnswerID: ContinuousClock.Instant] = [:]
        var waits: [Duration] = []
        var waiter: (count: Int, wake: CheckedContinuation<Void, Never>)?
    }

    private let database: any Database
    private let blobs: BlobFolder
    private let pipeline: AnswerPipeline
    private let log: Logger
    private let state = Mutex(State())

    init(database: any Database, blobs: BlobFolder, pipeline: AnswerPipeline, log: Logger) {
        self.pipeline = pipeline
        self.database = database
        self.blobs = blobs
        self.log = log
    }

    /// From the moment an answer was accepted to the moment its work began.
    var waits: [Duration] { state.withLock { $0.waits } }

    /// Accepts answers, 32 at once.
    func accept(_ count: Int) async throws -> Duration {
        let store = AnswerStore(database)
        return try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    if number >= 32 { try await group.next() }
                    group.addTask { _ = try await store.accept(Self.submission) }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Accepts one answer every 10 ms.
    func pace(_ count: Int) async throws {
        let store = AnswerStore(database)
        let start = ContinuousClock.now
        for number in 0..<count {
            try await Task.sleep(until: start + .milliseconds(10 * number))
            let submission = Self.submission
            try await store.accept(submission)
            let now = ContinuousClock.now
            state.withLock { state in
                // Zero when the work began before the acceptance had returned.
                if let began = state.accepted.removeValue(forKey: submission.id) {
                    state.waits.append(began < now ? .zero : began - now)
                } else {
                    state.accepted[submission.id] = now
                }
            }
        }
    }

    /// Runs workers until `body` returns, and stops them.
    func work(
        _ homes: [any Database],
        concurrency: Int,
        until body: @escaping @Sendable () async throws -> Void
    ) async throws -> Duration {
        var settings = WorkerSettings()
        settings.concurrency = concurrency
        let workers = homes.map { home in
            Worker(
                home,
                blobs: blobs,
                leases: nil,
                pipeline: pipeline,
                hub: ProgressHub { home.announce($0) },
                settings: settings,
                log: log,
                instead: { job in self.began(job) }
            )
        }
        let group = ServiceGroup(services: workers, logger: log)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let time = try await ContinuousClock().measure { try await body() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return time
        }
    }

    /// Waits until so many answers are done.
    func wait(_ count: Int) async throws {
        // The last of them began; their ends are asked for below.
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.count < count { state.waiter = (count, continuation) }
                return state.count >= count
            }
            if isOver { continuation.resume() }
        }
        let database = database
        while try await database.read({ connection in
            try connection.execute("SELECT id FROM jobs WHERE state = 'running' LIMIT 1")
        }).count > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func began(_ job: Job) {
        let now = ContinuousClock.now
        let wake: CheckedContinuation<Void, Never>? = state.withLock { state in
            state.count += 1
            if let accepted = state.accepted.removeValue(forKey: job.answer) {
                state.waits.append(now - accepted)
            } else {
                state.accepted[job.answer] = now
            }
            guard let waiter = state.waiter, state.count >= waiter.count else { return nil }
            state.waiter = nil
            return waiter.wake
        }
        wake?.resume()
    }

    private static var submission: Submission {
        let now = Date()
        return Submission(
            id: AnswerID(at: now),
            question: Question(text: "Why?"),
            bytes: 1,
            sha256: AnswerID(at: now).rawValue,
            createdAt: now
        )
    }
}
