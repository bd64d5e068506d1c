import Answers
import Core
import Database
import Foundation
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RunningTests {
    @Test func `fingerprints tell apart what differs only in where a part ends`() {
        let lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], ["1:a", "bc"], []]
        #expect(Set(lists.map { Fingerprint.of($0) }).count == lists.count)
        #expect(Fingerprint.of(["é"]) == Fingerprint.of(["é"]))
    }

    @Test func `a stage that hangs costs its deadline, not the job`() async throws {
        let house = try await House()
        var deadlines = StageDeadlines()
        deadlines.transcribeMs = 5
        deadlines.transcribePerAudioMs = 0
        var engines = Engines.counting(house.calls)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        engines.transcriber.transcribe = { _ in
            // Does not heed its cancellation.
            await Task { for await _ in gate {} }.value
            throw TestError(code: "internal")
        }
        let pipeline = AnswerPipeline(engines, deadlines: deadlines, threads: house.threads)
        let runner = JobRunner(house.database, blobs: house.blobs, pipeline: pipeline, hub: house.hub)
        let id = try await house.accept()
        let job = try #require(
            try await house.jobs.claim(1, by: "test", deadlineMs: 1_000_000, at: house.clock.instant).first?.job
        )
        await runner.run(job, log: house.log)
        open.finish()
        let ended = try #require(try await house.jobs.jobs(of: id).first)
        #expect(ended.state == .retryable && ended.errors.map(\.code) == ["job.deadline"])
        #expect(ended.errors.first?.stage == .transcribe)
    }

    @Test func `no more blocking work runs at once than there are threads`() async throws {
        let threads = BlockingThreads(count: 2)
        let gauge = Gauge()
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    try await threads.run {
                        gauge.enter()
                        usleep(500)
                        gauge.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gauge.now == 0 && gauge.most == 2 && gauge.all == 50)
    }

    @Test func `waiting work is bounded, and cancelled work that waits never begins`() async throws {
        let threads = BlockingThreads(count: 1, maxWaiting: 1)
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        async let first: Void = threads.run {
            begin.finish()
            gate.wait()
        }
        for await _ in began {}
        let second = Task { try await threads.run { true } }
        // The second waits as soon as a third is refused.
        var refused = false
        while !refused {
            let third = Task { try await threads.run { true } }
            await Task.yield()
            third.cancel()
            if case .failure(let error) = await third.result { refused = error is WorkError }
        }
        second.cancel()
        // It is over while the only thread is still busy.
        await #expect(throws: CancellationError.self) { try await second.value }
        gate.signal()
        try await first
        #expect(try await threads.run { 7 } == 7)
    }

    @Test func `an error nobody described is our fault and says nothing of its insides`() {
        struct Secret: Error { let text = "password" }
        let failure = StageFailure(Secret(), at: .evaluate)
        #expect(failure.code == "internal" && failure.retry == .never)
        #expect(!failure.detail.contains("password"))
        let known = StageFailure(TestError(code: "evaluate.quota", context: ["retryAfterMs": "1500"]), at: .evaluate)
        #expect(known.retry == .later)
        #expect(known.recorded(at: .init(milliseconds: 5)).retryAfterMs == 1_500)
    }

    @Test(
        arguments: PipelineErrorCode.allCases.map(\.rawValue) + WorkErrorCode.allCases.map(\.rawValue)
            + StorageErrorCode.allCases.map(\.rawValue)
    )
    func `every code has a row in the table`(code: String) {
        #expect(ErrorTable.rows.contains { $0.code == code })
    }
}
