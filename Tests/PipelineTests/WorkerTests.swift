import Answers
import Blobs
import Core
import Database
import Events
import Foundation
import Jobs
import Model
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct WorkerTests {
    private static var settings: WorkerSettings {
        var settings = WorkerSettings()
        settings.pollMs = 5
        settings.heartbeatMs = 20
        settings.rescueMs = 20
        return settings
    }

    private func worker(
        _ house: House,
        _ engines: Engines? = nil,
        _ settings: WorkerSettings = settings,
        policy: JobPolicy = JobPolicy(maxAttempts: 3, backoff: Backoff(baseMs: 1, maxMs: 1)),
        leases: WorkerLeases? = nil,
        database: (any SQLDatabase)? = nil,
        clock: PipelineClock = .system
    ) -> Worker {
        Worker(
            database ?? house.database,
            blobs: house.blobs,
            leases: leases,
            pipeline: house.pipeline(engines),
            hub: house.hub,
            settings: settings,
            policy: policy,
            clock: clock,
            log: house.log
        )
    }

    private func finish(_ house: House, _ ids: [AnswerID]) async throws {
        for id in ids {
            try await house.hub.waitForLast(of: id.rawValue, timeoutMs: 60_000, pollMs: 10) {
                let status = try await house.store.find(as: .system, id)?.status
                return status != .queued && status != .running
            }
        }
    }

    /// Runs a worker until `body` returns, then stops it as SIGTERM would.
    private func serving(_ worker: Worker, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await worker.run() }
                try await body()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func `answers accepted before and after the start are all done, each once`() async throws {
        let house = try await House()
        let early = [try await house.accept(), try await house.accept()]
        try await serving(worker(house)) {
            let late = [try await house.accept(), try await house.accept(), try await house.accept()]
            try await finish(house, early + late)
        }
        for stage in ["decode", "transcribe", "analyze", "evaluate", "report"] { #expect(house.calls[stage] == 5) }
        #expect(
            try await house.store.list(as: .system, limit: 10).answers.map(\.status)
                == Array(repeating: .done, count: 5)
        )
    }

    @Test func `no more jobs run at once than allowed`() async throws {
        let house = try await House()
        let gauge = Gauge()
        var engines = Engines.counting(house.calls)
        engines.transcriber.transcribe = { _ in
            gauge.enter()
            // Until as many as may be have been inside at once.
            while gauge.most < 3 { await Task.yield() }
            gauge.leave()
            return .sample(engine: "fake")
        }
        var settings = Self.settings
        settings.concurrency = 3
        var ids: [AnswerID] = []
        for _ in 0..<12 { ids.append(try await house.accept()) }
        let all = ids
        try await serving(worker(house, engines, settings)) { try await finish(house, all) }
        #expect(gauge.most == 3 && gauge.all == 12)
    }

    @Test func `a failure that passes is retried by the worker itself`() async throws {
        let house = try await House()
        house.calls.fail("transcribe", "transcribe.unavailable", "transcribe.unavailable")
        let id = try await house.accept()
        try await serving(worker(house)) { try await finish(house, [id]) }
        #expect(house.calls["transcribe"] == 3)
        #expect(try await house.answer(id).transcript?.text == "I like Rust")
    }

    @Test func `a stop lets a short job end`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        var engines = Engines.counting(house.calls)
        engines.transcriber.transcribe = { _ in
            begin.finish()
            for await _ in gate {}
            return .sample(engine: "fake")
        }
        let worker = worker(house, engines)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await worker.run() }
                for await _ in began {}
                trigger.triggerGracefulShutdown()
                let other = try await house.accept()
                open.finish()
                try await group.waitForAll()
                #expect(try await house.store.find(as: .system, other)?.status == .queued)
            }
        }
        #expect(try await house.store.find(as: .system, id)?.status == .done)
    }

    @Test func `a stop hands a long job back, and nothing counts against it`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        var engines = Engines.counting(house.calls)
        engines.transcriber.transcribe = { _ in
            begin.finish()
            try await Task.sleep(for: .seconds(3600))
            throw TestError(code: "internal")
        }
        var settings = Self.settings
        settings.graceMs = 20
        try await serving(worker(house, engines, settings)) { for await _ in began {} }
        let job = try #require(try await house.jobs.jobs(of: id).first)
        #expect(job.state == .available && job.attempts == 0 && job.rescues == 0 && job.errors.isEmpty)
        #expect(try await house.store.find(as: .system, id)?.status == .queued)
        let next = try await house.reopened()
        try await serving(worker(next)) { try await finish(next, [id]) }
        #expect(house.calls["decode"] == 1)
    }

    @Test func `a database that goes away while a job ends costs nothing when it comes back`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let flaky = FlakyDatabase(house.database)
        var engines = Engines.counting(house.calls)
        engines.render = { [calls = house.calls] _ in
            try calls.note("report")
            // The artifact cannot be written at first.
            flaky.failWrites(2)
            return [1]
        }
        // One job at a time: nobody claims meanwhile, and the failures meet the writes they are meant for.
        var settings = Self.settings
        settings.concurrency = 1
        settings.heartbeatMs = 200
        let worker = Worker(
            flaky,
            blobs: house.blobs,
            leases: nil,
            pipeline: house.pipeline(engines),
            hub: house.hub,
            settings: settings,
            policy: JobPolicy(maxAttempts: 3, backoff: Backoff(baseMs: 1, maxMs: 1)),
            log: house.log
        )
        try await serving(worker) { try await finish(house, [id]) }
        #expect(try await house.store.find(as: .system, id)?.status == .done)
        #expect(house.calls["evaluate"] == 1)
        #expect(house.calls["report"] == 1)
    }

    @Test func `jobs of a killed process are free as soon as the next one starts`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let leases = try WorkerLeases(house.folder.url)
        let dead = try await house.jobs.claim(1, by: leases.name(), deadlineMs: 1_000_000_000, at: Instant(.now))
        #expect(dead.count == 1)
        try await serving(worker(house, leases: leases)) { try await finish(house, [id]) }
        let job = try #require(try await house.jobs.jobs(of: id).first)
        #expect(job.state == .completed && job.runs == 2)
    }

    @Test func `jobs of a worker that lives elsewhere are left alone until its heartbeat is old`() async throws {
        let house = try await House()
        let held = try await house.accept()
        let leases = try WorkerLeases(house.folder.url)
        let alive = leases.name()
        let lease = try leases.take(alive)
        let claimed = try await house.jobs.claim(1, by: alive, deadlineMs: 1_000_000_000, at: Instant(.now))
        #expect(claimed.first?.job.answer == held)
        let free = try await house.accept()
        try await serving(worker(house, leases: leases)) { try await finish(house, [free]) }
        #expect(try await house.store.find(as: .system, held)?.status == .running)
        withExtendedLifetime(lease) {}
    }

    /// The system's clock with a time that can be set.
    private func settable(_ offset: SettableOffset) -> PipelineClock {
        var clock = PipelineClock.system
        clock.now = { Date(timeIntervalSinceNow: offset.seconds) }
        return clock
    }

    @Test(arguments: [40.0, 3_600, -3_600])
    func `a step of the clock makes no worker rescue what it has in hand, and nothing is paid for twice`(step: Double)
        async throws
    {
        let (house, offset, gauge) = (try await House(), SettableOffset(), Gauge())
        let id = try await house.accept()
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        var engines = Engines.counting(house.calls)
        engines.transcriber.transcribe = { _ in
            gauge.enter()
            begin.finish()
            for await _ in gate {}
            return .sample(engine: "fake")
        }
        var settings = Self.settings
        // The rescue comes before the heartbeat that would make the claim young again.
        settings.heartbeatMs = 300
        settings.rescueMs = 5
        let rounds = Rounds(house.database)
        let worker = worker(house, engines, settings, database: rounds, clock: settable(offset))
        try await serving(worker) {
            for await _ in began {}
            offset.set(step)
            // Many rescues later, and some heartbeats.
            await rounds.pass(200)
            open.finish()
            try await finish(house, [id])
        }
        let job = try #require(try await house.jobs.jobs(of: id).first)
        #expect(gauge.all == 1 && job.runs == 1 && job.rescues == 0 && job.state == .completed)
    }

    @Test func `a database that is blocked longer than a heartbeat may be old costs nothing`() async throws {
        let (house, gauge) = (try await House(), Gauge())
        let id = try await house.accept()
        let flaky = FlakyDatabase(house.database)
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        var engines = Engines.counting(house.calls)
        engines.transcriber.transcribe = { _ in
            gauge.enter()
            begin.finish()
            for await _ in gate {}
            return .sample(engine: "fake")
        }
        var settings = Self.settings
        settings.staleMs = 20
        settings.rescueMs = 5
        let rounds = Rounds(flaky)
        try await serving(worker(house, engines, settings, database: rounds)) {
            for await _ in began {}
            flaky.failWrites(50)
            await rounds.pass(200)
            flaky.failWrites(0)
            await rounds.pass(200)
            open.finish()
            try await finish(house, [id])
        }
        #expect(gauge.all == 1)
        #expect(try await house.jobs.jobs(of: id).first?.runs == 1)
    }

    @Test func `leftovers of uploads and files without an answer are swept, young ones stay`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let orphan = AnswerID(at: Date(timeIntervalSinceNow: -172_800))
        try house.blobs.write([1], as: .original, of: orphan)
        try Data([1]).write(to: house.blobs.scratch())
        try await house.blobs.board.own(try await InstallationStore(house.database).current(at: Instant(.now)))
        let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -172_800)]
        for url in [
            house.blobs.url(.original, of: orphan).deletingLastPathComponent(),
            house.blobs.url(.original, of: id).deletingLastPathComponent(),
        ] {
            try FileManager.default.setAttributes(old, ofItemAtPath: url.path)
        }
        let sweeper = Sweeper(house.database, blobs: house.blobs, threads: house.threads, Self.settings, log: house.log)
        await sweeper.tidy()
        #expect(!house.blobs.has(.original, of: orphan))
        #expect(house.blobs.discarded().map(\.answer) == [orphan])
        #expect(house.blobs.has(.original, of: id))
        #expect(house.folder.blobs.count == 2)
    }
}

/// By how much a clock was set.
private final class SettableOffset: Sendable {
    private let offset = Mutex(0.0)

    var seconds: Double { offset.withLock { $0 } }

    func set(_ seconds: Double) { offset.withLock { $0 = seconds } }
}

/// A database that tells how often it was read.
private final class Rounds: SQLDatabase {
    private let inner: any SQLDatabase
    private let reads = Atomic(0)

    init(_ inner: any SQLDatabase) { self.inner = inner }

    /// Waits for so many more reads.
    func pass(_ count: Int) async {
        let end = reads.load(ordering: .relaxed) + count
        while reads.load(ordering: .relaxed) < end { await Task.yield() }
    }

    var dialect: Dialect { inner.dialect }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        reads.wrappingAdd(1, ordering: .relaxed)
        return try await inner.read(body)
    }

    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await inner.write(body)
    }

    func announceJobs() { inner.announceJobs() }

    func jobAnnouncements() -> AsyncStream<Void> { inner.jobAnnouncements() }
}
