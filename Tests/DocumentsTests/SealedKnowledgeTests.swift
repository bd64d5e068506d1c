import Core
import Database
import DatabasePostgres
import DatabaseSQLite
import Documents
import Foundation
import Logging
import Model
import StorageConformance
import Testing

@testable import Documents
@testable import Knowledge

/// Documents of people where their installation seals: found as ever, and readable in no row and no file.
@Suite(.timeLimit(.minutes(3)))
struct SealedKnowledgeTests {
    /// In the file's name, in a heading, in the text and in the name of the collection.
    private static let secrets = ["Quincey", "Walrus", "walrus", "Marmalade", "marmalade", "Cinnamon", "marmalad"]
    private static let book = Array(
        ("# The Walrus and its keepers\n\nThey were releasing marmalade to the harbour every morning.\n\n"
            + (0..<230).map { "# Chapter \($0)\n\nThe zebra number \($0) sleeps under quartz, and dreams of it.\n\n" }
            .joined()).utf8
    )
    private static let ada = Principal.owner("ada")

    private func desk(_ database: any SQLDatabase) -> KnowledgeDesk {
        let store = KnowledgeStore(database)
        return KnowledgeDesk(
            store,
            search: KnowledgeSearch(store, embedder: LetterVectors.embedder, threshold: 0.99),
            now: { Instant.sample.date }
        )
    }

    private func placed(_ database: any SQLDatabase, _ label: KnowledgeDesk.Label, as principal: Principal) async throws
        -> KnowledgeDocument
    {
        let desk = desk(database)
        let (document, _) = try await desk.add(as: principal, Self.book, label)
        let ingest = KnowledgeIngest(
            desk.store,
            embedder: LetterVectors.embedder,
            threads: BlockingThreads(),
            log: Logger(label: "test")
        )
        try await ingest.finish(document.id, as: principal)
        return try await desk.find(as: principal, document.id)
    }

    /// The rows of knowledge that have one of the secrets in them.
    private func readable(_ database: any SQLDatabase) async throws -> [String] {
        try await database.read { connection in
            var found: [String] = []
            let isSQLite = connection.dialect.name == "sqlite"
            let tables =
                isSQLite
                ? ["knowledge_documents", "knowledge_chunks", "knowledge_words_content"]
                : ["knowledge_documents", "knowledge_chunks"]
            for table in tables {
                for row in try connection.execute("SELECT * FROM \(table)") {
                    let text = "\(row)"
                    found += Self.secrets.filter { text.contains($0) }.map { "\(table): \($0)" }
                }
            }
            return found
        }
    }

    private func keys() throws -> InstallationKeys { try #require(InstallationKeys(InstallationKeys.newKey())) }

    private func check(_ plain: any SQLDatabase, _ sealed: any SQLDatabase, _ keys: InstallationKeys, _ vault: Vault)
        async throws
    {
        try await Migrator().apply(to: plain, at: .sample)
        let label = KnowledgeDesk.Label(name: "Quincey.md", collection: "Cinnamon")
        let before = try await placed(plain, label, as: Self.ada)
        #expect(before.state == .done && before.total == 231)
        let shared = KnowledgeDesk.Label(name: "Shared.md", shared: true)
        let all = try await placed(sealed, shared, as: .localOperator)
        #expect(try await !readable(sealed).isEmpty, "the search of this test finds what is readable")
        try await desk(sealed).remove(as: .localOperator, all.id)

        // What was there before is the same document, and is sealed in parts.
        let again = try await desk(sealed).add(as: Self.ada, Self.book, label)
        #expect(!again.isNew && again.document.id == before.id)
        let store = KnowledgeStore(sealed)
        let exact = try await desk(plain).search.search(as: Self.ada, "How is the release of Marmalade done?")
        #expect(try await store.sealAll(Logger(label: "test")) == 1)
        #expect(try await store.sealAll(Logger(label: "test")) == 0)
        #expect(try await readable(sealed).isEmpty)
        try await found(sealed, before, exact)

        // A new one is sealed from the start, also while it waits.
        try await desk(sealed).remove(as: Self.ada, before.id)
        let (waiting, isNew) = try await desk(sealed).add(as: Self.ada, Self.book, label)
        #expect(isNew && waiting.title == "Quincey" && waiting.collection == "Cinnamon" && waiting.hash == before.hash)
        #expect(try await readable(sealed).isEmpty)
        let after = try await placed(sealed, label, as: Self.ada)
        #expect(after.id == waiting.id && after.state == .done && after.total == 231)
        #expect(try await readable(sealed).isEmpty)
        try await found(sealed, after, exact)

        // A rotation of the installation's key changes nothing, and with the owner's key everything is gone.
        let rotated = try #require(keys.rotated())
        #expect(try await vault.rewrap(in: sealed, with: rotated) == 1)
        vault.forget()
        try await found(sealed, after, exact)
        _ = try await sealed.write { try OwnerKeyRows.destroy(of: "ada", at: .sample, in: $0) }
        vault.forget()
        await #expect(throws: StorageError(.corrupt, "")) { try await desk(sealed).find(as: Self.ada, after.id) }
        #expect(try await store.removeAll(as: Self.ada) == 1)
        #expect(try await store.list(as: Self.ada, collection: nil).isEmpty)
    }

    private func found(_ database: any SQLDatabase, _ document: KnowledgeDocument, _ exact: KnowledgeResult)
        async throws
    {
        let desk = desk(database)
        let words = try await desk.search.search(as: Self.ada, "How is the release of Marmalade done?", by: .words)
        #expect(words.hits.first?.heading == "The Walrus and its keepers", "\(words.hits.map(\.heading))")
        #expect(words.hits.first?.text.contains("marmalade to the harbour") == true)
        #expect(words.hits.first?.title == "Quincey")
        let both = try await desk.search.search(as: Self.ada, "How is the release of Marmalade done?")
        #expect(both.hits.map(\.similarity).first == exact.hits.map(\.similarity).first && both.mode == .hybrid)
        let within = try await desk.search.search(as: Self.ada, "Marmalade", collection: "Cinnamon", by: .words)
        #expect(within.hits.count == 1)
        let other = try await desk.search.search(as: Self.ada, "Marmalade", collection: "Pepper")
        #expect(other.hits.isEmpty)
        #expect(try await desk.store.list(as: Self.ada, collection: "Cinnamon").map(\.id) == [document.id])
        #expect(try await desk.search.search(as: .owner("bob"), "Marmalade zebra").hits.isEmpty)
        let text = try #require(try await desk.store.text(as: Self.ada, document.id))
        #expect(text.text.contains("The Walrus") && text.text.contains("zebra number 229"))
    }

    @Test func `sealed and readable documents are found alike, and no row and no file reads`() async throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "sealed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let (file, keys) = (place.appending(path: "test.sqlite"), try keys())
        let vault = Vault(keys)
        let (plain, sealed) = (try SQLiteDatabase(file), try SQLiteDatabase(file, vault: vault))
        defer { try? plain.close() }
        defer { try? sealed.close() }
        try await check(plain, sealed, keys, vault)
        try await sealed.erase()
        for path in try FileManager.default.subpathsOfDirectory(atPath: place.path) {
            let bytes = try Data(contentsOf: place.appending(path: path))
            for secret in Self.secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(path)") }
        }
    }

    @Test(.enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `and so they are on PostgreSQL`() async throws {
        let (schema, keys) = (try await TestPostgres(), try keys())
        let vault = Vault(keys)
        try await check(try schema.database(), try schema.database(vault: vault), keys, vault)
    }

    @Test func `a digest hides the word, joins its forms, and is another one for each owner`() throws {
        let (ada, bob) = (
            DataKey(id: [1], secret: [UInt8](repeating: 1, count: 32)),
            DataKey(id: [2], secret: [UInt8](repeating: 2, count: 32))
        )
        let digest = try #require(KnowledgeSeal.digest(ofWord: "Releases", ada))
        #expect(digest.count == 15 && digest.allSatisfy(\.isNumber))
        #expect(KnowledgeSeal.digest(ofWord: "releasing", ada) == digest)
        #expect(KnowledgeSeal.digest(ofWord: "release", bob) != digest)
        #expect(KnowledgeSeal.digest(ofWord: "relief", ada) != digest)
        var known: [String: String] = [:]
        let words = KnowledgeSeal(ada).words(of: "What of the releases, the café, the Café?", known: &known).split(
            separator: " "
        )
        #expect(words.count == 3 && words == words.sorted() && known.count == 2)
        #expect(KnowledgeSeal(nil).words(of: "As it is.", known: &known) == "As it is.")
        #expect(try KnowledgeSeal(nil).text(#"{"sealed":"no"}"#, "a") == #" {"sealed":"no"}"#)
    }

    @Test func `stems are those of FTS5's porter`() async throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "stems-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let database = try SQLiteDatabase(place.appending(path: "test.sqlite"))
        defer { try? database.close() }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let handbook = try String(contentsOf: root.appending(path: "Fixtures/knowledge/handbook.md"), encoding: .utf8)
        let more =
            "caresses ponies cats agreed plastered motoring hopping falling sized happy relational conditional "
            + "rational vietnamization operator feudalism decisiveness sensibiliti triplicate electrical hopefulness "
            + "revival adjustment adoption probate controll analogy apology skies dying ties singing sing bed k8s 2024s été naïve"
        let words = Set((handbook + " " + more).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
            .sorted()
        #expect(words.count > 2_500)
        let stems = try await database.write { connection in
            try connection.execute(
                "CREATE VIRTUAL TABLE w USING fts5(word, tokenize = 'porter unicode61 remove_diacritics 2')"
            )
            for (index, word) in words.enumerated() {
                try connection.execute("INSERT INTO w (rowid, word) VALUES ($1, $2)", [.int(index), .text(word)])
            }
            try connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab('w', 'instance')")
            return try connection.execute("SELECT doc, term FROM v ORDER BY doc").map { row in
                (word: words[try row.int("doc")], stem: try row.text("term"))
            }
        }
        #expect(stems.count == words.count)
        for (word, stem) in stems { #expect(WordForms.stem(of: word) == stem, "\(word)") }
    }
}
