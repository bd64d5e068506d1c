import Core
import Database
import Documents
package import Jobs
import Logging

extension KnowledgeStore.Place {
    /// Where a sealed part of a chunk stands.
    func name(_ part: String) -> String { "knowledge_chunks/\(document)/\(position)/\(part)" }
}

extension DocumentChunk {
    /// A chunk of a row with `heading`, `page` and `content`.
    init(row: SQLRow, at place: KnowledgeStore.Place, in connection: any SQLConnection) throws(StorageError) {
        self.init(
            heading: try connection.opened(try row.text("heading"), from: place.name("heading")),
            page: try row.int("page"),
            text: try connection.opened(try row.text("content"), from: place.name("content"))
        )
    }
}

extension KnowledgeStore {
    /// Chunks that are sealed in one transaction.
    private static let sealedAtOnce = 100
    /// How often readable documents are looked for, in milliseconds.
    private static let sealEveryMs = 600_000
    /// Pages that FTS5 brings together in one transaction.
    private static let mergedPages = 200

    /// What seals the documents of an owner; shared ones are the installation's and stay readable.
    func seal(of owner: String, isShared: Bool) async throws -> KnowledgeSeal {
        KnowledgeSeal(isShared ? nil : try await database.sealingKey(of: owner))
    }

    /// What seals a document; nil when there is none.
    func seal(of id: KnowledgeID) async throws -> KnowledgeSeal? {
        let found = try await database.read { connection in
            try connection.execute("SELECT owner, shared FROM knowledge_documents WHERE id = $1", [.text(id.rawValue)])
                .first.map { row in (owner: try row.text("owner"), isShared: try row.int("shared") == 1) }
        }
        guard let found else { return nil }
        return try await seal(of: found.owner, isShared: found.isShared)
    }

    /// Writes chunks with their vectors and their words.
    static func write(
        _ chunks: [DocumentChunk],
        vectors: [[Int16]]?,
        to document: String,
        from position: Int,
        _ seal: KnowledgeSeal,
        in connection: any SQLConnection
    ) throws(StorageError) {
        let isSQLite = connection.dialect.name == "sqlite"
        let (column, value) =
            isSQLite
            ? ("", "")
            : (", words", ", setweight(to_tsvector('english', $7), 'A') || to_tsvector('english', $8)")
        var known: [String: String] = [:]
        for (index, chunk) in chunks.enumerated() {
            let place = Place(document: document, position: position + index)
            let words = [chunk.heading, chunk.text].map { SQLValue.text(seal.words(of: $0, known: &known)) }
            let vector = try vectors.map { vectors throws(StorageError) in
                try seal.text(VectorBlock.text(vectors[index]), place.name("vector"))
            }
            try connection.execute(
                """
                INSERT INTO knowledge_chunks (document, position, heading, page, content, vector\(column))
                VALUES ($1, $2, $3, $4, $5, $6\(value))
                """,
                [
                    .text(document), .int(place.position), .text(try seal.text(chunk.heading, place.name("heading"))),
                    .int(chunk.page), .text(try seal.text(chunk.text, place.name("content"))), .optional(vector),
                ] + (isSQLite ? [] : words)
            )
            if isSQLite {
                try connection.execute(
                    "INSERT INTO knowledge_words (heading, content, document, position) VALUES ($1, $2, $3, $4)",
                    words + [.text(document), .int(place.position)]
                )
            }
        }
    }

    // MARK: What was stored before

    /// Seals what was stored before the installation sealed, part by part, in one process at a time.
    package var sealing: JobHandler {
        let every = JobSchedule.every(ms: Self.sealEveryMs)
        return JobHandler(JobKind("knowledge.seal"), schedule: every) { _, log in
            let count = try await sealAll(log)
            if count > 0 { log.info("knowledge documents sealed", metadata: ["count": "\(count)"]) }
            return .again(afterMs: every.everyMs)
        }
    }

    /// Seals every readable document that belongs to a person. One that cannot be sealed stays as it is.
    ///
    /// - Returns: how many were sealed.
    func sealAll(_ log: Logger) async throws -> Int {
        // Those of an earlier deletion that failed; nothing is written where the index is in one part already.
        await forgetDeletedWords()
        guard database.vault?.seals == true else { return 0 }
        var last = ""
        var sealed: [(id: String, seal: KnowledgeSeal)] = []
        while let (id, owner) = try await readable(after: last) {
            do {
                let seal = try await seal(of: owner, isShared: false)
                while try await sealPart(of: id, seal) { try Task.checkCancellation() }
                sealed.append((id, seal))
            } catch  where !(error is CancellationError) {
                log.warning(
                    "a knowledge document stays readable",
                    metadata: ["document": "\(id)", "error": "\(error)"]
                )
            }
            last = id
        }
        guard !sealed.isEmpty else { return 0 }
        // Before the names: a document with a readable name is found again when the process ends here.
        try await forgetWords()
        for (id, seal) in sealed {
            try await database.write { connection in try Self.sealNames(of: id, seal, in: connection) }
        }
        // What was readable still stands in the write-ahead log; where others read it, it is emptied later.
        try? await database.erase()
        return sealed.count
    }

    /// The first readable document of a person behind another one.
    private func readable(after last: String) async throws -> (id: String, owner: String)? {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT id, owner FROM knowledge_documents WHERE shared = 0 AND id > $1 AND \(KnowledgeSeal.isReadable)
                ORDER BY id LIMIT 1
                """,
                [.text(last)]
            ).first.map { row in (id: try row.text("id"), owner: try row.text("owner")) }
        }
    }

    /// Seals up to 100 chunks of a document.
    ///
    /// - Returns: whether there were any.
    private func sealPart(of id: String, _ seal: KnowledgeSeal) async throws -> Bool {
        try await database.write { connection in try Self.sealChunks(of: id, seal, in: connection) }
    }

    /// Seals some chunks of a document that are readable.
    ///
    /// - Returns: whether there were any.
    private static func sealChunks(
        of document: String,
        _ seal: KnowledgeSeal,
        in connection: any SQLConnection
    ) throws(StorageError) -> Bool {
        let rows = try connection.execute(
            """
            SELECT position, heading, page, content, vector FROM knowledge_chunks
            WHERE document = $1 AND content NOT LIKE '{"sealed":"%' ORDER BY position LIMIT $2
            """,
            [.text(document), .int(sealedAtOnce)]
        )
        guard let last = rows.last else { return false }
        var numbers: [Int: Int] = [:]
        let isSQLite = connection.dialect.name == "sqlite"
        if isSQLite {
            for row in try connection.execute(
                "SELECT rowid AS number, position FROM knowledge_words WHERE document = $1 AND position <= $2",
                [.text(document), .int(try last.int("position"))]
            ) {
                numbers[try row.int("position")] = try row.int("number")
            }
        }
        let words =
            isSQLite ? "" : ", words = setweight(to_tsvector('english', $6), 'A') || to_tsvector('english', $7)"
        var known: [String: String] = [:]
        for row in rows {
            let place = Place(document: document, position: try row.int("position"))
            let chunk = try DocumentChunk(row: row, at: place, in: connection)
            let index = [chunk.heading, chunk.text].map { SQLValue.text(seal.words(of: $0, known: &known)) }
            let vector = try row.optionalText("vector").map { text throws(StorageError) in
                try seal.text(text, place.name("vector"))
            }
            try connection.execute(
                "UPDATE knowledge_chunks SET heading = $3, content = $4, vector = $5\(words) WHERE document = $1 AND position = $2",
                [
                    .text(document), .int(place.position), .text(try seal.text(chunk.heading, place.name("heading"))),
                    .text(try seal.text(chunk.text, place.name("content"))), .optional(vector),
                ] + (isSQLite ? [] : index)
            )
            guard let number = numbers[place.position] else { continue }
            try connection.execute(
                "UPDATE knowledge_words SET heading = $2, content = $3 WHERE rowid = $1",
                [.int(number)] + index
            )
        }
        return true
    }

    /// Seals title, collection, hash and the text that waits, and takes the document out of pgvector's index.
    private static func sealNames(
        of id: String,
        _ seal: KnowledgeSeal,
        in connection: any SQLConnection
    ) throws(StorageError) {
        let rows = try connection.execute(
            "SELECT \(KnowledgeDocument.columns), content FROM knowledge_documents WHERE id = $1",
            [.text(id)]
        )
        guard let row = rows.first else { return }
        let document = try KnowledgeDocument(row: row, in: connection)
        let content = try row.optionalText("content").map { text throws(StorageError) in
            try seal.text(text, KnowledgeDocument.place(id, "content"))
        }
        try connection.execute(
            "UPDATE knowledge_documents SET title = $2, collection = $3, hash = $4, content = $5 WHERE id = $1",
            [.text(id)] + document.names(seal) + [.optional(content)]
        )
        guard connection.dialect.name != "sqlite" else { return }
        for table in try connection.execute(
            """
            SELECT tablename::text AS name FROM pg_tables
            WHERE schemaname = current_schema() AND tablename ~ '^knowledge_near(_[0-9]+)?$'
            """
        ) {
            try connection.execute("DELETE FROM \(try table.text("name")) WHERE document = $1", [.text(id)])
        }
    }

    /// Has the index keep no word of documents that are gone. They are gone already: what fails here is made good
    /// with the next deletion or round of ``sealAll(_:)``.
    func forgetDeletedWords() async { try? await forgetWords() }

    /// Rewrites FTS5's index of words without what was deleted: until its parts are brought together, they keep the words of rows that
    /// are gone. Some pages at a time, so that others write in between.
    private func forgetWords() async throws {
        guard database.dialect.name == "sqlite" else { return }
        // A negative number begins an optimisation of the whole index, positive ones go on with it (FTS5, "The merge command").
        var pages = -Self.mergedPages
        while try await Self.merge(pages, in: database) { pages = Self.mergedPages }
    }

    /// - Returns: whether there was something to bring together.
    private static func merge(_ pages: Int, in database: any SQLDatabase) async throws -> Bool {
        try Task.checkCancellation()
        return try await database.write { connection in
            func changes() throws(StorageError) -> Int {
                try connection.execute("SELECT total_changes() AS number").first?.int("number") ?? 0
            }
            let before = try changes()
            try connection.execute(
                "INSERT INTO knowledge_words (knowledge_words, rank) VALUES ('merge', $1)",
                [.int(pages)]
            )
            return try changes() - before >= 2
        }
    }
}
