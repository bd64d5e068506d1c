package import Core
package import Database
package import Documents
import FoundationEssentials
package import Jobs

extension Principal {
    /// Whether it adds and removes the documents that everyone of the installation searches: an administrator, by account or by key.
    var sharesKnowledge: Bool { may(.admin) || may(.peopleManage) }
}

/// The knowledge documents of a database. An owner sees its own and the shared ones; only administrators change shared ones.
package struct KnowledgeStore: Sendable {
    /// Documents one owner may have.
    package static let maxDocuments = 500

    /// Placing one document, its subject and unique key. What a run placed stays placed: the next one goes on behind it.
    package static let placing = JobKind(
        "knowledge.place",
        // An embedding service that is away for a day costs the document nothing.
        policy: JobPolicy(
            maxAttempts: 2_000,
            maxWaits: 2_000,
            backoff: Backoff(baseMs: 2_000, maxMs: 60_000),
            maxRuns: 10_000,
            maxDelayMs: 60_000
        ),
        keepMs: 3_600_000,
        follow: { jobs, now, connection in
            for job in jobs where job.state == .discarded {
                let last = job.errors.last
                try end(job.subject, failure: (last?.code ?? "internal", last?.detail ?? ""), at: now, in: connection)
            }
            return [:]
        }
    )

    let database: any SQLDatabase

    /// The documents of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// What became of a new document.
    package enum Addition: Sendable {
        /// It is kept, with this id.
        case added(KnowledgeDocument)
        /// Its bytes are there already.
        case before(KnowledgeDocument)
        /// The owner has as many as one may have.
        case tooMany
    }

    /// ` AND (shared = 1 OR owner = $n)` for what a principal may search.
    static func visible(_ principal: Principal, after count: Int, table: String = "knowledge_documents") -> (
        text: String, values: [SQLValue]
    ) {
        principal.kind == .system
            ? ("", []) : (" AND (\(table).shared = 1 OR \(table).owner = $\(count + 1))", [.text(principal.owner)])
    }

    /// ` AND owner = $n` for what a principal may change: its own, and with the right to share the shared ones.
    private static func own(_ principal: Principal, after count: Int) -> (text: String, values: [SQLValue]) {
        if principal.kind == .system { return ("", []) }
        let more = principal.sharesKnowledge ? " OR shared = 1" : ""
        let most = principal.sharesKnowledge ? "" : " AND shared = 0"
        return (" AND (owner = $\(count + 1)\(most)\(more))", [.text(principal.owner)])
    }

    /// Keeps a new document; bytes that are there already under the same owner and collection are not kept again, unless that one failed
    /// or was cancelled: it is then placed anew.
    package func add(as principal: Principal, _ document: KnowledgeDocument, _ text: DocumentText) async throws
        -> Addition
    {
        let owner = principal.kind == .system ? document.owner : principal.owner
        let seal = try await seal(of: owner, isShared: document.shared)
        let (addition, isReplaced): (Addition, Bool) = try await database.write { connection in
            // Sealed or not: what was there before is the same.
            let same = try connection.execute(
                """
                SELECT \(KnowledgeDocument.columns) FROM knowledge_documents
                WHERE owner = $1 AND shared = $2 AND collection IN ($3, $4) AND hash IN ($5, $6)
                """,
                [
                    .text(owner), .flag(document.shared), .text(document.collection),
                    .text(seal.tag(of: document.collection, as: .knowledgeCollection)), .text(document.hash),
                    .text(seal.tag(of: document.hash, as: .knowledgeHash)),
                ]
            ).first.map { row in try KnowledgeDocument(row: row, in: connection) }
            if let same, same.state == .waiting || same.state == .done { return (.before(same), false) }
            if let same { try Self.drop(same.id.rawValue, in: connection) }
            let rows = try connection.execute(
                "SELECT COUNT(*) AS number FROM knowledge_documents WHERE owner = $1",
                [.text(owner)]
            )
            guard try rows.first?.int("number") ?? 0 < Self.maxDocuments else { return (.tooMany, same != nil) }
            let added = try connection.execute(
                """
                INSERT INTO knowledge_documents (id, owner, shared, collection, title, kind, hash, bytes, pages, content, state, done,
                    total, space, created_at)
                VALUES ($1, $2, $3, $5, $4, $7, $6, $8, $9, $10, 'waiting', 0, 0, '', $11) RETURNING \(KnowledgeDocument.columns)
                """,
                [.text(document.id.rawValue), .text(owner), .flag(document.shared)] + document.names(seal) + [
                    .text(document.kind.rawValue), .int(document.bytes), .int(document.pages),
                    .text(
                        try seal.text(
                            try StoredJSON.text(text),
                            KnowledgeDocument.place(document.id.rawValue, "content")
                        )
                    ),
                    .time(Instant(document.createdAt)),
                ]
            )
            guard let row = added.first else { throw StorageError(.corrupt, "A knowledge document was not written.") }
            let id = document.id.rawValue
            let now = Instant(document.createdAt)
            try JobRows.insert(
                Job(kind: Self.placing, subject: id, uniqueKey: id, owner: owner, at: now),
                in: connection
            )
            return (.added(try KnowledgeDocument(row: row, in: connection)), same != nil)
        }
        if case .added = addition { database.announceJobs() }
        if isReplaced { await forgetDeletedWords() }
        return addition
    }

    /// One document; nil when the principal may not search one with this id.
    package func find(as principal: Principal, _ id: KnowledgeID) async throws -> KnowledgeDocument? {
        try await database.read { connection in
            let visible = Self.visible(principal, after: 1)
            return try connection.execute(
                "SELECT \(KnowledgeDocument.columns) FROM knowledge_documents WHERE id = $1\(visible.text)",
                [.text(id.rawValue)] + visible.values
            ).first.map { row in try KnowledgeDocument(row: row, in: connection) }
        }
    }

    /// The documents a principal may search, newest first.
    package func list(as principal: Principal, collection: String?) async throws -> [KnowledgeDocument] {
        try await database.read { connection in
            let visible = Self.visible(principal, after: 1)
            let keys = try collection == nil ? [] : connection.vault?.keys(of: principal.owner, in: connection) ?? []
            let within = Self.condition(
                Self.collections(named: collection, keys),
                after: 1 + visible.values.count,
                column: "collection"
            )
            return try connection.execute(
                "SELECT \(KnowledgeDocument.columns) FROM knowledge_documents WHERE bytes >= $1\(visible.text)\(within.text) ORDER BY id DESC",
                [.int(0)] + visible.values + within.values
            ).map { row in try KnowledgeDocument(row: row, in: connection) }
        }
    }

    /// Removes the documents of the principal's owner but those that are shared, which belong to the installation.
    ///
    /// - Returns: how many there were.
    package func removeAll(as principal: Principal) async throws -> Int {
        let count = try await database.write { connection in
            let rows = try connection.execute(
                "SELECT id FROM knowledge_documents WHERE owner = $1 AND shared = 0",
                [.text(principal.owner)]
            )
            for row in rows { try Self.drop(try row.text("id"), in: connection) }
            return rows.count
        }
        if count > 0 { await forgetDeletedWords() }
        return count
    }

    /// Removes a document with its chunks.
    ///
    /// - Returns: whether there was one that the principal may change.
    package func remove(as principal: Principal, _ id: KnowledgeID) async throws -> Bool {
        let isGone = try await database.write { connection in
            let own = Self.own(principal, after: 1)
            let rows = try connection.execute(
                "SELECT id FROM knowledge_documents WHERE id = $1\(own.text)",
                [.text(id.rawValue)] + own.values
            )
            guard !rows.isEmpty else { return false }
            try Self.drop(id.rawValue, in: connection)
            return true
        }
        if isGone { await forgetDeletedWords() }
        return isGone
    }

    /// Cancels a document that is not placed yet.
    ///
    /// - Returns: the document as it is now; nil when there is none that the principal may change.
    package func cancel(as principal: Principal, _ id: KnowledgeID, at now: Instant) async throws -> KnowledgeDocument?
    {
        try await database.write { connection in
            let own = Self.own(principal, after: 2)
            try connection.execute(
                """
                UPDATE knowledge_documents SET state = 'cancelled', finished_at = $2, content = NULL
                WHERE id = $1 AND state = 'waiting'\(own.text)
                """,
                [.text(id.rawValue), .time(now)] + own.values
            )
            let seen = Self.own(principal, after: 1)
            return try connection.execute(
                "SELECT \(KnowledgeDocument.columns) FROM knowledge_documents WHERE id = $1\(seen.text)",
                [.text(id.rawValue)] + seen.values
            ).first.map { row in try KnowledgeDocument(row: row, in: connection) }
        }
    }

    private static func drop(_ id: String, in connection: any SQLConnection) throws(StorageError) {
        if connection.dialect.name == "sqlite" {
            try connection.execute("DELETE FROM knowledge_words WHERE document = $1", [.text(id)])
        }
        try JobRows.forget(placing, of: id, in: connection)
        try connection.execute("DELETE FROM knowledge_chunks WHERE document = $1", [.text(id)])
        try connection.execute("DELETE FROM knowledge_documents WHERE id = $1", [.text(id)])
    }

    // MARK: Placing

    /// A document that is to be placed, with its text; nil when it is placed, cancelled or gone.
    func waiting(_ id: KnowledgeID) async throws -> (document: KnowledgeDocument, text: DocumentText)? {
        try await database.read { connection in
            let rows = try connection.execute(
                "SELECT \(KnowledgeDocument.columns), content FROM knowledge_documents WHERE id = $1 AND state = 'waiting'",
                [.text(id.rawValue)]
            )
            guard let row = rows.first, let content = try row.optionalText("content") else { return nil }
            let text = try connection.opened(content, from: KnowledgeDocument.place(id.rawValue, "content"))
            return (try KnowledgeDocument(row: row, in: connection), try StoredJSON.value(from: text))
        }
    }

    /// Writes the next chunks of a document with their vectors and the progress.
    ///
    /// - Returns: false when the document was cancelled or deleted meanwhile; nothing is written then.
    package func append(
        _ chunks: [DocumentChunk],
        vectors: [[Int16]]?,
        of total: Int,
        to id: KnowledgeID,
        from position: Int,
        space: String
    ) async throws -> Bool {
        guard let seal = try await seal(of: id) else { return false }
        return try await database.write { connection in
            let kept = try connection.execute(
                """
                UPDATE knowledge_documents SET done = $2, total = $3, space = $4
                WHERE id = $1 AND state = 'waiting' AND done = $5 RETURNING id
                """,
                [.text(id.rawValue), .int(position + chunks.count), .int(total), .text(space), .int(position)]
            )
            guard !kept.isEmpty else { return false }
            try Self.write(chunks, vectors: vectors, to: id.rawValue, from: position, seal, in: connection)
            return true
        }
    }

    /// Ends the placing of a document: done, or failed with a code and a sentence.
    package func end(_ id: KnowledgeID, failure: (code: String, message: String)?, at now: Instant) async throws {
        try await database.write { connection in
            try Self.end(id.rawValue, failure: failure, at: now, in: connection)
        }
    }

    private static func end(
        _ id: String,
        failure: (code: String, message: String)?,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            """
            UPDATE knowledge_documents SET state = $2, error_code = $3, error = $4, finished_at = $5, content = NULL
            WHERE id = $1 AND state = 'waiting'
            """,
            [
                .text(id), .text(failure == nil ? "done" : "failed"), .optional(failure?.code),
                .optional(failure?.message), .time(now),
            ]
        )
    }

    // MARK: Searching

    /// A chunk by its document and its place.
    package struct Place: Hashable, Comparable, Sendable {
        /// The document's identifier.
        package var document: String
        /// The place among its chunks, from 0.
        package var position: Int

        package static func < (a: Place, b: Place) -> Bool { (a.document, a.position) < (b.document, b.position) }
    }

    /// The vectors of a document, in the order of its chunks.
    func vectors(of document: KnowledgeID, dimensions: Int) async throws -> VectorBlock {
        try await database.read { connection in
            var block = VectorBlock(dimensions: dimensions)
            let rows = try connection.execute(
                "SELECT position, vector FROM knowledge_chunks WHERE document = $1 ORDER BY position",
                [.text(document.rawValue)]
            )
            for row in rows {
                let place = Place(document: document.rawValue, position: try row.int("position"))
                guard let text = try row.optionalText("vector"),
                    let vector = VectorBlock.vector(try connection.opened(text, from: place.name("vector"))),
                    block.append(vector)
                else {
                    throw StorageError(.corrupt, "A stored chunk has no vector of its document's size.")
                }
            }
            return block
        }
    }

    /// Chunks by their places, those that the principal may search.
    func chunks(as principal: Principal, _ places: [Place]) async throws -> [Place: (
        title: String, chunk: DocumentChunk
    )] {
        try await database.read { connection in
            var found: [Place: (title: String, chunk: DocumentChunk)] = [:]
            for place in places {
                let visible = Self.visible(principal, after: 2, table: "d")
                let rows = try connection.execute(
                    """
                    SELECT c.heading AS heading, c.page AS page, c.content AS content,
                        d.title AS title, d.collection AS collection, d.hash AS hash
                    FROM knowledge_chunks c JOIN knowledge_documents d ON d.id = c.document
                    WHERE c.document = $1 AND c.position = $2\(visible.text)
                    """,
                    [.text(place.document), .int(place.position)] + visible.values
                )
                guard let row = rows.first else { continue }
                let chunk = try DocumentChunk(row: row, at: place, in: connection)
                found[place] = (try KnowledgeDocument.facts(row, place.document, in: connection).title, chunk)
            }
            return found
        }
    }
}
