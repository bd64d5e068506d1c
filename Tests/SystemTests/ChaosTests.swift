import Database
import DatabasePostgres
import FakeUpstreams
import Foundation
import Model
import StorageConformance
import Support
import Testing

/// What a shared database does to its clients on a bad day. Every answer gets done all the same.
@Suite(
    .timeLimit(.minutes(5)),
    .serialized,
    .enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one")
)
struct ChaosTests {
    private func run(
        _ settings: [String: String] = [:],
        _ chaos: (FaultHouse, [AnswerID]) async throws -> Void
    ) async throws {
        try await FakeUpstreams.with { fakes in
            let house = try await FaultHouse(fakes, onPostgres: true, settings: settings)
            try await house.startWorker()
            var ids: [AnswerID] = []
            for _ in 0..<4 { ids.append(try await house.submit()) }
            try await chaos(house, ids)
            try await house.finish(ids)
            let findings = try await house.findings(ids)
            await house.close()
            #expect(findings.lost == 0 && findings.doubled == 0 && findings.repeated == 0, "\(findings)")
        }
    }

    @Test func `a worker that is killed again and again`() async throws {
        try await run { house, _ in
            for _ in 0..<4 {
                try await Task.sleep(for: .milliseconds(100))
                await house.killWorker()
                try await house.startWorker()
            }
        }
    }

    @Test func `a server that restarts twice`() async throws {
        try await run { house, _ in
            for _ in 0..<2 { try await FaultHouse.control("restart", house.cluster ?? "") }
        }
    }

    @Test func `a server that is killed and comes back a while later`() async throws {
        try await run { house, _ in
            try await FaultHouse.control("kill", house.cluster ?? "")
            try await Task.sleep(for: .seconds(2))
            try await FaultHouse.control("start", house.cluster ?? "")
            // What was accepted before and what is accepted afterwards are alike.
            try await house.finish([try await house.submit()])
        }
    }

    @Test func `one connection for everything`() async throws {
        try await run(["STORAGE_POOL": "1"]) { house, _ in
            try await withThrowingTaskGroup { group in
                // A reader that never leaves takes nothing from the others.
                group.addTask { [database = house.database] in
                    _ = try await database.read { try $0.execute("SELECT pg_sleep(1)") }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `others take all connections of the server`() async throws {
        try await run { house, _ in
            let url = try await FaultHouse.control("start", house.cluster ?? "")
            // Those that hold a connection keep it; new ones are refused until this one lets go.
            let greedy = try TestPostgres.open(url) { settings in
                settings.connections = 150
                settings.waitMs = 100
            }
            await withTaskGroup { group in
                for _ in 0..<150 {
                    group.addTask { _ = try? await greedy.read { try $0.execute("SELECT pg_sleep(2)") } }
                }
            }
            greedy.close()
        }
    }

    @Test func `a transaction that stays open and holds every row`() async throws {
        try await run { house, _ in
            try await house.database.write { connection in
                try connection.execute("SELECT id FROM jobs FOR UPDATE")
                try connection.execute("SELECT id FROM answers FOR UPDATE")
                try connection.execute("SELECT pg_sleep(3)")
            }
        }
    }
}
