import Database
import DatabasePostgres
import Foundation
import StorageConformance
import Support
import Testing

/// The TLS modes of `storage.url` against a server that lets nobody in without TLS.
@Suite(
    .timeLimit(.minutes(2)),
    .enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one")
)
struct PostgresTLSTests {
    @Test func `the line is encrypted and the server's certificate checked as the address asks`() async throws {
        let folder = "/tmp/debrief-tls-\(UUID().uuidString.prefix(8).lowercased())"
        let url = try await FaultHouse.control("start-tls", folder)
        let other = try TemporaryFolder()
        let stranger = other.path("stranger.crt")
        _ = try await Program.run(
            try #require(Program.find("openssl")),
            [
                "req", "-new", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost", "-keyout",
                other.path("key"), "-out", stranger,
            ]
        )
        let cases: [(parameters: String, works: Bool)] = [
            ("sslmode=require", true), ("sslmode=verify-full&sslrootcert=\(folder)/server.crt", true),
            ("sslmode=disable", false), ("sslmode=verify-full&sslrootcert=\(stranger)", false),
            ("sslmode=verify-ca&sslrootcert=/nowhere", false),
        ]
        for (parameters, works) in cases {
            let database = try TestPostgres.open("\(url)?\(parameters)") { $0.waitMs = 100 }
            let encrypted = try? await database.read { connection in
                try connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").first?.int("ssl")
            }
            #expect(encrypted == (works ? 1 : nil), "\(parameters)")
            database.close()
        }
        try await FaultHouse.control("remove", folder)
    }
}
