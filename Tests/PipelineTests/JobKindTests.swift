import Core
import Database
import DatabaseSQLite
import Events
import Foundation
import Jobs
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

/// A worker with kinds of its own: what the next feature registers.
@Suite(.timeLimit(.minutes(2)))
struct JobKindTests {
    private func serving(
        _ house: House,
        _ registry: JobRegistry,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        var settings = WorkerSettings()
        settings.pollMs = 5
        settings.rescueMs = 20
        let worker = Worker(
            house.database,
            registry,
            leases: nil,
            hub: house.hub,
            settings: settings,
            threads: house.threads,
            log: house.log
        )
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await worker.run() }
                try await body()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    private func add(_ house: House, _ kind: JobKind, _ subject: String) async throws -> Job {
        let job = Job(kind: kind, subject: subject, at: Instant(.now))
        let store = JobStore(house.database, kinds: [kind])
        #expect(try await store.add(job))
        return job
    }

    @Test func `a kind whose jobs hang holds up no other`() async throws {
        let house = try await House()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (done, finish) = AsyncStream.makeStream(of: String.self)
        var registry = JobRegistry()
        registry.register(kind: "slow", concurrency: 2) { _, _ in for await _ in gate {} }
        registry.register(kind: "quick") { job, _ in finish.yield(job.subject) }
        for number in 0..<5 { _ = try await add(house, JobKind("slow"), "s\(number)") }
        for number in 0..<3 { _ = try await add(house, JobKind("quick"), "q\(number)") }
        let store = JobStore(house.database, kinds: [JobKind("slow")])
        try await serving(house, registry) {
            var heard: [String] = []
            for await subject in done {
                heard.append(subject)
                if heard.count == 3 { break }
            }
            #expect(heard == ["q0", "q1", "q2"])
            let backlog = try await store.backlog()
            #expect(backlog.running == 2 && backlog.waiting == 3)
            open.finish()
        }
    }

    @Test func `what a handler throws is tried again or given up by its code`() async throws {
        let house = try await House()
        let calls = Calls()
        let policy = JobPolicy(maxAttempts: 3, backoff: Backoff(baseMs: 1, maxMs: 1))
        let (over, end) = AsyncStream.makeStream(of: Job.self)
        var registry = JobRegistry()
        registry.register(
            JobHandler(JobKind("mail", policy: policy), ended: { if $0.state.isFinished { end.yield($0) } }) { job, _ in
                try calls.note(job.subject)
                throw TestError(code: job.subject)
            }
        )
        let passing = try await add(house, JobKind("mail"), "job.deadline")
        let lasting = try await add(house, JobKind("mail"), "decode.malformed")
        try await serving(house, registry) {
            var ended: [JobID: Job] = [:]
            for await job in over {
                ended[job.id] = job
                if ended.count == 2 { break }
            }
            #expect(ended[passing.id]?.errors.map(\.code) == Array(repeating: "job.deadline", count: 3))
            #expect(ended[lasting.id]?.errors.map(\.code) == ["decode.malformed"])
            #expect(ended.values.allSatisfy { $0.state == .discarded })
        }
        #expect(calls["job.deadline"] == 3 && calls["decode.malformed"] == 1)
    }

    @Test func `a schedule runs again and again, in one job, and survives its failures`() async throws {
        let house = try await House()
        let rounds = Counter()
        let (passed, pass) = AsyncStream.makeStream(of: Int.self)
        var registry = JobRegistry()
        registry.register(
            kind: "clean",
            schedule: .every(ms: 1)
        ) { _, _ in
            let round = rounds.next()
            pass.yield(round)
            if round == 3 { throw TestError(code: "job.deadline") }
            if round == 4 { throw TestError(code: "decode.malformed") }
        }
        try await serving(house, registry) {
            for await round in passed where round >= 8 { break }
        }
        let states = try await house.database.read { connection in
            try connection.execute("SELECT state FROM jobs WHERE kind = 'clean' ORDER BY created_at, id").map {
                try $0.text("state")
            }
        }
        #expect(states == ["available"])
    }

    @Test func `a process without a handler leaves the jobs of a kind to others`() async throws {
        let house = try await House()
        let job = try await add(house, JobKind("elsewhere"), "s")
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        var registry = JobRegistry()
        registry.register(kind: "here") { _, _ in finish.finish() }
        _ = try await add(house, JobKind("here"), "t")
        try await serving(house, registry) { for await _ in done {} }
        let store = JobStore(house.database, kinds: [JobKind("elsewhere")])
        #expect(try await store.find(job.id)?.state == .available)
    }
}

/// Counts up.
private final class Counter: Sendable {
    private let value = Atomic(0)

    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
