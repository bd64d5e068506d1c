package import Core
import Crypto
package import Documents
package import FoundationEssentials
import HTTPKit

/// What a knowledge document cannot have.
package typealias KnowledgeError = ModuleError<KnowledgeErrorCode>

/// The codes of ``KnowledgeError``; each is a row of ``ErrorTable``.
package enum KnowledgeErrorCode: String, ErrorCode {
    /// The owner has as many documents as one may have.
    case tooMany = "knowledge.too_many"
}

/// Everything the routes and the command do with knowledge documents.
package struct KnowledgeDesk: Sendable {
    /// The documents.
    package let store: KnowledgeStore
    /// The search in them.
    package let search: KnowledgeSearch
    private let now: @Sendable () -> Date

    /// A desk.
    package init(_ store: KnowledgeStore, search: KnowledgeSearch, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.search = search
        self.now = now
    }

    /// What a new document is called and where it belongs.
    package struct Label: Sendable, Hashable {
        /// The name of the file.
        package var name: String
        /// Its title; the name without its ending when empty.
        package var title: String
        /// Its collection; empty for none.
        package var collection: String
        /// Whether everyone of the installation searches it.
        package var shared: Bool

        /// A label.
        package init(name: String, title: String = "", collection: String = "", shared: Bool = false) {
            self.name = name
            self.title = title
            self.collection = collection
            self.shared = shared
        }
    }

    /// Reads a document and has it placed.
    ///
    /// - Returns: the document, and whether its bytes were new.
    /// - Throws: `document.*`, `knowledge.too_many`, `request.forbidden`.
    package func add(as principal: Principal, _ bytes: [UInt8], _ label: Label) async throws -> (
        document: KnowledgeDocument, isNew: Bool
    ) {
        if label.shared, !principal.sharesKnowledge { try principal.require(.admin) }
        let text = try await DocumentReader(limits: .book).read(bytes, name: label.name)
        let name = label.name.split(separator: "/").last.map(String.init) ?? "Document"
        let bare = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        let title = label.title.isEmpty ? (bare.isEmpty ? "Document" : bare) : label.title
        let document = KnowledgeDocument(
            id: KnowledgeID(at: now()),
            owner: principal.owner,
            label: label,
            title: title,
            text: text,
            hash: SHA256.hash(data: bytes).hexadecimal,
            bytes: bytes.count,
            created: now()
        )
        switch try await store.add(as: principal, document, text) {
        case .added(let document): return (document, true)
        case .before(let document): return (document, false)
        case .tooMany:
            throw KnowledgeError(
                .tooMany,
                "There are \(KnowledgeStore.maxDocuments) knowledge documents already; delete one first."
            )
        }
    }

    /// One document.
    package func find(as principal: Principal, _ id: KnowledgeID) async throws -> KnowledgeDocument {
        guard let document = try await store.find(as: principal, id) else { throw Self.missing }
        return document
    }

    /// Removes one with its chunks.
    package func remove(as principal: Principal, _ id: KnowledgeID) async throws {
        guard try await store.remove(as: principal, id) else { throw Self.missing }
    }

    /// Cancels one.
    func cancel(as principal: Principal, _ id: KnowledgeID) async throws -> KnowledgeDocument {
        guard let document = try await store.cancel(as: principal, id, at: Instant(now())) else { throw Self.missing }
        return document
    }

    static let missing = WebError(.notFound, "There is no knowledge document with this id.")
}

extension KnowledgeDocument {
    /// A document that waits to be placed.
    package init(
        id: KnowledgeID,
        owner: String,
        label: KnowledgeDesk.Label,
        title: String,
        text: DocumentText,
        hash: String,
        bytes: Int,
        created: Date
    ) {
        self.id = id
        self.owner = owner
        shared = label.shared
        collection = label.collection
        self.title = title
        kind = text.kind
        self.hash = hash
        self.bytes = bytes
        pages = text.pages
        state = .waiting
        (done, total, space) = (0, 0, "")
        createdAt = created
    }
}
