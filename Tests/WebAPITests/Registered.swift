import Core
import Foundation
import Hummingbird
import Logging
import Support
import Testing

@testable import HTTPKit
@testable import debrief

/// The routes of the whole service, over stores that are empty.
enum Registered {
    /// What is known of each.
    static var table: RouteTable {
        get async throws { try await made.value }
    }

    private static let made = Task { try await make() }

    private static func make() async throws -> RouteTable {
        let folder = try TemporaryFolder()
        let settings = try await Settings.load(
            flags: [
                "data.folder": folder.url.path, "config.folder": Fixtures.root.appending(path: "config").path,
            ],
            file: nil,
            environment: ["COMPANION_ENABLED": "false"]
        )
        let premises = try await Premises.open(try Wiring(settings: settings, logger: Logger(label: "test")))
        let threads = BlockingThreads()
        let composition = Composition(
            premises: premises,
            drain: Drain(),
            setup: nil,
            metrics: { "" },
            threads: threads,
            drawing: threads
        )
        let routes = Routes(Router(context: WebContext.self))
        for entry in FeatureEntry.all { try await entry.routes(composition)(routes) }
        return routes.table
    }
}
