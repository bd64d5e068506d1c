import Blobs
import FoundationEssentials
import HTTPKit
import Jobs
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
        jobs: { premises, registry in
            for handler in try premises.rescoreRunner().handlers { registry.register(handler) }
        }
    )
}

extension Premises {
    /// The re-scorings of these premises.
    var rescores: RescoreStore { RescoreStore(database) }

    /// Works on re-scorings.
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
