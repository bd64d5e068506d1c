import FakeUpstreams
import Foundation
import Outbound
import StorageConformance
import Support
import Testing

/// An API and a worker that share one PostgreSQL and one object store, and no disk.
@Suite(
    .timeLimit(.minutes(3)),
    .serialized,
    .enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one")
)
struct SeparateMachinesTests {
    private static func settings(_ endpoint: String) -> [String: String] {
        [
            "BLOBS_URL": "s3://answers", "BLOBS_S3_ENDPOINT": endpoint, "BLOBS_S3_ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE",
            "BLOBS_S3_SECRET_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ]
    }

    private func with(_ endpoint: String, _ fakes: FakeUpstreams, _ body: (FaultHouse) async throws -> Void)
        async throws
    {
        let house = try await FaultHouse(fakes, onPostgres: true, apart: true, settings: Self.settings(endpoint))
        do {
            try await body(house)
            await house.close()
        } catch {
            await house.close()
            throw error
        }
    }

    /// What an API does with answers whose work and files are elsewhere, a killed worker included.
    private func live(_ house: FaultHouse) async throws {
        var ids = [try await house.submit(), try await house.submit()]
        try await house.startWorker()
        await house.fakes.openAI.reached(calls: 1)
        await house.killWorker()
        ids.append(try await house.submit())
        try await house.startWorker()
        try await house.finish(ids)
        let findings = try await house.findings(ids)
        #expect(findings.lost == 0 && findings.doubled == 0 && findings.repeated == 0)
        for id in ids {
            let audio = try await house.server.send(.get, "/v1/answers/\(id)/audio")
            let part = try await house.server.send(.get, "/v1/answers/\(id)/audio", headers: [("Range", "bytes=4-11")])
            #expect(audio.status == 200 && audio.body.starts(with: Array("RIFF".utf8)))
            #expect(part.status == 206 && part.body == Array(audio.body[4..<12]))
            let report = try await house.server.send(.get, "/v1/answers/\(id)/report.pdf")
            #expect(report.status == 200 && report.body.starts(with: Array("%PDF-".utf8)))
            #expect(try await house.server.send(.delete, "/v1/answers/\(id)").status == 204)
            #expect(try await house.server.send(.get, "/v1/answers/\(id)/audio").status == 404)
        }
    }

    @Test func `with our strict store: nothing is lost, doubled or asked again, and deleting leaves nothing`()
        async throws
    {
        try await FakeUpstreams.with { fakes in
            try await with(fakes.s3.baseURL, fakes) { house in
                try await live(house)
                let written = Set(fakes.s3.requests.filter { $0.method == "PUT" }.map(\.path))
                    .filter { !$0.contains("debrief-installation") }
                let deleted = Set(fakes.s3.requests.filter { $0.method == "DELETE" }.map(\.path))
                #expect(!written.isEmpty && written.isSubset(of: deleted), "\(written.subtracting(deleted))")
            }
        }
    }

    @Test(.enabled(if: VendorServer.python != nil, "scripts/vendor-clients makes the Python it wants"))
    func `the same with moto's store`() async throws {
        let moto = try VendorServer("s3_moto.py")
        try await FakeUpstreams.with { fakes in
            try await with("http://127.0.0.1:\(moto.port)", fakes, live)
        }
    }
}
