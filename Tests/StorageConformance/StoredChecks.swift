import Accounts
import Answers
import Core
import Database
import Foundation
import Jobs
import Model
import Testing

extension StorageCheck {
    /// A check on the database of version 0.1.0, upgraded to this version.
    private init(upgraded description: String, _ run: @escaping @Sendable (any SQLDatabase) async throws -> Void) {
        self.init("a database of version 0.1.0: \(description)") { (database) async throws in
            try await StoredVersion.first.load(into: database)
            try await Migrator().apply(to: database, at: .sample)
            try await run(database)
        }
    }

    static let stored: [StorageCheck] = [
        StorageCheck("a database of version 0.1.0 is upgraded, and no row is lost") { (database) async throws in
            try await StoredVersion.first.load(into: database)
            let before = try await counts(database)
            #expect(before.values.allSatisfy { $0 > 0 }, "\(before)")
            let pending = Schema.migrations.map(\.name).filter { $0 > "0010~" }
            #expect(try await Migrator().pending(in: database) == pending)
            #expect(try await Migrator().apply(to: database, at: .sample) == pending)
            #expect(try await counts(database, isUpgraded: true) == before)
            guard database.dialect.name == "sqlite" else { return }
            let damage = try await database.read {
                try $0.execute("PRAGMA integrity_check").first?.text("integrity_check")
            }
            #expect(damage == "ok")
            #expect(try await database.read { try $0.execute("PRAGMA foreign_key_check") }.isEmpty)
        },
        StorageCheck(upgraded: "its tables are those of a new one") { (database) async throws in
            let upgraded = try await tables(database)
            #expect(upgraded.count > 10)
            try await database.write { connection in
                let end = connection.dialect.name == "sqlite" ? "" : "CASCADE"
                for table in upgraded.keys.sorted() { try connection.execute("DROP TABLE IF EXISTS \(table) \(end)") }
                guard connection.dialect.name == "postgres" else { return }
                try connection.execute("DROP FUNCTION IF EXISTS audit_log_is_final")
            }
            try await Migrator().apply(to: database, at: .sample)
            #expect(try await tables(database) == upgraded)
        },
        StorageCheck(upgraded: "its answers are listed, read and filtered") { (database) async throws in
            let store = AnswerStore(database)
            let all = try await pages(of: store)
            #expect(all.count == (try await counts(database)["answers"]))
            #expect(Set(all.map(\.status)) == [.queued, .running, .done, .failed])
            for answer in all {
                let (found, results) = try #require(try await store.results(as: .system, of: answer.submission.id))
                // Lists leave the long texts out.
                #expect(found.submission.id == answer.submission.id && found.status == answer.status)
                #expect(found.submission.isTyped == answer.submission.isTyped && found.problem == answer.problem)
                #expect(answer.status != .done || results.count >= 5)
                #expect((answer.status == .failed) == (answer.problem != nil))
            }
            var owners: [String: [StoredAnswer]] = [:]
            for answer in all {
                for owner in ["", "ada", "bob", "eve"]
                where try await store.find(as: .owner(owner), answer.submission.id) != nil {
                    owners[owner, default: []].append(answer)
                }
            }
            #expect(Set(owners.keys) == ["", "ada", "bob"])
            #expect(owners.values.map(\.count).reduce(0, +) == all.count)
            for owner in ["", "ada", "bob", "eve"] {
                try await expect(store, owners[owner] ?? [], as: .owner(owner)) { _ in }
            }
            for status in AnswerStatus.allCases {
                try await expect(store, all.filter { $0.status == status }) { $0.status = status }
            }
            for role in Set(all.map(\.submission.question.role)) where role != nil {
                try await expect(store, all.filter { $0.submission.question.role == role }) {
                    $0.role = role?.uppercased()
                }
            }
            for language in ["en-US", "de-DE"] {
                try await expect(store, all.filter { $0.submission.language == language }) { $0.language = language }
            }
            let middle = all[all.count / 2].submission.createdAt
            try await expect(store, all.filter { $0.submission.createdAt >= middle }) { $0.since = middle }
            try await expect(store, all.filter { $0.submission.createdAt < middle }) { $0.until = middle }
        },
        StorageCheck(upgraded: "a list by rubric has the answers whose score counts by it") { (database) async throws in
            let store = AnswerStore(database)
            let all = try await pages(of: store)
            var rubrics: [String: [StoredAnswer]] = [:]
            for answer in all {
                let results = try await store.results(as: .system, of: answer.submission.id)?.results ?? []
                guard let payload = results.first(where: { $0.artifact.kind == .evaluate })?.artifact.payload else {
                    continue
                }
                let named = try JSONDecoder().decode([String: Named].self, from: Data(payload.utf8))
                let name = named["evaluation"]?.rubric.split(separator: " ").first.map { $0.lowercased() }
                rubrics[try #require(name), default: []].append(answer)
            }
            #expect(rubrics.count > 1)
            for (name, answers) in rubrics { try await expect(store, answers) { $0.rubric = name } }
        },
        StorageCheck(upgraded: "its jobs go on: what waits is claimed, what runs is rescued") {
            (database) async throws in
            let jobs = JobStore.answers(database)
            let before = try await everyJob(database)
            #expect(Set(before.map(\.state)) == Set(Job.State.allCases))
            let late = Instant(milliseconds: 4_000_000_000_000)
            let dead = Set(before.compactMap(\.claim?.worker))
            let rescued = try await jobs.rescue(deadWorkers: dead, jitter: 0, at: late)
            #expect(Set(rescued.map(\.job.id)) == Set(before.filter { $0.state == .running }.map(\.id)))
            let later = late.advanced(byMs: 86_400_000)
            let claimed = try await jobs.claim(50, by: "new", deadlineMs: 1_000, at: later)
            #expect(Set(claimed.map(\.job.id)) == Set(before.filter { !$0.state.isFinished }.map(\.id)))
            let completed = try await jobs.complete(claimed.map(\.job), at: later)
            #expect(completed.count == claimed.count)
        },
        StorageCheck(upgraded: "an answer is corrected and deleted with everything of it") { (database) async throws in
            let store = AnswerStore(database)
            var corrected: StoredAnswer?
            for listed in try await pages(of: store) where listed.status == .done {
                let (whole, _) = try #require(try await store.results(as: .system, of: listed.submission.id))
                if whole.submission.transcript != nil { corrected = whole }
            }
            let done = try #require(corrected)
            let words = try #require(done.submission.transcript)
            let id = done.submission.id
            #expect(
                try await store.correct(as: .system, id, to: words, revision: done.revision, at: .sample) == .accepted
            )
            #expect(try await JobStore.answers(database).jobs(of: id).map(\.state).contains(.available))
            #expect(try await store.delete(as: .system, id) != nil)
            for table in ["artifacts", "results", "jobs", "rescore_items"] {
                let left = try await database.read { connection in
                    try connection.execute(
                        "SELECT 1 AS one FROM \(table) WHERE \(table == "jobs" ? "subject" : "answer") = $1",
                        [.text(id.rawValue)]
                    )
                }
                #expect(left.isEmpty, "\(table)")
            }
        },
        StorageCheck(upgraded: "its keys are what they were") { (database) async throws in
            let keys = try await KeyStore(database).list()
            let named = Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0) })
            let now = try #require(keys.map(\.created).max())
            for (name, owner, isValid) in [
                ("phone", "ada", true), ("laptop", "ada", false), ("tablet", "bob", true),
                ("operator", "operator", true), ("expired", "ada", false),
            ] {
                let key = try #require(named[name])
                #expect(key.owner == owner && key.isValid(at: now) == isValid && key.hash.count == 64, "\(name)")
                #expect(try await KeyStore(database).find(key.prefix) == key)
            }
            #expect(named["operator"]?.scopes == [.admin])
            #expect(named["phone"]?.scopes == [.answersRead, .answersWrite])
        },
        StorageCheck(upgraded: "the keys of requests still find what they made") { (database) async throws in
            let rows = try await database.read { connection in
                try connection.execute("SELECT scope, name, request, resource, created_at FROM idempotency_keys")
            }
            let made = Set(rows.compactMap { try? $0.text("resource").prefix(4) })
            #expect(made.isSuperset(of: ["ans_", "whk_"]), "\(made)")
            let answers = try await pages(of: AnswerStore(database)).map(\.submission.id.rawValue)
            for row in rows where try row.text("resource").hasPrefix("ans_") {
                #expect(answers.contains(try row.text("resource")))
            }
        },
    ]

    private struct Named: Decodable { var rubric: String }

    private static let counted = [
        "answers", "artifacts", "results", "jobs", "idempotency_keys", "rescores", "rescore_items", "api_keys",
        "webhooks",
        "webhook_deliveries",
    ]

    private static func counts(_ database: any SQLDatabase, isUpgraded: Bool = false) async throws -> [String: Int] {
        try await database.read { connection in
            var counts: [String: Int] = [:]
            for table in counted {
                // What was no job before is one after the upgrade.
                let old = isUpgraded && table == "jobs" ? "WHERE kind = 'answer'" : ""
                counts[table] = try connection.execute("SELECT COUNT(*) AS number FROM \(table) \(old)").first?
                    .int("number")
            }
            return counts
        }
    }

    /// What the engine says of every table: columns, checks, keys and indexes.
    private static func tables(_ database: any SQLDatabase) async throws -> [String: [String]] {
        try await database.read { connection in
            let described =
                connection.dialect.name == "sqlite"
                ? """
                SELECT tbl_name AS "table", sql AS part FROM sqlite_master
                WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite%' ORDER BY name
                """
                : """
                SELECT tablename::text AS "table", indexdef AS part FROM pg_indexes WHERE schemaname = current_schema()
                UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
                    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
                UNION ALL SELECT table_name::text,
                        concat_ws(' ', ordinal_position, column_name, data_type, is_nullable, column_default, collation_name)
                    FROM information_schema.columns WHERE table_schema = current_schema()
                ORDER BY 1, 2
                """
            return try connection.execute(described).reduce(into: [:]) { tables, row in
                tables[try row.text("table"), default: []].append(try row.text("part"))
            }
        }
    }

    static func pages(of store: AnswerStore) async throws -> [StoredAnswer] {
        var answers: [StoredAnswer] = []
        var cursor: AnswerPage.Cursor?
        repeat {
            let page = try await store.list(as: .system, limit: 5, after: cursor)
            answers += page.answers
            cursor = page.next
        } while cursor != nil
        return answers
    }

    private static func everyJob(_ database: any SQLDatabase) async throws -> [Job] {
        var found: [Job] = []
        for answer in try await pages(of: AnswerStore(database)) {
            found += try await JobStore.answers(database).jobs(of: answer.submission.id)
        }
        return found
    }

    private static func expect(
        _ store: AnswerStore,
        _ answers: [StoredAnswer],
        as principal: Principal = .system,
        _ change: (inout AnswerFilter) -> Void
    ) async throws {
        var filter = AnswerFilter()
        change(&filter)
        let found = try await store.list(as: principal, limit: 200, filter: filter).answers
        #expect(found.map(\.submission.id) == answers.map(\.submission.id), "\(filter)")
    }
}
