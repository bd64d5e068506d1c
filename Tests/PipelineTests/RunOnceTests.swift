import Answers
import Core
import Foundation
import Jobs
import Logging
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RunOnceTests {
    private let folder: TemporaryFolder
    private let calls = Calls()
    private let clock = TestClock()

    init() throws {
        folder = try TemporaryFolder()
        try Data(repeating: 1, count: 500).write(to: folder.url.appending(component: "mine.wav"))
    }

    private func run(_ policy: JobPolicy = JobPolicy(maxAttempts: 3)) async throws -> AnswerPipeline.Outcome {
        try await AnswerPipeline(.counting(calls), threads: BlockingThreads()).runOnce(
            folder.url.appending(component: "mine.wav"),
            .sample(at: clock.now),
            scratch: folder.url.appending(component: "scratch"),
            policy: policy,
            clock: clock.jumping(longestWaitMs: 20_000),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test func `a file becomes an answer and a PDF without a database`() async throws {
        let outcome = try await run()
        #expect(outcome.answer.status == .done && outcome.answer.evaluation?.score == 3)
        #expect(outcome.pdf.map { String(decoding: $0, as: UTF8.self) } == "%PDF I like Rust")
        #expect(calls.counts == ["decode": 1, "transcribe": 1, "analyze": 1, "evaluate": 1, "report": 1])
    }

    @Test func `failures that may pass are waited for, stage by stage`() async throws {
        calls.fail("transcribe", "transcribe.unavailable", "transcribe.unavailable")
        calls.fail("evaluate", "evaluate.unavailable", "evaluate.unavailable")
        let start = clock.instant
        let outcome = try await run()
        #expect(outcome.answer.status == .done && outcome.answer.notes.isEmpty)
        #expect(calls["transcribe"] == 3 && calls["evaluate"] == 3 && calls["decode"] == 1)
        #expect(clock.instant == start.advanced(byMs: 2 * (2_000 + 4_000)))
    }

    @Test func `a stage that cannot be done without fails the answer with its code`() async throws {
        calls.failAlways("decode", "decode.empty")
        let outcome = try await run()
        #expect(outcome.answer.status == .failed && outcome.answer.problem?.code == "decode.empty")
        #expect(outcome.answer.stage == .decode && outcome.pdf == nil)
    }
}
