import Database
import DatabasePostgres
import StorageConformance
import Testing

/// PostgreSQL reaches the rows of every hot query by an index, among twenty thousand answers whose work is done.
@Suite(
    .timeLimit(.minutes(3)),
    .enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one")
)
struct PlanTests {
    private static let queries = [
        """
        SELECT id FROM jobs WHERE state IN ('available', 'retryable') AND run_after <= 1
        ORDER BY priority, turn, id LIMIT 4 FOR UPDATE SKIP LOCKED
        """,
        "SELECT MIN(turn) FROM jobs WHERE state IN ('available', 'retryable') AND priority = 0",
        "SELECT MAX(turn) FROM jobs WHERE state IN ('available', 'retryable') AND owner = 'o' AND priority = 0",
        "UPDATE jobs SET heartbeat_at = 1 WHERE state = 'running' AND claimed_by = 'w'",
        "SELECT id FROM jobs WHERE state = 'running' AND (heartbeat_at < 1 OR deadline_at < 1) FOR UPDATE SKIP LOCKED",
        "SELECT id FROM jobs WHERE id = 'job_1' AND state = 'running' AND claimed_by = 'w' AND runs = 1 FOR UPDATE",
        "UPDATE jobs SET finished_at = 1 WHERE id IN ('job_1', 'job_2', 'job_3', 'job_4')",
        "UPDATE answers SET status = 'done' WHERE id IN ('ans_1', 'ans_2', 'ans_3', 'ans_4')",
        "SELECT id FROM jobs WHERE answer = 'ans_1' AND state IN ('available', 'retryable', 'running')",
        "SELECT id FROM jobs WHERE answer = 'ans_1' ORDER BY created_at, id",
        "SELECT id FROM answers WHERE id = 'ans_1'",
        "SELECT id FROM answers ORDER BY created_at DESC, id DESC LIMIT 50",
        "SELECT id FROM answers WHERE (created_at, id) < (5000, 'ans_5') ORDER BY created_at DESC, id DESC LIMIT 50",
        """
        SELECT id FROM answers WHERE owner = 'o' AND (created_at, id) < (5000, 'ans_5')
        ORDER BY created_at DESC, id DESC LIMIT 50
        """,
        """
        SELECT id FROM answers WHERE LOWER((submission::json #>> '{question,role}')) = 'r'
        ORDER BY created_at DESC, id DESC LIMIT 50
        """,
        """
        SELECT id FROM answers WHERE LOWER((submission::json #>> '{language}')) = 'l'
        ORDER BY created_at DESC, id DESC LIMIT 50
        """,
        "SELECT id FROM answers WHERE status = 'failed' ORDER BY created_at DESC, id DESC LIMIT 50",
        "SELECT id FROM answers WHERE rubric = 'r' ORDER BY created_at DESC, id DESC LIMIT 50",
        "SELECT payload FROM artifacts WHERE answer = 'ans_1' AND stage = 'decode' AND fingerprint = 'f'",
    ]

    @Test func `no hot query reads a whole table`() async throws {
        let schema = try await TestPostgres()
        let database = try schema.database()
        try await Migrator().apply(to: database, at: .sample)
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO answers (id, submission, status, stage, revision, created_at, updated_at)
                SELECT 'ans_' || i, '{}', 'done', 'report', 7, i, i FROM generate_series(1, 20000) AS i
                """
            )
            try connection.execute(
                """
                INSERT INTO jobs (id, answer, state, priority, attempts, rescues, waits, runs, run_after, errors, created_at,
                    updated_at, finished_at, claimed_by, heartbeat_at, deadline_at, turn)
                SELECT 'job_' || i, 'ans_' || i, state, 0, 0, 0, 0, 1, 0, '[]', 0, 0,
                    CASE state WHEN 'completed' THEN 0 END, CASE state WHEN 'running' THEN 'w' || i % 3 END,
                    CASE state WHEN 'running' THEN 0 END, CASE state WHEN 'running' THEN 9 END, i
                FROM (SELECT i, CASE WHEN i <= 19500 THEN 'completed' WHEN i <= 19960 THEN 'available' ELSE 'running' END AS state
                    FROM generate_series(1, 20000) AS i) AS numbers
                """
            )
            try connection.execute(
                """
                INSERT INTO artifacts (answer, stage, fingerprint, payload, duration_ms, created_at)
                SELECT 'ans_' || i, 'decode', 'f', '{}', 1, 1 FROM generate_series(1, 20000) AS i
                """
            )
            for table in ["answers", "jobs", "artifacts"] { try connection.execute("ANALYZE \(table)") }
        }
        for query in Self.queries {
            let plan = try await database.write { connection in
                try connection.execute("EXPLAIN \(query)").map { try $0.text("QUERY PLAN") }.joined(separator: "\n")
            }
            #expect(!plan.contains("Seq Scan"), "\(query)\n\(plan)")
            #expect(plan.contains("Index"), "\(query)\n\(plan)")
        }
        database.close()
        withExtendedLifetime(schema) {}
    }
}
