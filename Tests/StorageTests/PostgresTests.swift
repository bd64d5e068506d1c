import Answers
import Core
import Database
import DatabasePostgres
import Foundation
import Jobs
import Model
import StorageConformance
import Synchronization
import Testing

@Suite(
    .timeLimit(.minutes(3)),
    .enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one")
)
struct PostgresTests {
    @Test(arguments: StorageCheck.all)
    func `PostgreSQL does what every database must do`(check: StorageCheck) async throws {
        let schema = try await TestPostgres()
        let database = try schema.database()
        try await check.run(database)
        database.close()
        withExtendedLifetime(schema) {}
    }

    @Test(arguments: StorageCheck.all)
    func `PostgreSQL does so too where texts are sealed`(check: StorageCheck) async throws {
        let schema = try await TestPostgres()
        let vault = Vault(try #require(InstallationKeys(InstallationKeys.newKey())))
        let database = try schema.database(vault: vault)
        try await check.run(database)
        database.close()
        withExtendedLifetime(schema) {}
    }

    @Test func `a heartbeat does not wait for a job that another transaction has`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database()
        try await Migrator().apply(to: database, at: .sample)
        for second in 0..<2 { try await AnswerStore(database).accept(as: .system, .sample(second: second)) }
        let claimed = try await JobStore.answers(database).claim(2, by: "w", deadlineMs: 60_000, at: .second(3))
            .map(\.job.id)
        try #require(claimed.count == 2)
        let (isHeld, hold) = AsyncStream.makeStream(of: Void.self)
        let end = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await database.write { connection in
                    try connection.execute("SELECT id FROM jobs WHERE id = $1 FOR UPDATE", [.text(claimed[0].rawValue)])
                    hold.finish()
                    end.wait()
                }
            }
            for await _ in isHeld {}
            // Waiting for the row would end with its statement.
            let other = try schema.database { $0.statementMs = 5_000 }
            let owned = try? await JobStore.answers(other).beat("w", at: .second(20))
            #expect(owned == [claimed[0]: 1, claimed[1]: 1])
            let marks = try await other.read { connection in
                try connection.execute("SELECT heartbeat_at FROM jobs ORDER BY id").map { row in
                    try row.time("heartbeat_at")
                }
            }
            #expect(marks == [.second(3), .second(20)])
            end.signal()
            try await group.waitForAll()
        }
    }

    @Test func `a transaction that may come to the disk later does not wait, and no other is like it`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database { $0.connections = 1 }
        let ask: @Sendable (any SQLConnection) throws -> String? = { connection in
            try connection.execute("SHOW synchronous_commit").first?.text("synchronous_commit")
        }
        #expect(try await database.writeSoon(ask) == "off")
        #expect(try await database.write(ask) != "off")
        database.close()
        withExtendedLifetime(schema) {}
    }

    @Test func `several processes starting at once migrate once`() async throws {
        let schema = try await TestPostgres()
        let names = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<6 {
                let database = try schema.database()
                group.addTask { try await Migrator().apply(to: database, at: .sample) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(names == Schema.migrations.map(\.name))
    }

    @Test func `a transaction waits for a free connection, and is told when none comes`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database { settings in
            settings.connections = 2
            settings.waitMs = 300
        }
        try await withThrowingTaskGroup { group in
            for _ in 0..<2 { group.addTask { _ = try await database.read { try $0.execute("SELECT pg_sleep(5)") } } }
            // Both are taken once the server says so.
            let other = try schema.database()
            let sleeping = "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(5)' AND state = 'active'"
            while try await other.read({ try $0.execute(sleeping) }).count < 2 {}
            await #expect(throws: StorageError(.unavailable, "")) {
                try await database.read { try $0.execute("SELECT 1") }
            }
            try await group.waitForAll()
        }
        #expect(try await database.read { try $0.execute("SELECT 1 AS one") } == [SQLRow(["one": .integer(1)])])
    }

    @Test func `a statement that takes too long is ended, and the connection goes on`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database { settings in
            settings.connections = 1
            settings.statementMs = 100
        }
        await #expect(throws: StorageError(.unavailable, "")) {
            try await database.read { try $0.execute("SELECT pg_sleep(60)") }
        }
        #expect(try await database.read { try $0.execute("SELECT 1 AS one") }.count == 1)
    }

    @Test func `a connection the server ends is opened again, and the transaction is run again`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database { $0.connections = 1 }
        try await Migrator().apply(to: database, at: .sample)
        let find = "SELECT pg_backend_pid() AS pid"
        let end = "SELECT pg_terminate_backend($1::int)"
        let first = try await database.read { try $0.execute(find).first?.int("pid") ?? 0 }
        let other = try schema.database()
        let runs = Runs()
        let id = Submission.sample().id
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO answers (id, submission, status, stage, revision, created_at, updated_at) VALUES ($1, '{}', 'queued', 'upload', 1, 0, 0)",
                [.text(id.rawValue)]
            )
            // The first time, the server ends this very session before the commit.
            if runs.next() == 1 { try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
        }
        #expect(runs.count == 2)
        #expect(try await other.read { try $0.execute("SELECT id FROM answers") }.count == 1)
        let second = try await database.read { try $0.execute(find).first?.int("pid") ?? 0 }
        #expect(first != second)
        _ = try await other.read { try $0.execute(end, [.int(second)]) }
        #expect(try await database.read { try $0.execute("SELECT 1 AS one") }.count == 1)
    }

    @Test func `writers that block each other are both served`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database()
        try await database.write { connection in
            try connection.execute("CREATE TABLE t (i BIGINT PRIMARY KEY, n BIGINT NOT NULL)")
            try connection.execute("INSERT INTO t VALUES (1, 0), (2, 0)")
        }
        try await withThrowingTaskGroup { group in
            for (first, second) in [(1, 2), (2, 1)] {
                group.addTask {
                    try await database.write { connection in
                        try connection.execute("UPDATE t SET n = n + 1 WHERE i = $1", [.int(first)])
                        try connection.execute("SELECT pg_sleep(0.2)")
                        try connection.execute("UPDATE t SET n = n + 1 WHERE i = $1", [.int(second)])
                    }
                }
            }
            try await group.waitForAll()
        }
        let rows = try await database.read { try $0.execute("SELECT n FROM t") }
        #expect(rows == [SQLRow(["n": .integer(2)]), SQLRow(["n": .integer(2)])])
    }

    @Test func `jobs and progress announced by one process reach another`() async throws {
        let schema = try await TestPostgres()
        let (here, there) = (try schema.database(), try schema.database())
        var jobs = there.jobAnnouncements().makeAsyncIterator()
        var progress = there.eventAnnouncements().makeAsyncIterator()
        // The first wake-up says that the line stands.
        #expect(await jobs.next() != nil)
        let event = ProgressEvent(answer: AnswerID(at: .now), sequence: 7, status: .running, stage: .evaluate)
        here.announce([event.event])
        #expect(await progress.next() == event.event)
        here.announceJobs()
        #expect(await jobs.next() != nil)
    }

    @Test func `a server that is not there is unavailable, and so is one that refuses`() async throws {
        for url in ["postgres:///x?host=/nowhere/at/all", "postgres://127.0.0.1:1/x"] {
            let database = try TestPostgres.open(url) { $0.waitMs = 100 }
            await #expect(throws: StorageError(.unavailable, "")) {
                try await database.read { try $0.execute("SELECT 1") }
            }
        }
        let server = try #require(TestPostgres.server)
        let missing = try TestPostgres.open(server.replacing("/postgres?", with: "/no_such_database?")) {
            $0.waitMs = 100
        }
        await #expect(throws: StorageError(.unavailable, "")) { try await missing.read { try $0.execute("SELECT 1") } }
    }
}

/// Counts how often a transaction ran.
private final class Runs: Sendable {
    private let runs = Atomic(0)

    var count: Int { runs.load(ordering: .relaxed) }

    func next() -> Int { runs.add(1, ordering: .relaxed).newValue }
}
