import Answers
import Core
import Database
import HTTPKit
import Jobs
import Model
import Testing

extension StorageCheck {
    static let endings = [
        StorageCheck(migrated: "a completed job leaves its answer done") { (database) async throws in
            let (jobs, job) = try await claimed(in: database)
            let change = try await jobs.end(job, .completed, jitter: 0, at: .second(4))
            let (ended, progress) = (change.job, try #require(change.progress))
            #expect(ended.state == .completed && ended.finished == .second(4) && ended.claim == nil)
            #expect(progress.status == .done && progress.isLast)
            #expect(try await jobs.jobs(of: job.itsAnswer) == [ended])
        },
        StorageCheck(migrated: "a failure that may pass waits; one that stays ends the answer with its code") {
            (database) async throws in
            let (jobs, job) = try await claimed(in: database)
            let change = try await jobs.end(
                job,
                .failed(.sample("transcribe.unavailable")),
                jitter: 1,
                at: .second(4)
            )
            let (waiting, progress) = (change.job, try #require(change.progress))
            #expect(waiting.state == .retryable && waiting.attempts == 1 && waiting.runAfter > .second(4))
            #expect(progress.status == .queued)
            let again = try #require(
                try await jobs.claim(1, by: "w", deadlineMs: 1000, at: waiting.runAfter).first?.job
            )
            let end = try await jobs.end(
                again,
                .failed(.sample("decode.malformed")),
                jitter: 1,
                at: .second(9)
            )
            let (ended, last) = (end.job, try #require(end.progress))
            #expect(ended.state == .discarded && last.status == .failed)
            #expect(ended.errors.map(\.code) == ["transcribe.unavailable", "decode.malformed"])
            let answer = try #require(try await AnswerStore(database).find(as: .system, job.itsAnswer))
            #expect(answer.problem == Answer.Problem(code: "decode.malformed", detail: "It failed."))
        },
        StorageCheck(migrated: "a job handed back is free at once and nothing counts against it") {
            (database) async throws in
            let (jobs, job) = try await claimed(in: database)
            let change = try await jobs.end(job, .handedBack, jitter: 0, at: .second(4))
            let (free, progress) = (change.job, try #require(change.progress))
            #expect(free.state == .available && free.attempts == 0 && free.rescues == 0 && free.errors.isEmpty)
            #expect(progress.status == .queued)
            #expect(try await jobs.claim(1, by: "w2", deadlineMs: 1000, at: .second(4)).count == 1)
        },
        StorageCheck(migrated: "a claim that was taken away writes nothing any more") { (database) async throws in
            let (jobs, job) = try await claimed(in: database)
            _ = try await jobs.rescue(deadWorkers: ["w"], jitter: 0, at: .second(5))
            let again = try #require(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(6)).first?.job)
            let lost = ClaimLost(job)
            await #expect(throws: lost) { try await jobs.end(job, .completed, jitter: 0, at: .second(7)) }
            await #expect(throws: lost) {
                try await JobLedger(database, for: job)
                    .keep(.sample(job.itsAnswer, .decode, "f"), next: .transcribe, at: .second(7))
            }
            #expect(try await JobLedger(database, for: again).find(.decode, "f") == nil)
            #expect(try await jobs.jobs(of: job.itsAnswer) == [again])
        },
    ]

    static let ledgers = [
        StorageCheck(migrated: "an artifact and the move to the next stage are one step") { (database) async throws in
            let (_, job) = try await claimed(in: database)
            let ledger = try JobLedger(database, for: job)
            let artifact = Artifact.sample(job.itsAnswer, .decode, "f1")
            let event = try await ledger.keep(artifact, next: .transcribe, at: .second(4))
            #expect(event?.stage == .transcribe && event?.sequence == 3)
            #expect(try await ledger.find(.decode, "f1") == artifact)
            #expect(try await ledger.find(.decode, "f2") == nil)
            #expect(try await ledger.find(.transcribe, "f1") == nil)
            let (_, results) = try #require(try await AnswerStore(database).results(as: .system, of: job.itsAnswer))
            #expect(results == [StoredResult(artifact: artifact, reused: false)])
        },
        StorageCheck(migrated: "old artifacts stay as versions, and choosing one again makes it count") {
            (database) async throws in
            let (_, job) = try await claimed(in: database)
            let ledger = try JobLedger(database, for: job)
            let old = Artifact.sample(job.itsAnswer, .evaluate, "old")
            let new = Artifact.sample(job.itsAnswer, .evaluate, "new")
            _ = try await ledger.keep(old, next: .report, at: .second(4))
            _ = try await ledger.keep(new, next: .report, at: .second(5))
            #expect(try await ledger.reuse(old, next: .report, at: .second(6)) == nil)
            let (_, results) = try #require(try await AnswerStore(database).results(as: .system, of: job.itsAnswer))
            #expect(results == [StoredResult(artifact: old, reused: true)])
            #expect(try await ledger.find(.evaluate, "new") == new)
        },
        StorageCheck(migrated: "a stage that got done clears what was counted against the job") {
            (database) async throws in
            let (jobs, job) = try await claimed(in: database)
            let waiting = try await jobs.end(job, .failed(.sample("job.deadline")), jitter: 0, at: .second(4)).job
            let again = try #require(
                try await jobs.claim(1, by: "w", deadlineMs: 1000, at: waiting.runAfter).first?.job
            )
            #expect(again.attempts == 1)
            _ = try await JobLedger(database, for: again)
                .keep(.sample(job.itsAnswer, .decode, "f"), next: .transcribe, at: .second(60))
            let stored = try #require(try await jobs.jobs(of: job.itsAnswer).first)
            #expect(stored.attempts == 0 && stored.errors.count == 1 && stored.state == .running)
        },
    ]

    private static func claimed(in database: any SQLDatabase) async throws -> (JobStore, Job) {
        try await AnswerStore(database).accept(as: .system, .sample())
        let jobs = JobStore.answers(database)
        let job = try #require(try await jobs.claim(1, by: "w", deadlineMs: 60_000, at: .second(1)).first?.job)
        return (jobs, job)
    }
}
