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
            if let content = try row.optionalText("content") {
                let place = KnowledgeDocument.place(id.rawValue, "content")
                return try StoredJSON.value(from: try connection.opened(content, from: place))
            }
            // Once it is placed, its chunks are what is kept; their beginnings repeat the ends of those before.
            var lines: [DocumentText.Line] = []
            var above = ""
            for chunk in try connection.execute(
                "SELECT position, heading, page, content FROM knowledge_chunks WHERE document = $1 ORDER BY position",
                [.text(id.rawValue)]
            ) {
                let place = Place(document: id.rawValue, position: try chunk.int("position"))
                let passage = try DocumentChunk(row: chunk, at: place, in: connection)
                if passage.heading != above, !passage.heading.isEmpty {
                    lines.append(.init(passage.heading, page: passage.page, heading: 1))
                }
                above = passage.heading
                lines.append(.init(passage.text, page: passage.page))
            }
            return DocumentText(kind: try row.choice("kind"), lines: lines, pages: try row.int("pages"))
        }
    }
}
