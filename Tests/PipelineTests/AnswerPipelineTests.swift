import Answers
import Blobs
import Core
import Database
import Events
import Foundation
import HTTPKit
import Jobs
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AnswerPipelineTests {
    @Test func `an answer goes through all stages once and has everything`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let job = try await house.runToEnd()
        #expect(job.state == .completed && job.runs == 1)
        #expect(house.calls.counts == ["decode": 1, "transcribe": 1, "analyze": 1, "evaluate": 1, "report": 1])
        let answer = try await house.answer(id)
        #expect(answer.status == .done && answer.stage == .report && answer.problem == nil)
        #expect(answer.recording?.bytes == 1_000)
        #expect(answer.recording?.sha256 == Fingerprint.of(bytes: [UInt8](repeating: 1, count: 1_000)))
        #expect(answer.transcript?.text == "I like Rust")
        #expect(answer.evaluation?.score == 3 && answer.notes.isEmpty)
        #expect(answer.provenance.map(\.stage) == [.decode, .transcribe, .analyze, .evaluate, .report])
        #expect(answer.provenance.allSatisfy { !$0.reused && $0.fingerprint.utf8.count == 64 })
        let report = try #require(answer.provenance.last)
        let pdf = try house.blobs.read(.report(fingerprint: report.fingerprint), of: id)
        #expect(String(decoding: pdf, as: UTF8.self) == "%PDF I like Rust")
        #expect(!house.blobs.has(.decoded, of: id))
        #expect(house.blobs.has(.original, of: id))
    }

    @Test func `a second run with nothing changed does nothing again`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd()
        let first = try await house.answer(id)
        let counts = house.calls.counts
        try await house.again(id)
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls.counts == counts)
        let second = try await house.answer(id)
        #expect(second.provenance.map(\.reused) == [true, true, true, true, true])
        #expect(second.provenance.map(\.fingerprint) == first.provenance.map(\.fingerprint))
        #expect(second.evaluation == first.evaluation && second.transcript == first.transcript)
    }

    @Test func `another rubric repeats the judge and the report only`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd()
        var engines = Engines.counting(house.calls)
        engines.judge = { _ in
            var judge = Judge.counting(house.calls, "gemini")
            judge.configuration = "rubric 2"
            return judge
        }
        try await house.again(id)
        _ = try await house.runToEnd(engines)
        #expect(house.calls.counts == ["decode": 1, "transcribe": 1, "analyze": 1, "evaluate": 2, "report": 2])
        #expect(try await house.answer(id).provenance.map(\.reused) == [true, true, true, false, false])
    }

    @Test func `another transcriber finds the decoded recording again, though it was dropped`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd()
        var engines = Engines.counting(house.calls)
        engines.transcriber.model = "m2"
        try await house.again(id)
        #expect(try await house.runToEnd(engines).state == .completed)
        #expect(house.calls["transcribe"] == 2 && house.calls["decode"] == 2)
        #expect(try await house.answer(id).provenance.map(\.reused) == [true, false, false, false, false])
    }

    @Test func `a PDF that is gone is drawn again`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd()
        let fingerprint = try #require(try await house.answer(id).provenance.last?.fingerprint)
        try house.blobs.remove(.report(fingerprint: fingerprint), of: id)
        try await house.again(id)
        _ = try await house.runToEnd()
        #expect(house.calls["report"] == 2)
        #expect(house.blobs.has(.report(fingerprint: fingerprint), of: id))
    }

    @Test func `words that came along are not recognised again`() async throws {
        let house = try await House()
        let supplied = Transcript.sample(engine: "supplied", accuracy: .supplied)
        let id = try await house.accept(.sample(at: house.clock.now, transcript: supplied))
        _ = try await house.runToEnd()
        #expect(house.calls["transcribe"] == 0)
        #expect(try await house.answer(id).transcript == supplied)
    }

    @Test func `a recording nobody can decode fails the answer with the decoder's words`() async throws {
        let house = try await House()
        house.calls.failAlways("decode", "decode.unsupported_container")
        let id = try await house.accept()
        let job = try await house.runToEnd()
        #expect(job.state == .discarded && house.calls["decode"] == 1)
        let answer = try await house.answer(id)
        #expect(answer.status == .failed && answer.stage == .decode)
        #expect(
            answer.problem
                == Answer.Problem(code: "decode.unsupported_container", detail: "It failed on purpose.")
        )
        #expect(house.folder.blobs == ["original"])
    }

    @Test func `a report that cannot be drawn fails the answer and keeps what was found`() async throws {
        let house = try await House()
        house.calls.failAlways("report", "report.failed")
        let id = try await house.accept()
        #expect(try await house.runToEnd().state == .discarded)
        let answer = try await house.answer(id)
        #expect(answer.status == .failed && answer.problem?.code == "report.failed")
        #expect(answer.evaluation?.score == 3)
    }

    @Test func `deleting an answer removes its rows and its files`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd()
        #expect(house.folder.blobs.count == 2)
        let removal = Removal(house.database, blobs: house.blobs, threads: house.threads, hub: house.hub)
        #expect(try await removal.remove(as: .system, id))
        #expect(try await removal.remove(as: .system, id) == false)
        #expect(house.folder.blobs.isEmpty)
        #expect(try await house.store.find(as: .system, id) == nil)
    }

    @Test func `an answer deleted while a stage runs leaves no file behind`() async throws {
        let house = try await House()
        let id = try await house.accept()
        var engines = Engines.counting(house.calls)
        engines.transcriber.transcribe = { _ in
            let removal = Removal(house.database, blobs: house.blobs, threads: house.threads, hub: house.hub)
            #expect(try await removal.remove(as: .system, id))
            // What a stage that is under way may still write.
            try house.blobs.write([1], as: .decoded, of: id)
            return .sample(engine: "fake")
        }
        let runner = JobRunner(
            house.database,
            blobs: house.blobs,
            pipeline: house.pipeline(engines),
            hub: house.hub,
            clock: house.clock.pipeline
        )
        let job = try #require(
            try await house.jobs.claim(1, by: "test", deadlineMs: 1_000, at: house.clock.instant).first?.job
        )
        #expect(await runner.run(job, log: house.log) == nil)
        #expect(house.folder.blobs.isEmpty)
        #expect(house.calls["evaluate"] == 0)
    }
}
