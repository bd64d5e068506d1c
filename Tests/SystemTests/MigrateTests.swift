import Database
import DatabaseSQLite
import Foundation
import StorageConformance
import Support
import Testing
import Webhooks

/// `debrief migrate` by hand, on both engines.
@Suite(.timeLimit(.minutes(2)), .serialized)
struct MigrateTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func debrief(_ arguments: [String], _ environment: [String: String]) async throws -> Program.Outcome {
        try await Program.run(
            ServerProcess.binary,
            arguments + ["--data", folder.url.path],
            environment: environment,
            folder: Fixtures.root
        )
    }

    private func check(_ environment: [String: String], _ database: () throws -> any SQLDatabase) async throws {
        let names = Schema.migrations.map(\.name)
        let all = try await debrief(["migrate", "--dry-run"], environment)
        #expect(all.status == 0 && all.output == names.map { "pending  \($0)\n" }.joined(), "\(all)")
        let first = try await debrief(["migrate", "--to", "0001"], environment)
        #expect(first.status == 0 && first.output == "applied  \(names[0])\n", "\(first)")

        let refused = try await debrief(["work"], environment.merging(["STORAGE_MIGRATE": "false"]) { $1 })
        #expect(refused.status == 70 && refused.errors.contains("storage.older_schema"), "\(refused)")

        let rest = try await debrief(["migrate"], environment)
        #expect(rest.output == names.dropFirst().map { "applied  \($0)\n" }.joined(), "\(rest)")
        #expect(try await debrief(["migrate"], environment).output == "Nothing was pending.\n")
        #expect(try await debrief(["migrate", "--to", "nonsense"], environment).status == 2)

        try await database().write { connection in
            try connection.execute(
                "INSERT INTO migrations (name, position, applied_at) VALUES ('9999 of tomorrow', 99, 0)"
            )
        }
        for command in [["migrate"], ["migrate", "--dry-run"], ["work"]] {
            let newer = try await debrief(command, environment)
            #expect(newer.status == 70 && newer.errors.contains("storage.newer_schema"), "\(command): \(newer)")
        }
    }

    @Test func `on SQLite`() async throws {
        try await check(["STORAGE_URL": ""]) {
            try SQLiteDatabase(folder.url.appending(path: "debrief.sqlite"), observers: [WebhookRows.observer])
        }
    }

    @Test(.enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `on PostgreSQL`() async throws {
        let schema = try await TestPostgres()
        try await check(["STORAGE_URL": schema.url]) { try schema.database() }
        withExtendedLifetime(schema) {}
    }
}
