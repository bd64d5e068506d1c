import Answers
import Blobs
import Core
import Database
import Events
import Foundation
import Jobs
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SharedRecordingTests {
    private func removal(_ house: House) -> Removal {
        Removal(house.database, blobs: house.blobs, threads: house.threads, hub: house.hub)
    }

    @Test func `the same bytes are stored once, and both answers are scored from them`() async throws {
        let house = try await House()
        let first = try await house.accept()
        let second = try await house.accept()
        #expect(house.folder.blobs == ["original"])
        for _ in 0..<2 { #expect(try await house.runToEnd().state == .completed) }
        // The first one goes: the other one's bytes stay and are still good.
        #expect(try await removal(house).remove(as: .system, first))
        #expect(house.folder.blobs.filter { $0 == "original" }.count == 1)
        #expect(try await house.store.find(as: .system, second)?.place == first)
        try await house.again(second)
        #expect(try await house.runToEnd().state == .completed)
        let sweeper = Sweeper(
            house.database,
            blobs: house.blobs,
            threads: house.threads,
            clock: house.clock.pipeline,
            log: house.log,
            cacheMs: 0
        )
        house.clock.move(to: house.clock.instant.advanced(byMs: 1_000_000_000))
        await sweeper.tidy()
        #expect(house.folder.blobs.contains("original"))
        #expect(try await removal(house).remove(as: .system, second))
        #expect(house.folder.blobs.isEmpty)
    }

    @Test func `a damaged recording fails its answer with a code, and is not shared`() async throws {
        let house = try await House()
        let first = try await house.accept()
        try Data(repeating: 7, count: 1_000).write(to: house.blobs.url(.original, of: first))
        let job = try await house.runToEnd()
        #expect(job.state == .discarded && job.errors.map(\.code) == ["storage.corrupt"])
        #expect(try await house.answer(first).problem?.code == "storage.corrupt")
        #expect(house.calls["decode"] == 0)
        let second = try await house.accept()
        #expect(try await house.store.find(as: .system, second)?.place == second)
        #expect(try await house.runToEnd().state == .completed)
    }

    @Test func `a damaged report is drawn again by the next run, not handed out`() async throws {
        let house = try await House()
        let id = try await house.accept()
        #expect(try await house.runToEnd().state == .completed)
        let (_, results) = try #require(try await house.store.results(as: .system, of: id))
        let report = try #require(results.first { $0.artifact.kind == .report })
        let file = house.blobs.url(.report(fingerprint: report.artifact.fingerprint), of: id)
        let printed: PrintedReport = try StoredJSON.value(from: report.artifact.payload)
        try FileCheck.check(file, printed.sha256, "report")
        try Data("%PDF damaged".utf8).write(to: file)
        #expect(throws: StorageError(.corrupt, "")) { try FileCheck.check(file, printed.sha256, "report") }
        try await house.again(id)
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls["report"] == 2 && house.calls["decode"] == 1)
        try FileCheck.check(file, printed.sha256, "report")
    }
}
