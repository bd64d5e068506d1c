package import Core
import Database
package import Documents
package import FoundationEssentials

/// The kind of a knowledge document's identifier.
package enum KnowledgeKind: IdentifierKind {
    package static let prefix = "kdc"
}

/// The identifier of a knowledge document, `kdc_…`.
package typealias KnowledgeID = Identifier<KnowledgeKind>

/// A document that questions and judgements may draw on.
package struct KnowledgeDocument: Sendable, Hashable, Codable {
    /// How far it is.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// It is cut and placed, or will be.
        case waiting
        /// It can be searched.
        case done
        /// It could not be placed.
        case failed
        /// It was cancelled; what was placed is not searched.
        case cancelled
    }

    /// Its identifier.
    package var id: KnowledgeID
    /// Whose it is; not shown.
    var owner: String
    /// Whether everyone of the installation searches it.
    package var shared: Bool
    /// The collection it belongs to; empty for none.
    package var collection: String
    /// Its title.
    package var title: String
    /// What it was read from.
    package var kind: DocumentText.Kind
    /// SHA-256 of the file.
    package var hash: String
    /// Bytes of the file.
    package var bytes: Int
    /// Pages of the file.
    package var pages: Int
    /// How far it is.
    package var state: State
    /// Chunks that are placed.
    package var done: Int
    /// Chunks in all; 0 until it is cut.
    package var total: Int
    /// Where its vectors live; empty when it is searched by words only.
    package var space: String
    /// The code of what went wrong.
    package var errorCode: String?
    /// What went wrong.
    package var error: String?
    /// When it was sent.
    package var createdAt: Date
    /// When it was placed, or given up.
    package var finishedAt: Date?

    private enum CodingKeys: String, CodingKey {
        case id, shared, collection, title, kind, hash, bytes, pages, state, done, total, space, errorCode, error,
            createdAt, finishedAt
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(KnowledgeID.self, forKey: .id)
        owner = ""
        shared = try container.decode(Bool.self, forKey: .shared)
        collection = try container.decode(String.self, forKey: .collection)
        title = try container.decode(String.self, forKey: .title)
        kind = try container.decode(DocumentText.Kind.self, forKey: .kind)
        hash = try container.decode(String.self, forKey: .hash)
        bytes = try container.decode(Int.self, forKey: .bytes)
        pages = try container.decode(Int.self, forKey: .pages)
        state = try container.decode(State.self, forKey: .state)
        done = try container.decode(Int.self, forKey: .done)
        total = try container.decode(Int.self, forKey: .total)
        space = try container.decode(String.self, forKey: .space)
        errorCode = try container.decodeIfPresent(String.self, forKey: .errorCode)
        error = try container.decodeIfPresent(String.self, forKey: .error)
        createdAt = try container.decode(Date.self, forKey: .createdAt)
        finishedAt = try container.decodeIfPresent(Date.self, forKey: .finishedAt)
    }

    static let columns = """
        id, owner, shared, collection, title, kind, hash, bytes, pages, state, done, total, space, error_code, error, created_at, \
        finished_at
        """

    /// Title, collection and hash of a sealed document: together in the column of the title, while those of the others hold tags to
    /// compare by.
    struct Facts: Sendable, Codable {
        var title: String
        var collection: String
        var hash: String
    }

    /// Where a sealed text of a document stands.
    static func place(_ id: String, _ part: String) -> String { "knowledge_documents/\(id)/\(part)" }

    /// Facts of a row with `title`, `collection` and `hash`.
    static func facts(_ row: SQLRow, _ id: String, in connection: any SQLConnection) throws(StorageError) -> Facts {
        let title = try row.text("title")
        guard SealedText.isSealed(title) else {
            return Facts(title: title, collection: try row.text("collection"), hash: try row.text("hash"))
        }
        return try StoredJSON.value(from: try connection.opened(title, from: place(id, "facts")))
    }

    /// The columns `title`, `collection` and `hash`.
    func names(_ seal: KnowledgeSeal) throws(StorageError) -> [SQLValue] {
        guard seal.isSealing else { return [.text(try seal.text(title, "")), .text(collection), .text(hash)] }
        let facts = try StoredJSON.text(Facts(title: title, collection: collection, hash: hash))
        return [
            .text(try seal.text(facts, Self.place(id.rawValue, "facts"))),
            .text(seal.tag(of: collection, as: .knowledgeCollection)), .text(seal.tag(of: hash, as: .knowledgeHash)),
        ]
    }

    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        guard let id = KnowledgeID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored knowledge document has no valid identifier.")
        }
        self.id = id
        owner = try row.text("owner")
        shared = try row.int("shared") == 1
        let facts = try Self.facts(row, id.rawValue, in: connection)
        (title, collection, hash) = (facts.title, facts.collection, facts.hash)
        kind = try row.choice("kind")
        bytes = try row.int("bytes")
        pages = try row.int("pages")
        state = try row.choice("state")
        (done, total) = (try row.int("done"), try row.int("total"))
        space = try row.text("space")
        errorCode = try row.optionalText("error_code")
        error = try row.optionalText("error")
        createdAt = try row.time("created_at").date
        finishedAt = try row.optionalTime("finished_at")?.date
    }
}

/// A chunk that a search found.
package struct KnowledgeHit: Sendable, Hashable, Codable {
    /// Its document; `earlier:` and the name of a table for a row of an earlier program.
    package var document: String
    /// The document's title.
    package var title: String
    /// Its place among the document's chunks, from 0.
    package var position: Int
    /// The headings above it.
    package var heading: String
    /// The page where it begins.
    package var page: Int
    /// Its text.
    package var text: String
    /// The cosine with the question, −1…1; nil without vectors.
    package var similarity: Double?
    /// The fused score that the order goes by.
    package var score: Double
}

/// What a search found, and how it searched.
package struct KnowledgeResult: Sendable, Hashable, Codable {
    /// How a search went about.
    package enum Mode: String, Sendable, Codable, CaseIterable {
        /// By words and vectors.
        case hybrid
        /// By words alone: there is no embedding service, or it failed.
        case words
    }

    /// How it searched.
    package var mode: Mode
    /// Why it searched by words alone; nil otherwise.
    package var notice: String?
    /// What was found, best first.
    package var hits: [KnowledgeHit]
}
