import Accounts
import Answers
import Core
import Database
import Jobs
import Knowledge
import Testing

extension StorageCheck {
    static let schema = [
        StorageCheck("migrations apply once, in order, from empty") { (database) async throws in
            let names = Schema.migrations.map(\.name)
            #expect(try await Migrator().pending(in: database) == names)
            #expect(try await Migrator().apply(to: database, at: .sample) == names)
            #expect(try await Migrator().apply(to: database, at: .sample).isEmpty)
            #expect(try await Migrator().pending(in: database).isEmpty)
        },
        StorageCheck("migrating up to a name stops there, and a later run goes on") { (database) async throws in
            let list = ["one", "two", "three"].map { name in
                Migration(name) { _ in ["CREATE TABLE \(name) (id BIGINT PRIMARY KEY)"] }
            }
            #expect(try await Migrator(list).apply(to: database, upTo: "two", at: .sample) == ["one", "two"])
            #expect(try await Migrator(list).apply(to: database, at: .sample) == ["three"])
        },
        StorageCheck("a newer schema is refused and left alone") { (database) async throws in
            let newer = Schema.migrations + [Migration("9999 from the future") { _ in [] }]
            try await Migrator(newer).apply(to: database, at: .sample)
            await #expect(throws: StorageError(.newerSchema, "")) {
                try await Migrator().apply(to: database, at: .sample)
            }
            #expect(try await Migrator(newer).pending(in: database).isEmpty)
        },
        StorageCheck("a migration that fails leaves nothing behind") { (database) async throws in
            let broken = [
                Migration("one") { _ in ["CREATE TABLE one (id BIGINT PRIMARY KEY)", "CREATE TABLE broken ("] }
            ]
            await #expect(throws: StorageError.self) { try await Migrator(broken).apply(to: database, at: .sample) }
            let repaired = [Migration("one") { _ in ["CREATE TABLE one (id BIGINT PRIMARY KEY)"] }]
            #expect(try await Migrator(repaired).apply(to: database, at: .sample) == ["one"])
        },
        StorageCheck("rows that no version of ours writes block no migration, and lose nothing") {
            (database) async throws in
            try await Migrator().apply(to: database, upTo: "0041 knowledge", at: .sample)
            let odd = [
                #"{"question":{"text":"x"},"resume":"a\u0000b"}"#,
                #"{"question":{"text":"a\u0000b"},"role":"\u0000"}"#,
                #"{"jobDescription":null,"resume":[],"transcript":17}"#, #"{"question":7,"language":{},"role":[1]}"#,
                "{}",
            ]
            var stored: [String] = []
            for (number, submission) in odd.enumerated() {
                do {
                    try await database.write { connection in
                        try connection.execute(
                            """
                            INSERT INTO answers (id, submission, status, stage, revision, created_at, updated_at)
                            VALUES ($1, $2, 'queued', 'upload', 1, 0, 0)
                            """,
                            [.text("ans_odd\(number)"), .text(submission)]
                        )
                    }
                    stored.append("ans_odd\(number)")
                } catch let error as StorageError where error.kind == .corrupt {
                    // PostgreSQL has never taken U+0000 in what it indexes.
                    #expect(database.dialect.name == "postgres")
                }
            }
            #expect(stored.count >= 3)
            try await Migrator().apply(to: database, at: .sample)
            let kept = try await database.read { connection in
                try connection.execute(
                    """
                    SELECT a.id, a.submission, t.texts FROM answers a LEFT JOIN answer_texts t ON t.answer = a.id ORDER BY a.id
                    """
                ).map { row in
                    (id: try row.text("id"), text: try row.text("submission") + (row.optionalText("texts") ?? ""))
                }
            }
            #expect(kept.map(\.id) == stored)
            #expect(kept.allSatisfy { $0.id != "ans_odd0" || $0.text.contains(#"a\u0000b"#) }, "\(kept)")
        },
        StorageCheck("documents and mail that waited before the one queue become jobs of it") {
            (database) async throws in
            try await Migrator().apply(to: database, upTo: "0085 links to interviews", at: .sample)
            try await database.write { connection in
                for (number, state) in ["waiting", "done"].enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO knowledge_documents (id, owner, shared, collection, title, kind, hash, bytes, pages, content, state,
                            done, total, space, created_at, leased_until, attempts)
                        VALUES ($1, 'ada', 0, '', 't', 'text', $2, 1, 1, '{}', $3, 0, 0, '', 5, 9, 3)
                        """,
                        [.text("kdc_01900000-0000-7000-8000-00000000000\(number)"), .text(state), .text(state)]
                    )
                }
                for (number, state) in ["waiting", "shown", "sent"].enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO outbox (id, kind, recipient, subject, text, html, state, attempts, run_after, leased_until, created_at,
                            expires_at)
                        VALUES ($1, 'confirm', 'ada@example.org', 's', 't', 'h', $2, 2, 7, 9, 5, 99)
                        """,
                        [.text("mai_01900000-0000-7000-8000-00000000001\(number)"), .text(state)]
                    )
                }
            }
            try await Migrator().apply(to: database, at: .sample)
            let jobs = JobStore(database, kinds: [KnowledgeStore.placing, Outbox.sending])
            let claimed = try await jobs.claim(9, by: "w", deadlineMs: 1_000, at: .sample).map(\.job)
            #expect(claimed.map(\.kind).sorted() == ["knowledge.place", "mail.send"])
            #expect(
                claimed.map(\.subject).sorted() == [
                    "kdc_01900000-0000-7000-8000-000000000000", "mai_01900000-0000-7000-8000-000000000010",
                ]
            )
        },
        StorageCheck(migrated: "states outside the state machines are refused by the tables") {
            (database) async throws in
            let store = AnswerStore(database)
            try await store.accept(as: .system, .sample())
            for statement in [
                "UPDATE jobs SET state = 'lost'",
                "UPDATE jobs SET state = 'running'",
                "UPDATE jobs SET state = 'completed'",
                "UPDATE jobs SET claimed_by = 'nobody'",
                "UPDATE answers SET status = 'failed'",
                "UPDATE answers SET status = ''",
                "UPDATE answers SET stage = ''",
                "UPDATE answers SET revision = 0",
            ] {
                await #expect(throws: StorageError.self, "\(statement)") {
                    try await database.write { connection in try connection.execute(statement) }
                }
            }
        },
    ]

    static let sql = [
        StorageCheck("values come back as they went in, bound by number in any order") { (database) async throws in
            let rows = try await database.write { connection in
                try connection.execute("CREATE TABLE t (i BIGINT, r DOUBLE PRECISION, s TEXT, n TEXT)")
                try connection.execute(
                    "INSERT INTO t (n, s, r, i) VALUES ($4, $3, $2, $1)",
                    [.integer(.max), .real(0.1), .text("a'b\n🙂"), .null]
                )
                return try connection.execute(
                    "SELECT * FROM t WHERE s = $2 AND s = $2 AND i = $1",
                    [.integer(.max), .text("a'b\n🙂")]
                )
            }
            let row = rows.first ?? SQLRow([:])
            #expect(row == SQLRow(["i": .integer(.max), "r": .real(0.1), "s": .text("a'b\n🙂"), "n": .null]))
            #expect(throws: StorageError(.corrupt, "")) { try row.text("i") }
            #expect(throws: StorageError(.corrupt, "")) { try row.int("missing") }
        },
        StorageCheck("a transaction that throws leaves nothing behind") { (database) async throws in
            struct Stop: Error {}
            try await database.write { try $0.execute("CREATE TABLE t (i BIGINT)") }
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO t VALUES (1)")
                    throw Stop()
                }
            }
            #expect(try await database.read { try $0.execute("SELECT i FROM t") }.isEmpty)
        },
        StorageCheck("a read cannot write") { (database) async throws in
            try await database.write { try $0.execute("CREATE TABLE t (i BIGINT)") }
            await #expect(throws: StorageError.self) {
                try await database.read { try $0.execute("INSERT INTO t VALUES (1)") }
            }
        },
    ]
}
