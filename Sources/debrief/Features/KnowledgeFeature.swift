import Answers
import Core
import Database
import FoundationEssentials
import HTTPKit
import Jobs
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
        jobs: { premises, registry in
            for handler in try premises.knowledgeIngest().handlers { registry.register(handler) }
            if premises.database.vault?.seals == true {
                registry.register(KnowledgeStore(premises.database).sealing)
            }
        }
    )
}

extension Premises {
    /// What the routes and the command do with knowledge documents.
    func knowledgeDesk() throws -> KnowledgeDesk {
        let store = KnowledgeStore(database)
        return KnowledgeDesk(store, search: try knowledgeSearch(), now: { Date() })
    }

    /// The search in knowledge documents.
    private func knowledgeSearch() throws -> KnowledgeSearch {
        let settings = wiring.settings
        let table = settings.optionalText("knowledge.earlierTable")
        let earlier = table.flatMap(EarlierTable.init)
        guard table == nil || earlier != nil else {
            throw SettingsError(
                "knowledge.earlierTable wants a schema and a table in small letters, such as old.chunks."
            )
        }
        let threshold = settings.number("knowledge.thresholdPercent")
        return KnowledgeSearch(
            KnowledgeStore(database),
            embedder: try wiring.embedder(),
            usesIndex: settings.flag("knowledge.index"),
            earlier: earlier,
            threshold: threshold == 0 ? nil : Double(threshold) / 100
        )
    }

    /// What questions and judges ask.
    func knowledgeSource() throws -> KnowledgeSource {
        let answers = AnswerStore(database)
        return try knowledgeSearch().source { try await answers.owner(of: $0) }
    }

    /// Places knowledge documents.
    func knowledgeIngest() throws -> KnowledgeIngest {
        KnowledgeIngest(
            KnowledgeStore(database),
            embedder: try wiring.embedder(),
            threads: threads,
            log: wiring.logger,
            usesIndex: wiring.settings.flag("knowledge.index")
        )
    }
}

extension Wiring {
    /// What places texts: the configured service, or else the companion; nil for neither.
    func embedder() throws -> Embedder? { try embeddings()?.embedder ?? localEmbedder }
}
