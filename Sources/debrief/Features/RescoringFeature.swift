import Blobs
import FoundationEssentials
import HTTPKit
import Report
import Rescoring

extension FeatureEntry {
    /// Stored answers scored again.
    static let rescoring = FeatureEntry(
        part: InterfacePart(Operations.rescores, schemas: Schemas.ofRescores),
        routes: { composition in
            let desk = composition.premises.rescoreDesk
            return { RescoreRoutes(desk: desk).add(to: $0) }
        },
        topics: { [RescoreStore($0).topics] },
        services: { premises in [try premises.rescoring()] }
    )
}

extension Premises {
    /// The re-scorings of these premises.
    var rescores: RescoreStore { RescoreStore(database) }

    /// Works on re-scorings as long as its process lives.
    func rescoring() throws -> RescoreService {
        RescoreService(try rescoreRunner(), graceMs: wiring.settings.number("worker.graceMs"))
    }

    /// Works on one re-scoring.
    func rescoreRunner() throws -> RescoreRunner {
        RescoreRunner(
            database,
            blobs: blobs,
            leases: try WorkerLeases(folder),
            deadlines: wiring.deadlines,
            policy: wiring.patience,
            threads: pools.pipeline,
            hub: hub,
            log: wiring.logger,
            make: wiring.rescoreEngines
        )
    }

    /// What the routes do with re-scorings.
    var rescoreDesk: RescoreDesk {
        RescoreDesk(
            database: database,
            blobs: blobs,
            resolver: wiring.rescoreResolver,
            renderer: renderer,
            version: Version.text,
            threads: pools.drawing,
            hub: hub,
            now: { Date() }
        )
    }

    /// Draws what has no answer.
    var renderer: ReportRenderer { ReportRenderer(fontFolders: [wiring.config.appending(path: "fonts")]) }
}
