import Answers
import Core
import Foundation
import Jobs
import Model
import Testing

/// A full report without a network and without a key: each stage that can be missing, missing.
@Suite(.timeLimit(.minutes(1)))
struct MissingStageTests {
    @Test func `without words an answer gets its delivery and a report, and says why there is no score`() async throws {
        let house = try await House()
        house.calls.failAlways("transcribe", "transcribe.auth")
        let id = try await house.accept()
        let job = try await house.runToEnd()
        #expect(job.state == .completed && job.runs == 1)
        // Nobody is asked to judge nothing.
        #expect(house.calls.counts == ["decode": 1, "transcribe": 1, "analyze": 1, "report": 1])
        let answer = try await house.answer(id)
        #expect(answer.status == .done && answer.transcript == nil && answer.delivery != nil)
        #expect(answer.evaluation?.score == nil && answer.evaluation?.abstained?.isEmpty == false)
        #expect(answer.notes.contains { $0.contains("transcribe.auth") })
        #expect(answer.provenance.count == 5)
    }

    @Test func `an upstream that fails now and then is tried again with growing waits, and nothing else is`()
        async throws
    {
        let house = try await House()
        house.calls.fail("transcribe", "transcribe.unavailable", "transcribe.timeout")
        let id = try await house.accept()
        let first = try await house.runDue()
        #expect(first.state == .retryable && first.attempts == 1)
        #expect(try await house.store.find(as: .system, id)?.status == .queued)
        let start = house.clock.instant
        #expect(first.runAfter == start.advanced(byMs: 2_000))
        #expect(try await house.jobs.claim(1, by: "early", deadlineMs: 1, at: start).isEmpty)
        house.clock.move(to: first.runAfter)
        let second = try await house.runDue()
        #expect(second.runAfter == first.runAfter.advanced(byMs: 4_000))
        house.clock.move(to: second.runAfter)
        let last = try await house.runDue()
        #expect(last.state == .completed)
        #expect(last.errors.map(\.code) == ["transcribe.unavailable", "transcribe.timeout"])
        #expect(house.calls.counts == ["decode": 1, "transcribe": 3, "analyze": 1, "evaluate": 1, "report": 1])
        #expect(try await house.answer(id).notes.isEmpty)
    }

    @Test(arguments: ["transcribe", "evaluate"])
    func `an upstream that stays away is given up at the last attempt, not the answer`(stage: String) async throws {
        let house = try await House()
        house.calls.failAlways(stage, "\(stage).unavailable")
        let id = try await house.accept()
        let job = try await house.runToEnd()
        #expect(job.state == .completed && house.calls[stage] == 3)
        let answer = try await house.answer(id)
        #expect(answer.status == .done && answer.evaluation?.score == nil)
        #expect(answer.notes.contains { $0.contains("\(stage).unavailable") })
        #expect(house.calls["report"] == 1)
    }

    @Test func `a throttled upstream is waited for as it asks, without counting as a failure`() async throws {
        let house = try await House()
        house.calls.fail("evaluate", "evaluate.throttled", retryAfterMs: 7_000)
        _ = try await house.accept()
        let start = house.clock.instant
        let waiting = try await house.runDue()
        #expect(waiting.attempts == 0 && waiting.waits == 1 && waiting.runAfter == start.advanced(byMs: 7_000))
        house.clock.move(to: waiting.runAfter)
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls["evaluate"] == 2 && house.calls["transcribe"] == 1)
    }

    @Test func `what had to do without is done properly by the next job`() async throws {
        let house = try await House()
        house.calls.failAlways("transcribe", "transcribe.auth")
        let id = try await house.accept()
        _ = try await house.runToEnd()
        house.calls.failAlways("transcribe", nil)
        try await house.again(id)
        _ = try await house.runToEnd()
        let answer = try await house.answer(id)
        #expect(answer.transcript?.text == "I like Rust" && answer.evaluation?.score == 3 && answer.notes.isEmpty)
        #expect(answer.provenance.map(\.reused) == [true, false, false, false, false])
    }

    @Test func `a fallback judge takes over and is named`() async throws {
        let house = try await House()
        house.calls.failAlways("evaluate", "evaluate.blocked")
        var engines = Engines.counting(house.calls)
        engines.fallbackJudge = { _ in .counting(house.calls, "rules") }
        let id = try await house.accept()
        _ = try await house.runToEnd(engines)
        let answer = try await house.answer(id)
        #expect(answer.evaluation?.engine == "rules" && answer.evaluation?.score == 3)
        #expect(answer.notes.contains { $0.contains("gemini") && $0.contains("evaluate.blocked") })
    }

    @Test func `a rubric nobody can read costs the score, not the answer`() async throws {
        let house = try await House()
        var engines = Engines.counting(house.calls)
        engines.judge = { _ in throw TestError(code: "evaluate.invalid_rubric") }
        let id = try await house.accept()
        #expect(try await house.runToEnd(engines).state == .completed)
        #expect(try await house.answer(id).evaluation?.abstained == "It failed on purpose.")
    }

    @Test func `a weak transcript and a lower bound are named`() async throws {
        let house = try await House()
        var engines = Engines.counting(house.calls)
        engines.transcriber.transcribe = { _ in .sample(engine: "pocketsphinx", accuracy: .low) }
        engines.analyze = { transcript, hearing in
            var analysis = Analysis.sample(words: 3, hearing)
            analysis.delivery.fillers.reliability = .lowerBound
            analysis.delivery.fillers.reliabilityNote = "The engine writes none."
            return analysis
        }
        let id = try await house.accept()
        _ = try await house.runToEnd(engines)
        let notes = try await house.answer(id).notes
        #expect(notes.contains { $0.contains("pocketsphinx") && $0.contains("speech-to-text") })
        #expect(notes.contains { $0.contains("approximate") && $0.contains("The engine writes none.") })
    }

    @Test func `a lost decoded recording that cannot be decoded again is the decoder's failure`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd()
        house.calls.failAlways("decode", "decode.malformed")
        var engines = Engines.counting(house.calls)
        engines.transcriber.model = "m2"
        try await house.again(id)
        #expect(try await house.runToEnd(engines).state == .discarded)
        #expect(try await house.answer(id).problem?.code == "decode.malformed")
    }
}
