package import Core
import Database
package import Documents

extension KnowledgeStore {
    /// The text of a document; nil when the principal may not search one with this id.
    package func text(as principal: Principal, _ id: KnowledgeID) async throws -> DocumentText? {
        guard try await find(as: principal, id) != nil else { return nil }
        return try await database.read { connection in
            try connection.execute("SELECT content FROM knowledge_documents WHERE id = $1", [.text(id.rawValue)])
                .first.map { row in try StoredJSON.value(from: try row.text("content")) }
        }
    }
}
