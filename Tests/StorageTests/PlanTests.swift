import Database
import DatabasePostgres
import DatabaseSQLite
import Foundation
import Jobs
import StorageConformance
import Testing

/// The statements that the stores run, captured while they run them, reach their rows by an index among twenty thousand answers whose
/// work is done.
@Suite(.timeLimit(.minutes(3)))
struct PlanTests {
    /// Tables with a handful of rows, and names that are no tables, which may be read from end to end.
    private static let small: Set<String> = ["due", "rescores", "webhooks", "w", "CONSTANT"]

    @Test func `no hot call reads a whole table of SQLite`() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(folder.url.appending(component: "debrief.sqlite"))
        try await Migrator().apply(to: database, at: .sample)
        try await Crowd.fill(database)
        let partial = try await database.read { connection in
            try connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'")
                .map { try $0.text("name") }
        }
        for statement in try await statements(of: database) {
            let steps = try await database.read { connection in
                try connection.execute("EXPLAIN QUERY PLAN \(statement.sql)", statement.values)
                    .map { try $0.text("detail") }
            }
            for step in steps where step.hasPrefix("SCAN ") {
                let words = step.split(separator: " ")
                // All of an index is read only as far as the limit goes, or when the index holds little more than what is looked for.
                let isShort = statement.sql.contains("LIMIT") && step.contains("INDEX")
                let isPartial = words.last.map { partial.contains(String($0)) } ?? false
                #expect(isShort || isPartial || Self.small.contains(String(words[1])), "\(step): \(statement.sql)")
            }
            // The endpoints and the answers that share one recording are few enough to be sorted.
            let isSorted = statement.sql.contains("FROM webhooks") || statement.sql.contains("sha256 =")
            if statement.sql.contains("LIMIT"), !isSorted {
                #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps): \(statement.sql)")
            }
        }
        try database.close()
    }

    @Test(.enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `no hot call reads a whole table of PostgreSQL`() async throws {
        let schema = try await TestPostgres()
        // Twenty thousand rows in one statement take long on a busy machine.
        let database = try schema.database { $0.statementMs = 120_000 }
        try await Migrator().apply(to: database, at: .sample)
        try await Crowd.fill(database)
        try await database.write { connection in
            for table in [
                "answers", "artifacts", "results", "jobs", "idempotency_keys", "rescores", "rescore_items", "api_keys",
                "webhooks", "webhook_deliveries",
            ] { try connection.execute("ANALYZE \(table)") }
        }
        for statement in try await statements(of: database) {
            let plan = try await database.write { connection in
                try connection.execute("EXPLAIN \(statement.sql)", statement.values).map { try $0.text("QUERY PLAN") }
            }
            for line in plan {
                guard let table = line.firstMatch(of: /Seq Scan on (\w+)/)?.output.1 else { continue }
                #expect(Self.small.contains(String(table)), "\(statement.sql)\n\(plan.joined(separator: "\n"))")
            }
        }
        database.close()
        withExtendedLifetime(schema) {}
    }

    @Test(.enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `a claim reads no whole table where many jobs waited when PostgreSQL last counted them`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database()
        try await Migrator().apply(to: database, at: .sample)
        let kinds = [JobKind("first"), JobKind("second")]
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO jobs (id, kind, subject, payload, state, attempts, rescues, waits, runs, run_after, errors, created_at,
                    updated_at, owner, priority, turn)
                SELECT 'job_01900000-0000-7000-8000-' || lpad(i::text, 12, '0'), 'first', '', '{}', 'available', 0, 0, 0, 0, 0, '[]', 0, 0, '', 0, i FROM generate_series(1, 5000) i
                """
            )
            try connection.execute("ANALYZE jobs")
        }
        let recorder = RecordingDatabase(database)
        _ = try await JobStore(recorder, kinds: kinds).claim(4, by: "w", deadlineMs: 1_000, at: .sample)
        #expect(recorder.statements.contains { $0.sql.contains("UNION ALL") })
        for statement in recorder.statements where statement.sql.contains("jobs") {
            let plan = try await database.write { connection in
                try connection.execute("EXPLAIN \(statement.sql)", statement.values).map { try $0.text("QUERY PLAN") }
            }
            #expect(!plan.contains { $0.contains("Seq Scan on jobs") }, "\(plan.joined(separator: "\n"))")
        }
        database.close()
        withExtendedLifetime(schema) {}
    }

    /// Every statement that the hot calls run.
    private func statements(of database: any SQLDatabase) async throws -> [RecordingDatabase.Statement] {
        let recorder = RecordingDatabase(database)
        var all: [RecordingDatabase.Statement] = []
        for call in HotCall.all {
            recorder.forget()
            try await call.run(recorder)
            #expect(!recorder.statements.isEmpty, "\(call)")
            all += recorder.statements
        }
        return all
    }
}
