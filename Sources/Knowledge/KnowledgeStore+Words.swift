import Core
import Database

extension KnowledgeStore {
    /// A chunk that has some of the words, with a score above 0 that can be compared within one search.
    typealias Found = (item: Place, score: Double)

    /// Chunks that have some of the words, best first: BM25 with headings twice as heavy. SQLite computes it; PostgreSQL, whose ranks know
    /// nothing of how rare a word is, gets the weight of each word with the statement.
    func search(as principal: Principal, words: [String], collection: String?, limit: Int) async throws -> [Found] {
        let plain = words.map { $0.filter { $0.isLetter || $0.isNumber } }.filter { !$0.isEmpty }
        guard !plain.isEmpty else { return [] }
        return try await database.read { connection in
            // A word and what stands for it in the owner's sealed documents.
            let keys = try connection.vault?.keys(of: principal.owner, in: connection) ?? []
            let forms = plain.map { word in [word] + keys.compactMap { KnowledgeSeal.digest(ofWord: word, $0) } }
            let within = Self.collections(named: collection, keys)
            return if connection.dialect.name == "sqlite" {
                try Self.matches(as: principal, forms, within, limit: limit, in: connection)
            } else {
                try Self.ranked(as: principal, forms, within, limit: limit, in: connection)
            }
        }
    }

    /// What stands for a collection in the column: its name, and its tags in the owner's sealed documents; nil for all collections.
    static func collections(named name: String?, _ keys: [DataKey]) -> [String]? {
        name.map { name in [name] + (name.isEmpty ? [] : keys.map { $0.tag(of: name, as: .knowledgeCollection) }) }
    }

    /// ` AND … IN (…)` for some collections, behind `count` parameters; empty for all.
    static func condition(_ collections: [String]?, after count: Int, column: String) -> (
        text: String, values: [SQLValue]
    ) {
        guard let collections else { return ("", []) }
        let places = collections.indices.map { "$\(count + $0 + 1)" }.joined(separator: ", ")
        return (" AND \(column) IN (\(places))", collections.map { .text($0) })
    }

    /// ` AND …` for the documents that are searched, behind `count` parameters.
    private static func searched(_ principal: Principal, _ collections: [String]?, after count: Int) -> (
        text: String, values: [SQLValue]
    ) {
        let visible = visible(principal, after: count, table: "d")
        let within = condition(collections, after: count + visible.values.count, column: "d.collection")
        return (visible.text + within.text, visible.values + within.values)
    }

    private static func matches(
        as principal: Principal,
        _ words: [[String]],
        _ collections: [String]?,
        limit: Int,
        in connection: any SQLConnection
    ) throws(StorageError) -> [Found] {
        let within = searched(principal, collections, after: 2)
        let query = words.joined().map { "\"\($0)\"" }.joined(separator: " OR ")
        return try found(
            connection.execute(
                """
                SELECT knowledge_words.document AS document, knowledge_words.position AS position,
                    CAST(-1 * bm25(knowledge_words, 2.0, 1.0) AS TEXT) AS score
                FROM knowledge_words JOIN knowledge_documents d ON d.id = knowledge_words.document
                WHERE knowledge_words MATCH $1 AND d.state = 'done'\(within.text)
                ORDER BY bm25(knowledge_words, 2.0, 1.0), knowledge_words.rowid LIMIT $2
                """,
                [.text(query), .int(limit)] + within.values
            )
        )
    }

    private static func ranked(
        as principal: Principal,
        _ words: [[String]],
        _ collections: [String]?,
        limit: Int,
        in connection: any SQLConnection
    ) throws(StorageError) -> [Found] {
        let words = words.map { $0.joined(separator: " | ") }
        let any = words.joined(separator: " | ")
        let places = words.indices.map { "$\($0 + 2)" }
        let counted = searched(principal, collections, after: 1 + words.count)
        let counts = places.enumerated().map { index, place in
            "COUNT(*) FILTER (WHERE c.words @@ to_tsquery('english', \(place))) AS n\(index)"
        }
        let from = "FROM knowledge_chunks c JOIN knowledge_documents d ON d.id = c.document WHERE d.state = 'done'"
        let row = try connection.execute(
            """
            SELECT \(counts.joined(separator: ", ")), (
                SELECT COALESCE(SUM(d.done), 0)::bigint FROM knowledge_documents d WHERE d.state = 'done'\(counted.text)
            ) AS total
            \(from) AND c.words @@ to_tsquery('english', $1)\(counted.text)
            """,
            [.text(any)] + words.map { .text($0) } + counted.values
        ).first
        guard let row else { return [] }
        let total = try row.int("total")
        var (present, terms) = ([String](), [String]())
        for (index, word) in words.enumerated() {
            let count = try row.int("n\(index)")
            guard count > 0 else { continue }
            present.append(word)
            // BM25's weight of a word, and what FTS5 gives one that most chunks have.
            let weight = "GREATEST(1e-6, ln((\(total - count) + 0.5) / (\(count) + 0.5)))"
            let query = "to_tsquery('english', $\(present.count + 1))"
            terms.append("\(weight)::float8 * ts_rank('{0.5, 0.5, 0.5, 1.0}', c.words, \(query), 1)")
        }
        guard !terms.isEmpty else { return [] }
        let within = searched(principal, collections, after: 1 + present.count)
        return try found(
            connection.execute(
                """
                SELECT document, position, CAST(score AS text) AS score FROM (
                    SELECT c.document AS document, c.position AS position, \(terms.joined(separator: " + ")) AS score
                    \(from) AND c.words @@ to_tsquery('english', $1)\(within.text)
                ) ranked ORDER BY ranked.score DESC, document, position LIMIT \(limit)
                """,
                [.text(any)] + present.map { .text($0) } + within.values
            )
        )
    }

    private static func found(_ rows: [SQLRow]) throws(StorageError) -> [Found] {
        var found: [Found] = []
        for row in rows {
            let place = Place(document: try row.text("document"), position: try row.int("position"))
            found.append((place, Double(try row.text("score")) ?? 0))
        }
        return found
    }
}
