import Audio
import Events
import Foundation
import Hummingbird
import Report
import Support
import Testing

@testable import Answers
@testable import Blobs
@testable import Core
@testable import DatabaseSQLite
@testable import HTTPKit
@testable import Rescoring
@testable import Webhooks
@testable import debrief

/// The document and the router tell the same story.
@Suite(.timeLimit(.minutes(1)))
struct RouterTests {
    @Test func `every route is documented and every documented operation is routed`() throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(
            folder.url.appending(path: "debrief.sqlite"),
            observers: [WebhookRows.observer]
        )
        let blobs = try BlobFolder(folder.url)
        let threads = BlockingThreads()
        let uploads = UploadDesk(
            try UploadFolder(folder.url),
            threads: threads,
            hearings: UploadHearings(LiveHearings(Listener(), blobs: blobs)),
            limit: 1_000_000,
            keepMs: 1_000,
            now: { Date() }
        )
        let router = Router(context: WebContext.self)
        WebApplication.add(
            desk: AnswerService(
                database: database,
                blobs: blobs,
                progress: EventHub(),
                decoder: AudioDecoder(settings: AudioSettings()),
                uploads: uploads,
                version: "0",
                publicURL: nil,
                threads: threads,
                now: { Date() }
            ),
            rescores: RescoreDesk(
                database: database,
                blobs: blobs,
                resolver: .init(
                    rubric: { _ in "" },
                    engines: { _ in throw WebError(.invalid, "There are no engines.") }
                ),
                renderer: ReportRenderer(fontFolders: []),
                version: "0",
                threads: threads,
                now: { Date() }
            ),
            webhooks: WebhookDesk(database: database, allowHTTP: false, overlapMs: 0, now: { Date() }),
            health: HealthRoutes(
                readiness: Readiness(
                    database: database,
                    blobs: blobs,
                    threads: threads,
                    minFreeBytes: 0,
                    lateMs: 1,
                    now: { Date() }
                ),
                drain: Drain(),
                database: database,
                metrics: { "" }
            ),
            reports: ReportDesk(
                database: database,
                renderer: ReportRenderer(fontFolders: []),
                threads: threads,
                version: "0",
                publicURL: nil
            ),
            uploads: uploads,
            version: "0",
            to: router
        )
        let routed = router.routes.map { route in
            let parts = "\(route.path)".split(separator: "/").map {
                $0.hasPrefix(":") ? "{\($0.dropFirst())}" : "\($0)"
            }
            return "\(route.method.rawValue) /" + parts.joined(separator: "/")
        }
        .filter { !APIDocument.isAsset(String($0.split(separator: " ")[1])) }
        let documented = Interface.document.operations.map { "\($0.method.rawValue.uppercased()) \($0.path)" }
        #expect(Set(routed).subtracting(documented) == [], "routed, not documented")
        #expect(Set(documented).subtracting(routed) == [], "documented, not routed")
        #expect(documented.count >= 42)
    }
}
