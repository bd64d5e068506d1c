import Answers
import Core
import Foundation
import Jobs
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RetentionTests {
    private func service(_ house: House, _ rule: RetentionService.Rule) -> RetentionService {
        RetentionService(
            house.database,
            blobs: house.blobs,
            rule: rule,
            threads: house.threads,
            clock: house.clock.pipeline,
            log: house.log
        )
    }

    @Test func `after its days a recording goes, its results and its report stay`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd()
        let before = house.folder.blobs
        #expect(await service(house, .forever).sweep() == 0)
        #expect(await service(house, .days(2)).sweep() == 0)
        house.clock.move(to: house.clock.instant.advanced(byMs: 2 * 86_400_000 + 1_000))
        #expect(await service(house, .days(2)).sweep() == 1)
        #expect(house.folder.blobs == before.filter { $0 != "original" })
        #expect(try await house.answer(id).evaluation?.score == 3)
        #expect(await service(house, .days(2)).sweep() == 0)

        // Scored again from what is there; what needs the recording says that it is gone.
        try await house.again(id)
        #expect(try await house.runToEnd().state == .completed)
        var engines = Engines.counting(house.calls)
        engines.hearVersion = "2"
        try await house.again(id)
        let job = try await house.runToEnd(engines)
        #expect(job.state == .discarded && job.errors.map(\.code) == ["decode.not_kept"])
    }

    @Test func `never after scoring means at the next look, and not before it is scored`() async throws {
        let house = try await House()
        _ = try await house.accept()
        house.clock.move(to: house.clock.instant.advanced(byMs: 10))
        #expect(await service(house, .days(0)).sweep() == 0)
        _ = try await house.runToEnd()
        house.clock.move(to: house.clock.instant.advanced(byMs: 10))
        #expect(await service(house, .days(0)).sweep() == 1)
        #expect(!house.folder.blobs.contains("original"))
    }
}
