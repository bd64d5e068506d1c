import Audio
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

/// The routes of the whole service, over stores that are empty.
enum Registered {
    /// What is known of each.
    static var table: RouteTable {
        get throws { try made.get() }
    }

    private static let made = Result { try make() }

    private static func make() throws -> RouteTable {
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
        let routes = Routes(Router(context: WebContext.self))
        WebApplication.add(
            desk: AnswerService(
                database: database,
                blobs: blobs,
                progress: ProgressHub(),
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
            to: routes
        )
        return routes.table
    }
}
