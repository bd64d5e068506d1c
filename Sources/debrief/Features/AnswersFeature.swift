import Answers
import Audio
import Core
import FoundationEssentials
import HTTPKit
import Jobs

extension FeatureEntry {
    /// Recordings, answers, what became of them, their pages, and the health of what works on them.
    static let answers = FeatureEntry(
        part: InterfacePart(
            Operations.answers + Operations.results + Operations.uploads + Operations.reports,
            schemas: Schemas.ofAnswers
        ),
        routes: { composition in
            let premises = composition.premises
            let uploads = try await uploads(composition)
            let answers = try answers(composition, uploads: uploads)
            let reports = ReportDesk(
                database: premises.database,
                renderer: premises.wiring.renderer,
                threads: composition.drawing,
                version: Version.text,
                publicURL: premises.wiring.settings.optionalText("http.publicURL")
            )
            return { routes in
                AnswerRoutes(desk: answers).add(to: routes)
                ExportRoutes(desk: answers).add(to: routes)
                ReportRoutes(desk: reports).add(to: routes)
                TusRoutes(desk: uploads).add(to: routes)
                PageRoutes(desk: answers, showsDesign: showsDesign).add(to: routes)
                premises.health(composition.drain, composition.metrics).add(to: routes)
            }
        },
        jobs: { premises, registry in
            registry.register(
                .answers(
                    premises.database,
                    policy: premises.wiring.patience,
                    blobs: premises.blobs,
                    pipeline: AnswerPipeline(
                        try premises.wiring.engines(),
                        deadlines: premises.wiring.deadlines,
                        threads: premises.threads
                    ),
                    hub: premises.hub,
                    concurrency: premises.wiring.settings.number("worker.concurrency")
                )
            )
            if let retention = premises.retention.handler { registry.register(retention) }
        }
    )

    /// The page of every component is for those who build it: debug builds have it.
    private static var showsDesign: Bool {
        #if DEBUG
            true
        #else
            false
        #endif
    }

    private static func uploads(_ composition: Composition) async throws -> UploadDesk {
        let (premises, settings) = (composition.premises, composition.premises.wiring.settings)
        let live = LiveHearings(Listener(settings: premises.wiring.audio), blobs: premises.blobs)
        return UploadDesk(
            try await premises.threads.run { try UploadFolder(premises.folder) },
            threads: composition.threads,
            hearings: UploadHearings(live),
            limit: settings.number("upload.maxBytes"),
            keepMs: settings.number("upload.keepMs"),
            now: { Date() }
        )
    }

    private static func answers(_ composition: Composition, uploads: UploadDesk) throws -> AnswerService {
        let (premises, wiring) = (composition.premises, composition.premises.wiring)
        return AnswerService(
            database: premises.database,
            blobs: premises.blobs,
            progress: premises.hub,
            decoder: AudioDecoder(settings: wiring.audio),
            uploads: uploads,
            version: Version.text,
            publicURL: wiring.settings.optionalText("http.publicURL"),
            threads: composition.threads,
            checkRubric: try wiring.rubricCheck(),
            now: { Date() }
        )
    }
}
