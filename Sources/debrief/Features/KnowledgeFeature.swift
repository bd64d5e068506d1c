import Core
import FoundationEssentials
import HTTPKit
import Knowledge
import Model
import Providers

extension FeatureEntry {
    /// Documents that questions and judgements may draw on.
    static let knowledge = FeatureEntry(
        part: InterfacePart(Operations.knowledge, schemas: Schemas.ofKnowledge),
        routes: { composition in
            let desk = try composition.premises.knowledgeDesk()
            return { KnowledgeRoutes(desk: desk).add(to: $0) }
        },
        services: { premises in [try premises.knowledgeIngest()] }
    )
}

extension Premises {
    /// What the routes and the command do with knowledge documents.
    func knowledgeDesk() throws -> KnowledgeDesk {
        let store = KnowledgeStore(database)
        return KnowledgeDesk(store, search: KnowledgeSearch(store, embedder: try wiring.embedder()), now: { Date() })
    }

    /// Places knowledge documents as long as its process lives.
    func knowledgeIngest() throws -> KnowledgeIngest {
        KnowledgeIngest(KnowledgeStore(database), embedder: try wiring.embedder(), threads: threads, log: wiring.logger)
    }
}

extension Wiring {
    /// What places texts: the configured service, or else the companion; nil for neither.
    func embedder() throws -> Embedder? { try embeddings()?.embedder ?? localEmbedder }
}
