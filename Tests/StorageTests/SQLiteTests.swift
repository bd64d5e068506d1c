import Answers
import Core
import Database
import DatabaseSQLite
import Foundation
import Jobs
import Model
import StorageConformance
import Testing
import Webhooks

@Suite(.timeLimit(.minutes(2)))
struct SQLiteTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ name: String = "debrief.sqlite") throws -> SQLiteDatabase {
        try SQLiteDatabase(folder.url.appending(component: name), observers: StorageCheck.observers)
    }

    @Test(arguments: StorageCheck.all)
    func `SQLite does what every database must do`(check: StorageCheck) async throws {
        try await check.run(try open())
    }

    @Test(arguments: StorageCheck.all)
    func `SQLite does so too where texts are sealed`(check: StorageCheck) async throws {
        let vault = Vault(try #require(InstallationKeys(InstallationKeys.newKey())))
        let file = folder.url.appending(component: "sealed.sqlite")
        try await check.run(try SQLiteDatabase(file, observers: StorageCheck.observers, vault: vault))
    }

    @Test func `commits are synced and the log is a WAL`() async throws {
        let database = try open()
        let (mode, level) = try await database.write { connection in
            (
                try connection.execute("PRAGMA journal_mode").first?.text("journal_mode"),
                try connection.execute("PRAGMA synchronous").first?.int("synchronous")
            )
        }
        #expect(mode == "wal")
        #expect(level == 2)
        // One that its caller does not wait for is synced with the next; NORMAL holds for no other.
        let ask: @Sendable (any SQLConnection) throws -> Int? = { connection in
            try connection.execute("PRAGMA synchronous").first?.int("synchronous")
        }
        for _ in 0..<2 {
            #expect(try await database.writeSoon(ask) == 1)
            #expect(try await database.write(ask) == 2)
        }
    }

    @Test func `what was accepted is there after the file is opened again`() async throws {
        let submission = Submission.sample()
        let first = try open()
        try await Migrator().apply(to: first, at: .sample)
        try await AnswerStore(first).accept(as: .system, submission)
        try first.close()
        let second = try open()
        #expect(try await Migrator().apply(to: second, at: .sample).isEmpty)
        #expect(try await AnswerStore(second).find(as: .system, submission.id)?.submission == submission)
    }

    @Test func `two processes' connections may write one file in turn`() async throws {
        let (a, b) = (try open(), try open())
        try await Migrator().apply(to: a, at: .sample)
        try await withThrowingTaskGroup { group in
            for second in 0..<40 {
                let store = AnswerStore(second % 2 == 0 ? a : b)
                group.addTask { _ = try await store.accept(as: .system, .sample(second: second)) }
            }
            try await group.waitForAll()
        }
        #expect(try await AnswerStore(b).list(as: .system, limit: 100).answers.count == 40)
    }

    @Test func `a full database says so and keeps what it has`() async throws {
        let database = try open()
        try await Migrator().apply(to: database, at: .sample)
        let store = AnswerStore(database)
        try await store.accept(as: .system, .sample())
        let before = try await store.list(as: .system, limit: 200)
        // SQLite reports a file that may not grow as it reports a full disk.
        try await database.write { try $0.execute("PRAGMA max_page_count = 1") }
        await #expect(throws: StorageError(.full, "")) {
            for second in 1...200 { try await store.accept(as: .system, .sample(second: second)) }
        }
        let after = try await store.list(as: .system, limit: 200)
        #expect(after.answers.suffix(1) == before.answers)
        for answer in after.answers {
            #expect(try await JobStore.answers(database).jobs(of: answer.submission.id).count == 1)
        }
    }

    @Test func `a file that is no database is corrupt, one that cannot be opened unavailable`() async throws {
        try Data(repeating: 65, count: 8192).write(to: folder.url.appending(component: "letter.txt"))
        #expect(throws: StorageError(.corrupt, "")) { try open("letter.txt") }
        #expect(throws: StorageError(.unavailable, "")) { try open("no/such/folder.sqlite") }
    }

    @Test func `the hot queries use an index`() async throws {
        let database = try open()
        try await Migrator().apply(to: database, at: .sample)
        for (sql, index) in [
            (
                """
                SELECT id FROM jobs WHERE state IN ('available', 'retryable') AND kind = 'k' AND run_after <= 1
                ORDER BY priority, turn, id LIMIT 4
                """, "jobs_waiting"
            ),
            ("SELECT id FROM jobs WHERE state = 'running' AND claimed_by = 'w'", "jobs_running"),
            ("SELECT id FROM answers ORDER BY created_at DESC, id DESC LIMIT 20", "answers_by_time"),
            (
                "SELECT id FROM answers WHERE (created_at, id) < (1, 'a') ORDER BY created_at DESC, id DESC LIMIT 20",
                "answers_by_time"
            ),
            ("SELECT id FROM jobs WHERE subject = 'a' AND kind = 'k'", "jobs_by_subject"),
            (
                "SELECT id FROM jobs WHERE kind = 'k' AND unique_key = 'a' AND state IN ('available', 'retryable', 'running')",
                "jobs_unfinished"
            ),
            (
                "SELECT MIN(turn) FROM jobs WHERE state IN ('available', 'retryable') AND kind = 'k' AND priority = 1",
                "jobs_waiting"
            ),
            (
                """
                SELECT MAX(turn) FROM jobs
                WHERE state IN ('available', 'retryable') AND kind = 'k' AND owner = 'o' AND priority = 1
                """, "jobs_waiting_by_owner"
            ),
            ("SELECT id FROM jobs WHERE state = 'running' AND (heartbeat_at < 1 OR deadline_at < 1)", "jobs_running"),
        ] {
            let plan = try await database.read { connection in
                try connection.execute("EXPLAIN QUERY PLAN \(sql)").map { row in try row.text("detail") }.joined(
                    separator: "; "
                )
            }
            #expect(plan.contains(index), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
