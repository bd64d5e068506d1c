package import Core
package import Database
package import Documents

/// pgvector's HNSW index over half-precision vectors, on a PostgreSQL database that has the extension; the exact search of
/// ``VectorBlock`` everywhere else.
///
/// The index only proposes: cosines are computed from the stored vectors afterwards, so that order and numbers are those of the exact
/// search. Its table is made when the extension is first seen, since a migration runs before anyone installed one; vectors of each size
/// have a table of their own, as HNSW needs. It needs readable vectors: sealed documents are not in it and are searched exactly.
package struct NearIndex: Sendable {
    /// Rows of one statement.
    private static let batch = 250
    /// How many neighbours the index looks at for a query (`hnsw.ef_search`).
    private static let breadth = 200
    /// Largest vector that half precision is indexed for.
    private static let maxDimensions = 4_000

    private let database: any SQLDatabase
    /// Numbers of a vector.
    package let dimensions: Int

    /// An index; nil where the database can have none.
    package init?(_ database: any SQLDatabase, dimensions: Int) {
        guard database.dialect.name != "sqlite", (1...Self.maxDimensions).contains(dimensions) else { return nil }
        self.database = database
        self.dimensions = dimensions
    }

    private var table: String { "knowledge_near_\(dimensions)" }

    /// Whether the database has the extension.
    package func isThere() async throws -> Bool {
        try await database.read { connection in
            try !connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").isEmpty
        }
    }

    /// Whether documents may be in it: the extension and its tables are there.
    func isReady() async throws -> Bool {
        let table = table
        return try await database.read { connection in
            let row = try connection.execute("SELECT to_regclass($1)::text AS name", [.text(table)]).first
            return try row?.optionalText("name") != nil
        }
    }

    /// Makes the tables, unless they are there.
    package func prepare() async throws {
        let (table, dimensions) = (table, dimensions)
        try await database.write { connection in
            // Two processes that start at once take turns.
            try connection.execute("SELECT pg_advisory_xact_lock(4310041)")
            let made = try connection.execute("SELECT to_regclass($1)::text AS name", [.text(table)]).first
            if try made?.optionalText("name") != nil { return }
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS knowledge_near (
                    document TEXT COLLATE "C" NOT NULL REFERENCES knowledge_documents (id) ON DELETE CASCADE,
                    dimensions BIGINT NOT NULL,
                    PRIMARY KEY (document, dimensions)
                )
                """
            )
            try connection.execute(
                """
                CREATE TABLE \(table) (
                    document TEXT COLLATE "C" NOT NULL REFERENCES knowledge_documents (id) ON DELETE CASCADE,
                    position BIGINT NOT NULL,
                    vector halfvec(\(dimensions)) NOT NULL,
                    PRIMARY KEY (document, position)
                )
                """
            )
            try connection.execute(
                "CREATE INDEX \(table)_hnsw ON \(table) USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 100)"
            )
        }
    }

    /// A document of a space that is placed and not in the index; nil when there is none.
    func next(space: String) async throws -> KnowledgeID? {
        let dimensions = dimensions
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT d.id AS id FROM knowledge_documents d
                WHERE d.state = 'done' AND d.space = $1 AND d.\(KnowledgeSeal.isReadable)
                    AND NOT EXISTS (SELECT 1 FROM knowledge_near n WHERE n.document = d.id AND n.dimensions = $2)
                ORDER BY d.id LIMIT 1
                """,
                [.text(space), .int(dimensions)]
            ).first.flatMap { row in KnowledgeID(try row.text("id")) }
        }
    }

    /// Enters a document; one that is deleted meanwhile is left out.
    package func add(_ document: KnowledgeID, _ block: VectorBlock) async throws {
        let (table, dimensions) = (table, dimensions)
        for start in stride(from: 0, to: block.count, by: Self.batch) {
            try Task.checkCancellation()
            let rows = start..<min(start + Self.batch, block.count)
            try await database.write { connection in
                var values = [SQLValue.text(document.rawValue)]
                let places = rows.map { row in
                    values += [.int(row), .text(Self.text(block.vector(row)))]
                    return "($1, $\(values.count - 1), CAST($\(values.count) AS halfvec))"
                }
                guard
                    try !connection.execute(
                        "SELECT id FROM knowledge_documents WHERE id = $1 AND \(KnowledgeSeal.isReadable) FOR SHARE",
                        [.text(document.rawValue)]
                    ).isEmpty
                else { return }
                try connection.execute(
                    "INSERT INTO \(table) (document, position, vector) VALUES \(places.joined(separator: ", ")) ON CONFLICT DO NOTHING",
                    values
                )
            }
        }
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO knowledge_near (document, dimensions)
                SELECT id, $2 FROM knowledge_documents WHERE id = $1 AND \(KnowledgeSeal.isReadable)
                ON CONFLICT DO NOTHING
                """,
                [.text(document.rawValue), .int(dimensions)]
            )
        }
    }

    /// The documents in the index.
    func documents() async throws -> Set<String> {
        let dimensions = dimensions
        return try await database.read { connection in
            Set(
                try connection.execute(
                    "SELECT document FROM knowledge_near WHERE dimensions = $1",
                    [.int(dimensions)]
                ).map { row in try row.text("document") }
            )
        }
    }

    /// Chunks near a query among what a principal may search, with their cosines by the stored vectors, best first.
    package func nearest(
        as principal: Principal,
        to query: [Int16],
        space: String,
        collection: String?,
        count: Int
    ) async throws -> [(place: KnowledgeStore.Place, cosine: Float)] {
        let (table, breadth, dimensions) = (table, Self.breadth, dimensions)
        return try await database.read { connection in
            let visible = KnowledgeStore.visible(principal, after: 3, table: "d")
            let within = collection == nil ? "" : " AND d.collection = $\(4 + visible.values.count)"
            try connection.execute("SELECT set_config('hnsw.ef_search', '\(breadth)', true)")
            // Documents of others are passed over while the index is walked, and do not use up the results.
            try connection.execute("SELECT set_config('hnsw.iterative_scan', 'strict_order', true)")
            let rows = try connection.execute(
                """
                SELECT near.document AS document, near.position AS position, c.vector AS vector FROM (
                    SELECT n.document, n.position FROM \(table) n JOIN knowledge_documents d ON d.id = n.document
                    WHERE d.state = 'done' AND d.space = $2\(visible.text)\(within)
                    ORDER BY n.vector <#> CAST($1 AS halfvec(\(dimensions))) LIMIT $3
                ) near JOIN knowledge_chunks c ON c.document = near.document AND c.position = near.position
                """,
                [.text(Self.text(query)), .text(space), .int(count)] + visible.values
                    + (collection.map { [.text($0)] } ?? [])
            )
            var block = VectorBlock(dimensions: dimensions)
            var places: [KnowledgeStore.Place] = []
            for row in rows {
                let place = KnowledgeStore.Place(document: try row.text("document"), position: try row.int("position"))
                guard let text = try row.optionalText("vector"),
                    let vector = VectorBlock.vector(try connection.opened(text, from: place.name("vector"))),
                    block.append(vector)
                else { continue }
                places.append(place)
            }
            return zip(places, block.cosines(query)).map { (place: $0, cosine: $1) }
                .sorted { ($1.cosine, $0.place) < ($0.cosine, $1.place) }
        }
    }

    /// A vector as pgvector reads it.
    private static func text(_ vector: [Int16]) -> String {
        "[" + vector.map { "\(Float($0) / 32_767)" }.joined(separator: ",") + "]"
    }
}
