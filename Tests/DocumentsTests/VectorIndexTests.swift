import Core
import Database
import DatabasePostgres
import Documents
import Foundation
import Jobs
import Logging
import Measures
import Model
import StorageConformance
import Testing

@testable import Knowledge

/// A schema of its own on the server for tests, with pgvector in its reach.
private struct Site {
    let schema: TestPostgres
    let database: PostgresDatabase

    /// Whether the server has pgvector. Debian 12 has no package of it: build it from source, and these tests run.
    static func hasVectors() async -> Bool {
        guard TestPostgres.server != nil, let database = try? TestPostgres.open(TestPostgres.server ?? "") else {
            return false
        }
        defer { database.close() }
        let rows = try? await database.read {
            try $0.execute("SELECT name FROM pg_available_extensions WHERE name = 'vector'")
        }
        return rows?.isEmpty == false
    }

    init(vectors: Bool = true) async throws {
        schema = try await TestPostgres()
        // The extension is the whole database's, so that it stands where every schema finds it.
        database = try TestPostgres.open(schema.url + "%2Cpublic")
        if vectors {
            try await database.write { connection in
                try connection.execute("SELECT pg_advisory_xact_lock(4310042)")
                try connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
            }
        }
        try await Migrator().apply(to: database, at: .sample)
    }

    var name: String { schema.url.components(separatedBy: "%3D").last ?? "" }
    var store: KnowledgeStore { KnowledgeStore(database) }

    func search(usesIndex: Bool, earlier: String? = nil) -> KnowledgeSearch {
        KnowledgeSearch(
            store,
            embedder: LetterVectors.embedder,
            usesIndex: usesIndex,
            earlier: earlier.flatMap { EarlierTable("\(name).\($0)") },
            threshold: -1
        )
    }

    func desk() -> KnowledgeDesk { KnowledgeDesk(store, search: search(usesIndex: true), now: { Instant.sample.date }) }

    func place(usesIndex: Bool) async throws -> Bool {
        try await JobSteps(database, ingest(usesIndex: usesIndex).handlers.filter { $0.schedule == nil }).step()
    }

    func ingest(usesIndex: Bool) -> KnowledgeIngest {
        KnowledgeIngest(
            store,
            embedder: LetterVectors.embedder,
            threads: BlockingThreads(),
            log: Logger(label: "test"),
            usesIndex: usesIndex
        )
    }
}

/// Documents to place.
private enum Books {
    /// Chapters of words that differ.
    static func book(_ chapters: Int, seed: Int) -> [UInt8] {
        let words = [
            "zebra", "quartz", "river", "lamp", "engine", "copper", "window", "violin", "basket", "harbour", "jacket",
            "mountain",
        ]
        return Array(
            (0..<chapters).map { chapter in
                let drawn = (0..<9).map { words[(chapter * 7 + $0 * (chapter % 11 + 1) + seed) % words.count] }
                return "# Chapter \(chapter) of \(seed)\n\nThe \(drawn.joined(separator: " and the ")).\n\n"
            }.joined().utf8
        )
    }
}

@Suite(
    .timeLimit(.minutes(5)),
    .enabled("the server for tests has no pgvector, or there is no such server") { await Site.hasVectors() }
)
struct VectorIndexTests {
    @Test func `pgvector's index and the exact search give the same results`() async throws {
        let site = try await Site()
        let (ada, bob) = (Principal.owner("ada"), Principal.owner("bob"))
        // One that was placed before there was an index, one after, one of another owner.
        let (first, _) = try await site.desk().add(as: ada, Books.book(150, seed: 1), .init(name: "a.md"))
        #expect(try await site.place(usesIndex: false))
        let (second, _) = try await site.desk().add(
            as: ada,
            Books.book(90, seed: 5),
            .init(name: "b.md", collection: "b")
        )
        _ = try await site.desk().add(as: bob, Books.book(120, seed: 2), .init(name: "c.md"))
        let ingest = site.ingest(usesIndex: true)
        while try await site.place(usesIndex: true) {}
        var entered = 0
        while try await ingest.indexOne() { entered += 1 }
        #expect(entered == 3)
        let rows = "SELECT COUNT(*) AS number FROM knowledge_near_26"
        #expect(try await site.database.read { try $0.execute(rows).first?.int("number") } == 360)
        for question in ["zebra quartz quartz", "The harbour and the violin", "jkqxz", "engine copper window river"] {
            for collection in [nil, "b"] {
                let exact = try await site.search(usesIndex: false)
                    .search(as: ada, question, collection: collection, count: 6)
                let near = try await site.search(usesIndex: true)
                    .search(as: ada, question, collection: collection, count: 6)
                #expect(exact.hits == near.hits && exact.hits.count == 6, "\(question)")
                let mine = collection == nil ? [first.id.rawValue, second.id.rawValue] : [second.id.rawValue]
                #expect(near.hits.allSatisfy { mine.contains($0.document) })
            }
        }
        // What is deleted leaves the index.
        try await site.desk().remove(as: ada, first.id)
        #expect(try await site.database.read { try $0.execute(rows).first?.int("number") } == 210)
        let left = try await site.search(usesIndex: true).search(as: ada, "zebra", by: .vectors)
        #expect(!left.hits.isEmpty && left.hits.allSatisfy { $0.document == second.id.rawValue })
    }

    @Test func `the index finds nearly all of what is nearest among drawn vectors`() async throws {
        let site = try await Site()
        let speed = try await VectorMeasure(site.database)
            .speed(count: 4_000, dimensions: 64, queries: 30)
        let recall = try #require(speed.recall)
        print("pgvector, 4,000 × 64: recall of the first ten \(recall)")
        #expect(recall >= 0.95)
    }

    @Test func `a table of an earlier program is searched by words and vectors where it stands`() async throws {
        let site = try await Site()
        let rows = [
            "The zebra sleeps under quartz and dreams of rivers.", "A violin needs a bow and rosin.",
            "Copper wires carry the current of the engine.",
        ]
        try await site.database.write { connection in
            try connection.execute(
                "CREATE TABLE chunks (id serial PRIMARY KEY, content text, page_number integer, embedding vector(26))"
            )
            try connection.execute("CREATE TABLE small (id serial PRIMARY KEY, content text, embedding vector(3))")
            try connection.execute("INSERT INTO small (content, embedding) VALUES ('A zebra.', '[1,0,0]')")
            for (index, text) in rows.enumerated() {
                let vector = "[" + LetterVectors.vector(of: text).map { "\($0)" }.joined(separator: ",") + "]"
                try connection.execute(
                    "INSERT INTO chunks (content, page_number, embedding) VALUES ($1, $2, CAST($3 AS vector))",
                    [.text(text), .int(index + 7), .text(vector)]
                )
            }
        }
        let search = site.search(usesIndex: true, earlier: "chunks")
        let found = try await search.search(as: .owner("ada"), "Where does the zebra sleep?")
        #expect(found.mode == .hybrid && found.notice == nil && found.hits.count == 3)
        let first = try #require(found.hits.first)
        #expect(first.text == rows[0] && first.page == 7 && first.document == "earlier:\(site.name).chunks")
        let cosine = zip(LetterVectors.vector(of: "Where does the zebra sleep?"), LetterVectors.vector(of: rows[0]))
            .reduce(Float(0)) { $0 + $1.0 * $1.1 }
        #expect(abs((first.similarity ?? 0) - Double(cosine)) < 1e-3)
        // Beside documents of today.
        _ = try await site.desk().add(as: .owner("ada"), Books.book(5, seed: 3), .init(name: "a.md"))
        #expect(try await site.place(usesIndex: true))
        let both = try await search.search(as: .owner("ada"), "zebra", count: 8)
        #expect(Set(both.hits.map(\.document)).count == 2)
        // Vectors of another size are passed over, and the result says so.
        let other = try await site.search(usesIndex: true, earlier: "small").search(as: .owner("bob"), "zebra")
        #expect(other.hits.map(\.text) == ["A zebra."] && other.notice?.contains("vectors of 3 numbers") == true)
    }
}

@Suite(
    .timeLimit(.minutes(3)),
    .enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one")
)
struct EarlierTableTests {
    @Test func `a table without vectors is searched by words, and one that is not there is told`() async throws {
        let site = try await Site(vectors: false)
        try await site.database.write { connection in
            try connection.execute("CREATE TABLE knowledge_documents_of_old (id serial PRIMARY KEY, content text)")
            for text in ["An index finds rows without reading the table.", "A river runs to the sea."] {
                try connection.execute("INSERT INTO knowledge_documents_of_old (content) VALUES ($1)", [.text(text)])
            }
        }
        let found = try await site.search(usesIndex: false, earlier: "knowledge_documents_of_old")
            .search(as: .owner("ada"), "How does an index find its rows?")
        #expect(found.hits.map(\.text) == ["An index finds rows without reading the table."])
        #expect(found.hits.first?.similarity == nil && found.hits.first?.page == 1)
        let missing = try await site.search(usesIndex: false, earlier: "nowhere").search(as: .owner("ada"), "index")
        #expect(missing.hits.isEmpty && missing.notice?.contains("is not there") == true)
    }

    @Test(arguments: ["chunks", "old.chunks; DROP TABLE x", "old.\"chunks\"", "Old.Chunks", "a.b.c", ".", "old.1st"])
    func `what is no plain name of a table is refused`(name: String) { #expect(EarlierTable(name) == nil) }

    @Test func `words that are rare count more, on this database too`() async throws {
        let site = try await Site(vectors: false)
        let text =
            (0..<30).map { "# Note \($0)\n\nThe service writes a log, the service reads a log.\n\n" }.joined()
            + "# Rare\n\nThe service has a quasar in it somewhere between many other things that it also has.\n"
        _ = try await site.desk().add(as: .owner("ada"), Array(text.utf8), .init(name: "a.md"))
        #expect(try await site.place(usesIndex: false))
        let found = try await site.search(usesIndex: false)
            .search(as: .owner("ada"), "Which service has a log with a quasar?", by: .words)
        #expect(found.hits.first?.heading == "Rare" && found.hits.count == 6)
        #expect(zip(found.hits, found.hits.dropFirst()).allSatisfy { $0.score >= $1.score })
    }
}
