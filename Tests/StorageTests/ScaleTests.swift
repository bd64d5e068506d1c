import Answers
import Core
import Database
import DatabaseSQLite
import Foundation
import Jobs
import Model
import Rescoring
import StorageConformance
import Testing

/// What must cost the same however many answers there are: the short form of `service-benchmark scale`.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct ScaleTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func filled(_ count: Int) async throws -> SQLiteDatabase {
        let database = try SQLiteDatabase(folder.url.appending(component: "\(count).sqlite"))
        try await Migrator().apply(to: database, at: .sample)
        let store = AnswerStore(database)
        for start in stride(from: 0, to: count, by: 500) {
            let batch = (start..<min(start + 500, count)).map { second in
                (submission: Submission.sample(second: second), artifacts: [Artifact]())
            }
            try await store.seed(as: .system, batch, place: batch[0].submission.id)
        }
        return database
    }

    /// The fastest of many tries, which load on the machine hardly touches.
    private func fastest(_ tries: Int = 60, _ body: () async throws -> Void) async rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<tries {
            let start = ContinuousClock.now
            try await body()
            best = min(best, (ContinuousClock.now - start) / .microseconds(1))
        }
        return best
    }

    private func costs(_ database: SQLiteDatabase, _ count: Int) async throws -> [Double] {
        let (answers, jobs, rescores) = (AnswerStore(database), JobStore.answers(database), RescoreStore(database))
        let now = Instant.second(count + 10)
        let page = try await fastest { _ = try await answers.list(as: .system, limit: 50) }
        let claim = try await fastest { _ = try await jobs.claim(4, by: "w", deadlineMs: 1_000, at: now) }
        let start = try await fastest {
            let id = try await rescores.begin(as: .system, RescoreSelection(), RescorePlan(), at: now).id
            _ = try await RescoreQueue(database).feed(id, at: now)
            try await rescores.move(as: .system, id, to: .cancelled, at: now)
        }
        return [page, claim, start]
    }

    @Test func `a page, a claim and the start of a re-scoring cost the same with twenty times the answers`()
        async throws
    {
        let (few, many) = (try await filled(500), try await filled(10_000))
        var ratios: [Double] = []
        // Another try when the machine was busy with something else.
        for _ in 0..<4 {
            let (small, large) = (try await costs(few, 500), try await costs(many, 10_000))
            ratios = zip(large, small).map { $0 / $1 }
            if ratios.allSatisfy({ $0 <= 1.3 }) { break }
        }
        #expect(ratios.allSatisfy { $0 <= 1.3 }, "page, claim, start: \(ratios)")
    }

    @Test func `the queries of keys, shared recordings, retention and re-scorings use an index`() async throws {
        let database = try await filled(1)
        for (sql, index) in [
            (
                "SELECT request FROM idempotency_keys WHERE scope = 's' AND name = 'n'",
                "sqlite_autoindex_idempotency_keys_1"
            ),
            ("DELETE FROM idempotency_keys WHERE created_at < 1", "idempotency_keys_by_time"),
            ("DELETE FROM idempotency_keys WHERE resource = 'a'", "idempotency_keys_by_resource"),
            ("SELECT place FROM answers WHERE sha256 = 'a' ORDER BY created_at DESC LIMIT 1", "answers_by_hash"),
            ("SELECT id FROM answers WHERE place = 'a' LIMIT 1", "answers_by_place"),
            (
                """
                SELECT id, place FROM answers WHERE recording_removed_at IS NULL AND updated_at < 1
                    AND status IN ('done', 'failed') ORDER BY updated_at LIMIT 100
                """, "answers_with_recording"
            ),
            (
                """
                SELECT a.id, a.created_at FROM answers a WHERE a.status = 'done' AND a.created_at < 9
                    AND (a.created_at, a.id) > (1, 'a') ORDER BY a.created_at, a.id LIMIT 4
                """, "answers_by_time"
            ),
            (
                """
                SELECT a.id FROM answers a WHERE a.role_tag = 'x'
                ORDER BY a.created_at DESC, a.id DESC LIMIT 51
                """, "answers_by_role"
            ),
            (
                """
                SELECT a.id FROM answers a WHERE LOWER(json_extract(a.submission, '$.language')) = 'x'
                ORDER BY a.created_at DESC, a.id DESC LIMIT 51
                """, "answers_by_language"
            ),
            (
                "SELECT a.id FROM answers a WHERE a.status = 'failed' ORDER BY a.created_at DESC, a.id DESC LIMIT 51",
                "answers_failed"
            ),
            (
                "SELECT a.id FROM answers a WHERE a.rubric = 'x' ORDER BY a.created_at DESC, a.id DESC LIMIT 51",
                "answers_by_rubric"
            ),
            (
                "SELECT answer FROM rescore_items WHERE rescore = 'a' AND state IN ('waiting', 'running')",
                "rescore_items_open"
            ),
        ] {
            let plan = try await database.read { connection in
                try connection.execute("EXPLAIN QUERY PLAN \(sql)").map { row in try row.text("detail") }.joined(
                    separator: "; "
                )
            }
            #expect(plan.contains(index), "\(sql)\n\(plan)")
            #expect(!sql.contains("DESC LIMIT 51") || !plan.contains("TEMP B-TREE"), "\(plan)")
            #expect(!plan.hasPrefix("SCAN answers;") && !plan.contains("SCAN idempotency_keys"), "\(plan)")
        }
    }
}
