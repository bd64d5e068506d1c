package import Core
import Database
package import Documents

extension KnowledgeStore {
    /// The text of a document; nil when the principal may not search one with this id.
    package func text(as principal: Principal, _ id: KnowledgeID) async throws -> DocumentText? {
        guard try await find(as: principal, id) != nil else { return nil }
        return try await database.read { connection in
            let row = try connection.execute(
                "SELECT content, kind, pages FROM knowledge_documents WHERE id = $1",
                [.text(id.rawValue)]
            ).first
            guard let row else { return nil }
            if let content = try row.optionalText("content") { return try StoredJSON.value(from: content) }
            // Once it is placed, its chunks are what is kept; their beginnings repeat the ends of those before.
            var lines: [DocumentText.Line] = []
            var above = ""
            for chunk in try connection.execute(
                "SELECT heading, page, content FROM knowledge_chunks WHERE document = $1 ORDER BY position",
                [.text(id.rawValue)]
            ) {
                let (heading, page) = (try chunk.text("heading"), try chunk.int("page"))
                if heading != above, !heading.isEmpty { lines.append(.init(heading, page: page, heading: 1)) }
                above = heading
                lines.append(.init(try chunk.text("content"), page: page))
            }
            return DocumentText(kind: try row.choice("kind"), lines: lines, pages: try row.int("pages"))
        }
    }
}
