import Answers
import Audio
import Core
import FoundationEssentials
import HTTPKit
import Jobs
import Sharing
import Synchronization

extension FeatureEntry {
    /// Recordings, answers, what became of them, their pages, and the health of what works on them.
    static let answers = FeatureEntry(
        part: InterfacePart(
            Operations.answers + Operations.results + Operations.uploads + Operations.reports
                + Operations.choices,
            schemas: Schemas.ofAnswers
        ),
        routes: { composition in
            let premises = composition.premises
            let (answers, uploads) = try await composition.shared()
            let reports = composition.reports
            let choices = try premises.wiring.choices()
            let engines = try choices.engines()
            let shares = premises.shares(composition.accounts)
            return { routes in
                AnswerRoutes(desk: answers, reports: reports).add(to: routes)
                SelfRoutes(desk: answers, rubrics: choices.rubrics, engines: choices.engines).add(to: routes)
                ExportRoutes(desk: answers).add(to: routes)
                ReportRoutes(desk: reports).add(to: routes)
                TusRoutes(desk: uploads).add(to: routes)
                PageRoutes(desk: answers, showsDesign: showsDesign, engines: engines) {
                    try await shares.readers(as: $0, of: $1)
                }.add(to: routes)
                premises.health(composition.drain, composition.metrics).add(to: routes)
            }
        },
        topics: { [AnswerStore($0).topics] },
        upkeep: { composition in
            let (settings, log) = (composition.premises.wiring.settings, composition.premises.wiring.logger)
            let uploads = try await composition.shared().uploads
            let sweep = UploadSweep(uploads, keepMs: settings.number("upload.keepMs"), log: log)
            return [sweep]
                + (try composition.premises.debriefExpiry(try await composition.answers(), composition))
        },
        jobs: { premises, registry in
            var engines = try premises.wiring.engines()
            engines.ahead = premises.ahead
            engines.knowledge = try premises.knowledgeSource()
            registry.register(
                .answers(
                    premises.database,
                    policy: premises.wiring.patience,
                    blobs: premises.blobs,
                    pipeline: AnswerPipeline(
                        engines,
                        deadlines: premises.wiring.deadlines,
                        threads: premises.pools.pipeline
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

    fileprivate static func uploads(_ composition: Composition) async throws -> UploadDesk {
        let (premises, settings) = (composition.premises, composition.premises.wiring.settings)
        let live = LiveHearings(
            premises.wiring.hearer,
            blobs: premises.blobs,
            foreign: premises.wiring.foreignHearing,
            ahead: premises.ahead,
            most: premises.wiring.hearsApart ? LiveHearings.mostApart : LiveHearings.most
        )
        return UploadDesk(
            try await premises.threads.run { try UploadFolder(premises.folder) },
            threads: composition.threads,
            hearings: UploadHearings(live),
            limit: settings.number("upload.maxBytes"),
            keepMs: settings.number("upload.keepMs"),
            ledger: UploadLedger(
                premises.database,
                limits: .init(
                    count: settings.number("limits.openUploads"),
                    bytes: settings.number("limits.openUploadBytes")
                )
            ),
            minFreeBytes: settings.number("health.minFreeBytes"),
            now: { Date() }
        )
    }

    fileprivate static func answers(_ composition: Composition, uploads: UploadDesk) throws -> AnswerService {
        let (premises, wiring) = (composition.premises, composition.premises.wiring)
        return AnswerService(
            database: premises.database,
            blobs: premises.blobs,
            progress: premises.hub,
            clips: ClipSource(wiring.hearer, limits: wiring.audio),
            uploads: uploads,
            version: Version.text,
            publicURL: wiring.settings.optionalText("http.publicURL"),
            threads: composition.threads,
            checking: premises.pools.checks,
            drawing: composition.drawing,
            minFreeBytes: wiring.settings.number("health.minFreeBytes"),
            maxStreams: wiring.settings.number("limits.streams"),
            checkRubric: try wiring.rubricCheck(),
            now: { Date() }
        )
    }
}

/// What the features of one process share: uploads under way are known to one desk only.
final class SharedAnswers: Sendable {
    fileprivate let made = Mutex<(answers: AnswerService, uploads: UploadDesk)?>(nil)
}

extension Composition {
    /// Answers and uploads, made when they are first asked for.
    fileprivate func shared() async throws -> (answers: AnswerService, uploads: UploadDesk) {
        if let made = sharedAnswers.made.withLock({ $0 }) { return made }
        let uploads = try await FeatureEntry.uploads(self)
        let made = (answers: try FeatureEntry.answers(self, uploads: uploads), uploads: uploads)
        sharedAnswers.made.withLock { $0 = made }
        return made
    }

    /// Accepts answers.
    func answers() async throws -> AnswerService { try await shared().answers }

    /// Draws reports.
    var reports: ReportDesk {
        ReportDesk(
            database: premises.database,
            renderer: premises.wiring.renderer,
            threads: drawing,
            version: Version.text,
            publicURL: premises.wiring.settings.optionalText("http.publicURL")
        )
    }
}
