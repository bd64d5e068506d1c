import Core
import Database
import Documents

/// A table of an earlier interview program, read where it stands: `id`, `content`, `embedding`, as `knowledge_documents` and `chunks` had
/// them. Nothing is written to it. Everyone of the installation searches it.
package struct EarlierTable: Sendable, Hashable {
    /// `schema.table`.
    package let name: String

    /// A table by its name with its schema; nil for what is no such name.
    package init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.count <= 63 && part.first?.isNumber == false
                && part.utf8.allSatisfy { $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        }
        guard parts.count == 2, isPlain else { return nil }
        self.name = name
    }

    /// What stands for a document's id in places of this table.
    var document: String { "earlier:\(name)" }

    /// What there is of it.
    struct Shape: Sendable, Hashable {
        /// Numbers of a vector; nil without vectors.
        var dimensions: Int?
        /// Whether it has the column `page_number`.
        var hasPages: Bool
    }

    /// Looks at the table; nil when there is none, or none with an id and a content.
    func shape(in connection: any SQLConnection) throws(StorageError) -> Shape? {
        guard connection.dialect.name != "sqlite" else { return nil }
        let rows = try connection.execute(
            """
            SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
            """,
            [.text(name)]
        )
        var types: [String: String] = [:]
        for row in rows { types[try row.text("name")] = try row.text("type") }
        guard types["id"] != nil, types["content"] != nil else { return nil }
        let size = types["embedding"].flatMap { type in Int(type.filter(\.isNumber)) }
        return Shape(dimensions: size, hasPages: types["page_number"] != nil)
    }

    /// Rows that have some of the words, best first. The table has no index for it: every row is looked at.
    func search(words: [String], limit: Int, in connection: any SQLConnection) throws(StorageError) -> [KnowledgeStore
        .Found]
    {
        let plain = words.map { $0.filter { $0.isLetter || $0.isNumber } }.filter { !$0.isEmpty }
        guard !plain.isEmpty else { return [] }
        let rows = try connection.execute(
            """
            SELECT id, CAST(score AS text) AS score FROM (
                SELECT id, ts_rank_cd(to_tsvector('english', content), to_tsquery('english', $1), 1) AS score FROM \(name)
                WHERE to_tsvector('english', content) @@ to_tsquery('english', $1)
            ) found ORDER BY found.score DESC, id LIMIT $2
            """,
            [.text(plain.joined(separator: " | ")), .int(limit)]
        )
        var found: [KnowledgeStore.Found] = []
        for row in rows {
            let place = KnowledgeStore.Place(document: document, position: try row.int("id"))
            found.append((place, Double(try row.text("score")) ?? 0))
        }
        return found
    }

    /// Rows near a vector, best first; whatever index the table has is used.
    func nearest(to query: [Float], limit: Int, in connection: any SQLConnection) throws(StorageError) -> [(
        place: KnowledgeStore.Place, cosine: Float
    )] {
        let text = "[" + query.map { "\($0)" }.joined(separator: ",") + "]"
        let rows = try connection.execute(
            """
            SELECT id, CAST(1 - (embedding <=> CAST($1 AS vector)) AS text) AS similarity FROM \(name) WHERE embedding IS NOT NULL
            ORDER BY embedding <=> CAST($1 AS vector) LIMIT $2
            """,
            [.text(text), .int(limit)]
        )
        var found: [(place: KnowledgeStore.Place, cosine: Float)] = []
        for row in rows {
            let place = KnowledgeStore.Place(document: document, position: try row.int("id"))
            found.append((place, Float(try row.text("similarity")) ?? 0))
        }
        return found
    }

    /// One row as a chunk.
    func chunk(_ id: Int, _ shape: Shape, in connection: any SQLConnection) throws(StorageError) -> DocumentChunk? {
        let page = shape.hasPages ? "COALESCE(page_number, 1)" : "1"
        guard
            let row = try connection.execute(
                "SELECT content, CAST(\(page) AS BIGINT) AS page FROM \(name) WHERE id = $1",
                [.int(id)]
            ).first
        else { return nil }
        return DocumentChunk(heading: "", page: max(1, try row.int("page")), text: try row.text("content"))
    }
}
