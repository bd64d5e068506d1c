import Core
package import Database
import Model

/// Twenty thousand answers as an installation has them after a while: nearly all of them done, a few hundred jobs that wait, forty that
/// run, a re-scoring under way, and deliveries of webhooks.
package enum Crowd {
    /// Writes it into a database that has the schema and nothing else.
    package static func fill(_ database: any SQLDatabase) async throws {
        let sample = Submission.sample()
        let submission = try StoredJSON.text(sample)
        try await database.write { connection in
            for (rows, values) in statements(submission, sample.id.rawValue) {
                try connection.execute(
                    """
                    WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(HotCall.count))
                    \(rows)
                    """,
                    values
                )
            }
        }
    }

    /// An identifier with a number, as SQL.
    private static func id(_ prefix: String, _ number: String = "i") -> String {
        "'\(prefix)_00000000-0000-7000-8000-' || substr('00000000000' || \(number), length('' || \(number)))"
    }

    /// What a job does, as SQL.
    private static let state =
        "CASE WHEN i <= 19500 THEN 'completed' WHEN i <= 19960 THEN 'available' ELSE 'running' END"

    private static func statements(_ submission: String, _ sample: String) -> [(String, [SQLValue])] {
        [
            (
                """
                INSERT INTO answers (id, submission, status, stage, problem_code, problem_detail, revision, sha256, place, owner,
                    rubric, role_tag, created_at, updated_at, finished_at)
                SELECT \(id("ans")),
                    replace(replace(replace($1, $2, \(id("ans"))),
                        'Backend engineer', CASE WHEN i % 500 = 0 THEN 'Nurse' ELSE 'Backend engineer' END),
                        'en-US', CASE WHEN i % 500 = 1 THEN 'de' ELSE 'en-US' END),
                    CASE WHEN i > 19960 THEN 'running' WHEN i > 19500 THEN 'queued' WHEN i % 97 = 0 THEN 'failed' ELSE 'done' END,
                    'report', CASE WHEN i <= 19500 AND i % 97 = 0 THEN 'c' END, CASE WHEN i <= 19500 AND i % 97 = 0 THEN 'd' END,
                    7, '' || i, \(id("ans")), 'o' || i % 200, CASE WHEN i % 500 = 2 THEN 'sales' ELSE 'general' END,
                    CASE WHEN i % 500 = 0 THEN 'nurse' ELSE 'backend engineer' END, i, i, CASE WHEN i <= 19500 THEN i END
                FROM numbers
                """, [.text(submission), .text(sample)]
            ),
            (
                """
                INSERT INTO jobs (id, kind, subject, payload, unique_key, state, priority, attempts, rescues, waits, runs, run_after, errors, created_at,
                    updated_at, finished_at, claimed_by, heartbeat_at, deadline_at, turn, owner)
                SELECT \(id("job")), 'answer', \(id("ans")), '{}', \(id("ans")), \(state), 0, 0, 0, 0, 1, 0, '[]', i, i,
                    CASE \(state) WHEN 'completed' THEN 0 END, CASE \(state) WHEN 'running' THEN 'w' || i % 3 END,
                    CASE \(state) WHEN 'running' THEN i END, CASE \(state) WHEN 'running' THEN i + 900 END, i, 'o' || i % 200
                FROM numbers
                """, []
            ),
            (artifacts("decode", "{}"), []),
            (artifacts("evaluate", #"{"evaluation":{"rubric":"general v1"}}"#), []),
            ("INSERT INTO results SELECT \(id("ans")), 'decode', 'f', 0 FROM numbers", []),
            ("INSERT INTO results SELECT \(id("ans")), 'evaluate', 'f', 0 FROM numbers", []),
            (
                """
                INSERT INTO idempotency_keys (scope, name, request, resource, created_at)
                SELECT 'o' || i % 200, 'key' || i, 'r', \(id("ans")), \(Instant.sample.milliseconds) - i FROM numbers
                """, []
            ),
            (
                """
                INSERT INTO api_keys (prefix, hash, name, owner, scopes, created_at)
                SELECT 'dbf_' || i, 'h', 'n', 'o' || i % 200, 'answers:read', i FROM numbers
                """, []
            ),
        ] + queues
    }

    private static func artifacts(_ kind: String, _ payload: String) -> String {
        """
        INSERT INTO artifacts (answer, stage, fingerprint, payload, duration_ms, created_at)
        SELECT \(id("ans")), '\(kind)', 'f', '\(payload)', 1, i FROM numbers
        """
    }

    private static let queues: [(String, [SQLValue])] = [
        (
            """
            INSERT INTO rescores (id, state, note, selection, plan, limits, done, unchanged, failed, calls, revision, created_at,
                finished_at, fed_created, fed_answer, is_fed, next_at)
            SELECT \(id("rsc")), CASE WHEN i < 50 THEN 'done' ELSE 'running' END, '', '{}', '{}', '{"concurrency":9}', 0, 0, 0, 0, 1,
                100000, CASE WHEN i < 50 THEN 1 END, 15000, \(id("ans", "15000")), 0, 0
            FROM numbers WHERE i <= 50
            """, []
        ),
        (
            """
            INSERT INTO rescore_items (rescore, answer, state)
            SELECT \(id("rsc", "50")), \(id("ans")), CASE WHEN i > 14998 THEN 'running' WHEN i > 14996 THEN 'waiting' ELSE 'done' END
            FROM numbers WHERE i <= 15000
            """, []
        ),
        (
            """
            INSERT INTO webhooks (id, owner, url, events, secret, created_at)
            SELECT \(id("whk")), 'o' || i % 200, 'https://example.com', 'answer.done', 's', i FROM numbers WHERE i <= 200
            """, []
        ),
        (
            """
            INSERT INTO webhook_deliveries (id, webhook, event, subject, created_at, state, attempts, started_at, run_after, runs,
                finished_at)
            SELECT \(id("whd")), \(id("whk", "(1 + i % 200)")), 'answer.done', 's', i,
                CASE WHEN i > 19900 THEN 'waiting' ELSE 'delivered' END, 0, i, i, 0, CASE WHEN i <= 19900 THEN i END
            FROM numbers
            """, []
        ),
        (
            """
            INSERT INTO jobs (id, kind, subject, payload, unique_key, state, priority, attempts, rescues, waits, runs, run_after, errors, created_at,
                updated_at, turn, owner)
            SELECT \(id("job", "(100000 + i)")), 'webhooks.send', \(id("whk")), '{}', \(id("whk")), 'available', 0, 0, 0, 0, 0, 0, '[]', i, i, i,
                'o' || i % 200
            FROM numbers WHERE i <= 200
            """, []
        ),
    ]
}
