package import Database
package import DatabasePostgres
import Foundation
import Logging
import Webhooks

/// A schema of its own on the server that `DEBRIEF_TEST_POSTGRES` names, gone with the value; `scripts/test` sets it.
package final class TestPostgres: Sendable {
    /// The server's address; nil when there is none.
    package static let server = ProcessInfo.processInfo.environment["DEBRIEF_TEST_POSTGRES"].flatMap {
        $0.isEmpty ? nil : $0
    }

    /// The address of the schema.
    package let url: String
    private let schema: String
    private let base: String

    /// Makes a schema on a server, the one for tests by default.
    package init(on server: String? = TestPostgres.server) async throws {
        base = server ?? ""
        schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        url = base + (base.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(schema)"
        let schema = schema
        try await Self.open(base).write { try $0.execute("CREATE SCHEMA \(schema)") }
    }

    deinit {
        let (base, schema) = (base, schema)
        Task { try? await Self.open(base).write { try $0.execute("DROP SCHEMA \(schema) CASCADE") } }
    }

    /// A database in it, with its own connections.
    package func database(
        vault: Vault? = nil,
        _ change: (inout PostgresSettings) -> Void = { _ in }
    ) throws -> PostgresDatabase {
        try Self.open(url, vault: vault, change)
    }

    /// A database at an address, without a log.
    package static func open(
        _ url: String,
        vault: Vault? = nil,
        _ change: (inout PostgresSettings) -> Void = { _ in }
    ) throws -> PostgresDatabase {
        var settings = PostgresSettings(url: url)
        settings.connections = 4
        // Migrations take turns in the whole database, also those of tests that run at once.
        settings.statementMs = 120_000
        change(&settings)
        return try PostgresDatabase(
            settings,
            observers: StorageCheck.observers,
            vault: vault,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
