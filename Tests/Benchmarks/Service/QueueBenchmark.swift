import Answers
import Core
import Database
import DatabasePostgres
import Events
import FoundationEssentials
import Jobs
import Logging
import Model
import ServiceLifecycle
import Synchronization

/// The queue with jobs that do nothing: those of answers, and those of a kind without a subject.
final class QueueBenchmark: Sendable {
    private struct State {
        var count = 0
        var accepted: [AnswerID: ContinuousClock.Instant] = [:]
        var waits: [Duration] = []
        var waiter: (count: Int, wake: CheckedContinuation<Void, Never>)?
    }

    /// A kind that writes nothing about its subjects.
    static let bare = JobKind("benchmark.bare")

    private let database: any SQLDatabase
    private let threads = BlockingThreads()
    private let log: Logger
    private let state = Mutex(State())

    init(database: any SQLDatabase, log: Logger) {
        self.database = database
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
                    group.addTask { _ = try await store.accept(as: .system, Self.submission) }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Adds jobs of ``bare``, 32 at once.
    func add(_ count: Int) async throws -> Duration {
        let jobs = JobStore(database, kinds: [Self.bare])
        return try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    if number >= 32 { try await group.next() }
                    group.addTask { _ = try await jobs.add(Job(kind: Self.bare, at: Instant(Date()))) }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Stores finished answers with their jobs, in one statement each.
    func store(_ count: Int) async throws {
        let submission = try StoredJSON.text(Self.submission)
        try await database.write { connection in
            let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))"
            try connection.execute(
                """
                INSERT INTO answers (id, submission, status, stage, revision, created_at, updated_at)
                \(numbers) SELECT 'ans_' || i, $1, 'done', 'report', 7, i, i FROM n
                """,
                [.text(submission)]
            )
            try connection.execute(
                """
                INSERT INTO jobs (id, kind, subject, payload, unique_key, owner, turn, state, priority, attempts, rescues,
                    waits, runs, run_after, errors, created_at, updated_at, finished_at)
                \(numbers) SELECT 'job_' || i, 'answer', 'ans_' || i, '{}', 'ans_' || i, '', 0, 'completed', 0, 0, 0, 0, 1, 0,
                    '[]', i, i, i FROM n
                """
            )
            if connection.dialect == .postgres {
                for table in ["answers", "jobs"] { try connection.execute("ANALYZE \(table)") }
            }
        }
    }

    /// Times a page of the list, and the claim of one waiting job.
    func look(_ count: Int) async throws -> (list: [Duration], claim: [Duration]) {
        let (store, jobs, clock) = (AnswerStore(database), JobStore.answers(database), ContinuousClock())
        _ = try await accept(count)
        var (lists, claims): ([Duration], [Duration]) = ([], [])
        for _ in 0..<count {
            lists.append(try await clock.measure { _ = try await store.list(as: .system, limit: 50) })
            let now = Instant(Date())
            claims.append(try await clock.measure { _ = try await jobs.claim(1, by: "w", deadlineMs: 1_000, at: now) })
        }
        return (lists, claims)
    }

    /// Accepts one answer every 10 ms.
    func pace(_ count: Int) async throws {
        let store = AnswerStore(database)
        let start = ContinuousClock.now
        for number in 0..<count {
            try await Task.sleep(until: start + .milliseconds(10 * number))
            let submission = Self.submission
            try await store.accept(as: .system, submission)
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
        _ homes: [any SQLDatabase],
        concurrency: Int,
        until body: @escaping @Sendable () async throws -> Void
    ) async throws -> Duration {
        var settings = WorkerSettings()
        settings.concurrency = concurrency
        let workers = homes.map { home in
            Worker(
                home,
                JobRegistry(
                    [.answer(), Self.bare].map { kind in
                        JobHandler(kind, concurrency: concurrency) { job, _ in
                            self.began(job)
                            return .completed
                        }
                    }
                ),
                leases: nil,
                hub: EventHub(announce: { home.announce($0) }),
                settings: settings,
                threads: threads,
                log: log
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

    /// Waits until so many jobs are done.
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
            if let answer = job.answer {
                if let accepted = state.accepted.removeValue(forKey: answer) {
                    state.waits.append(now - accepted)
                } else {
                    state.accepted[answer] = now
                }
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
