import Answers
import Core
import DatabaseSQLite
import Foundation
import Jobs
import Model
import Testing

/// The process dies between two stages, or within one; everything in memory is gone, the claim is never ended.
@Suite(.timeLimit(.minutes(1)))
struct CrashTests {
    private static let stages = ["decode", "transcribe", "analyze", "evaluate", "report"]

    /// Runs the stages of a claimed job until `stage` begins, or has just been stored.
    private func run(_ house: House, dyingAt stage: String, after: Bool) async throws -> AnswerID {
        let id = try await house.accept()
        let claimed = try await house.jobs.claim(1, by: "dead", deadlineMs: 1_000_000, at: house.clock.instant)
        let job = try #require(claimed.first?.job)
        let stored = try #require(try await house.store.find(as: .system, id))
        let artifacts = DyingArtifacts(inner: try JobArtifacts(house.database, for: job), stage: stage, after: after)
        let run = StageRun(
            artifacts,
            patience: Patience(house.policy),
            clock: house.clock.pipeline,
            log: house.log
        )
        await #expect(throws: (any Error).self) {
            try await house.pipeline().run(stored.submission, AnswerFiles(house.blobs, of: id), run)
        }
        return id
    }

    @Test(arguments: stages, [true, false])
    func `a crash at a stage repeats no stage that was stored`(stage: String, after: Bool) async throws {
        let first = try await House()
        let id = try await run(first, dyingAt: stage, after: after)
        try first.database.close()
        let second = try await first.reopened()
        let rescued = try await second.jobs.rescue(
            deadWorkers: ["dead"],
            jitter: 0,
            at: second.clock.instant
        )
        #expect(rescued.map(\.job.answer) == [id])
        #expect(try await second.runToEnd().state == .completed)
        for name in Self.stages {
            // The stage that was under way is all that may be done twice.
            #expect(second.calls[name] == (name == stage && !after ? 2 : 1), "\(name)")
        }
        let answer = try await second.answer(id)
        #expect(answer.status == .done && answer.evaluation?.score == 3 && answer.provenance.count == 5)
    }

    @Test func `an accepted answer survives before anybody worked on it`() async throws {
        let first = try await House()
        let id = try await first.accept()
        try first.database.close()
        let second = try await first.reopened()
        #expect(try await second.runToEnd().state == .completed)
        #expect(try await second.answer(id).status == .done)
    }

    @Test func `a run that did without a stage resumes without asking for it again`() async throws {
        let house = try await House()
        house.calls.failAlways("transcribe", "transcribe.auth")
        house.calls.fail("report", "storage.full")
        let id = try await house.accept()
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls["transcribe"] == 1 && house.calls["report"] == 2)
        #expect(try await house.answer(id).transcript == nil)
    }
}

/// A store whose process dies at one stage: nothing is written from then on.
private struct DyingArtifacts: ArtifactStore {
    struct Death: Error {}

    let inner: JobArtifacts
    let stage: String
    let after: Bool

    var answer: AnswerID { inner.answer }
    var run: String { inner.run }

    func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact? {
        try await inner.find(kind, fingerprint)
    }

    func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        guard artifact.kind.rawValue == stage else { return try await inner.keep(artifact, next: next, at: now) }
        if after { _ = try await inner.keep(artifact, next: next, at: now) }
        throw Death()
    }

    func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await inner.reuse(artifact, next: next, at: now)
    }

    func results() async throws -> [StoredResult] { try await inner.results() }
}
