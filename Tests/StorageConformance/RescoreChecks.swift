import Answers
import Core
import Database
import Foundation
import Jobs
import Model
import Rescoring
import Testing

extension StorageCheck {
    /// Finished answers, a second apart, each judged.
    private static func fill(_ database: any SQLDatabase, _ count: Int, model: String = "m1") async throws -> [AnswerID]
    {
        let submissions = (0..<count).map { Submission.sample(second: $0) }
        let answers = submissions.map { submission in
            let verdict = #"{"evaluation":{"engine":"gemini","model":"\#(model)","rubric":"general v1 (ab)"}}"#
            let artifact = Artifact(
                answer: submission.id,
                kind: .evaluate,
                fingerprint: "old",
                payload: verdict,
                engine: "gemini",
                model: model,
                durationMs: 1,
                created: .sample
            )
            return (submission: submission, artifacts: [artifact])
        }
        try await AnswerStore(database).seed(as: .system, answers, place: submissions[0].id)
        return submissions.map(\.id)
    }

    private static let now = Instant.second(1_000)

    static let rescores = [
        StorageCheck(migrated: "a job of a re-scoring that is given up is not made again at once") {
            (database) async throws in
            _ = try await fill(database, 1)
            let id = try await RescoreStore(database).begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(),
                RescoreLimits(),
                at: now
            ).id
            let jobs = JobStore(database, kinds: [RescoreQueue.feeding])
            let job = try #require(try await jobs.claim(1, by: "w", deadlineMs: 60_000, at: now).first).job
            let broken = JobFailure(code: "internal", detail: "A row cannot be read.", at: now)
            #expect(try await jobs.end(job, .failed(broken), jitter: 0, at: now).job.state == .discarded)
            #expect(try await jobs.claim(1, by: "w", deadlineMs: 60_000, at: now.advanced(byMs: 1_000)).isEmpty)
            let later = try await jobs.claim(1, by: "w", deadlineMs: 60_000, at: now.advanced(byMs: 60_000))
            #expect(later.map(\.job.subject) == [id.rawValue])
        },
        StorageCheck(migrated: "a re-scoring takes every answer once, oldest first, and is done then") {
            (database) async throws in
            let ids = try await fill(database, 5)
            let store = RescoreStore(database)
            let id = try await store.begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(),
                RescoreLimits(concurrency: 2),
                at: now
            ).id
            try await fillLater(database)
            let scoring = Scoring(database)
            #expect(try await JobStore(database, kinds: [RescoreQueue.feeding]).backlog().waiting == 1)
            #expect(try await scoring.queue.feed(id, at: now) == .begun(2, next: now.advanced(byMs: 1_000)))
            #expect(try await scoring.queue.feed(id, at: now) == .begun(0, next: now.advanced(byMs: 1_000)))
            var seen: [AnswerID] = []
            while true {
                let claimed = try await scoring.claim(at: now)
                if claimed.isEmpty { break }
                #expect(claimed.count <= 2)
                for item in claimed {
                    seen.append(item.answer)
                    try await scoring.done(item, before: "1", at: now)
                }
            }
            #expect(seen == ids)
            #expect(try await scoring.queue.feed(id, at: now) == .over(.done))
            let rescore = try #require(try await store.find(as: .system, id))
            #expect(rescore.state == .done && rescore.done == 5 && rescore.failed == 0 && rescore.finished == now)
            #expect(
                try await store.outcomes(as: .system, of: id, limit: 10).map(\.answer)
                    == ids.sorted { $0.rawValue < $1.rawValue }
            )
        },
        StorageCheck(
            migrated: "new results count all at once when an answer is done, and the old ones stay as versions"
        ) {
            (database) async throws in
            let ids = try await fill(database, 1)
            let id = try await RescoreStore(database).begin(as: .system, RescoreSelection(), RescorePlan(), at: now).id
            let scoring = Scoring(database)
            let item = try #require(try await scoring.begin(id, at: now).first)
            let artifact = Artifact.sample(ids[0], .evaluate, "new")
            try await scoring.queue.keep(artifact, for: item)
            let answers = AnswerStore(database)
            #expect(try await answers.results(as: .system, of: ids[0])?.results.map(\.artifact.fingerprint) == ["old"])
            let chosen = StoredResult(artifact: artifact, reused: false)
            try await scoring.done(item, [chosen], at: now)
            #expect(try await answers.results(as: .system, of: ids[0])?.results.map(\.artifact.fingerprint) == ["new"])
            #expect(
                Set(try await answers.versions(as: .system, of: ids[0], .evaluate).map(\.fingerprint)) == [
                    "new", "old",
                ]
            )
            await #expect(throws: ClaimLost.self) { try await scoring.queue.keep(artifact, for: item) }
        },
        StorageCheck(migrated: "an answer whose worker died is taken again, and the dead one writes nothing") {
            (database) async throws in
            _ = try await fill(database, 2)
            let id = try await RescoreStore(database).begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(),
                RescoreLimits(concurrency: 1),
                at: now
            ).id
            let scoring = Scoring(database)
            _ = try await scoring.queue.feed(id, at: now)
            let first = try #require(try await scoring.claim(by: "dead", at: now).first)
            // A step of the clock takes nothing from a worker that lives.
            for hours in [-1, 0, 1] {
                let then = now.advanced(byMs: hours * 3_600_000)
                _ = try await scoring.queue.feed(id, at: then)
                #expect(try await scoring.claim(at: then).isEmpty)
            }
            #expect(try await scoring.jobs.rescue(deadWorkers: ["dead"], jitter: 0, at: now).count == 1)
            let second = try #require(try await scoring.claim(at: now).first)
            #expect(second.answer == first.answer && second.job.runs == 2)
            await #expect(throws: ClaimLost.self) {
                try await scoring.queue.done(first, [], before: nil, after: nil, at: now)
            }
            await #expect(throws: ClaimLost.self) { try await scoring.fail(first, at: now) }
            try await scoring.fail(second, at: now)
            #expect(try await RescoreStore(database).find(as: .system, id)?.failed == 1)
            #expect(try await scoring.claim(at: now).count == 1, "the next one was begun")
        },
        StorageCheck(migrated: "pausing, resuming, cancelling and a budget") { (database) async throws in
            _ = try await fill(database, 3)
            let store = RescoreStore(database)
            let limits = RescoreLimits(maxCalls: 3)
            let id = try await store.begin(as: .system, RescoreSelection(), RescorePlan(), limits, at: now).id
            let scoring = Scoring(database)
            let taken = try await scoring.begin(id, at: now)
            #expect(taken.count == 3)
            #expect(try await store.spend(as: .system, 2, of: id))
            #expect(try await !store.spend(as: .system, 2, of: id))
            #expect(try await store.spend(as: .system, 1, of: id))
            #expect(try await store.find(as: .system, id)?.calls == 3)
            #expect(try await store.move(as: .system, id, to: .paused, note: "rescore.budget", at: now) == true)
            #expect(try await scoring.queue.feed(id, at: now) == .over(.paused))
            // Its worker gives the answer back; it waits until the re-scoring goes on.
            for item in taken { _ = try await scoring.jobs.end(item.job, .cancelled, jitter: 0, at: now) }
            #expect(try await scoring.claim(at: now).isEmpty)
            #expect(
                try await store.move(as: .system, id, to: .running, limits: RescoreLimits(maxCalls: 9), at: now) == true
            )
            #expect(Set(try await scoring.begin(id, at: now).map(\.answer)) == Set(taken.map(\.answer)))
            #expect(try await store.spend(as: .system, 6, of: id))
            #expect(try await store.move(as: .system, id, to: .cancelled, at: now) == true)
            #expect(try await store.move(as: .system, id, to: .running, at: now) == false)
            #expect(try await store.move(as: .system, RescoreID(at: now.date), to: .paused, at: now) == nil)
        },
        StorageCheck(migrated: "a rate holds answers back, over all runners") { (database) async throws in
            _ = try await fill(database, 5)
            let limits = RescoreLimits(concurrency: 5, perMinute: 60)
            let id = try await RescoreStore(database).begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(),
                limits,
                at: now
            ).id
            let scoring = Scoring(database)
            var begun: [Int] = []
            for step in 0..<4 { begun.append(try await scoring.begin(id, at: now.advanced(byMs: step * 500)).count) }
            // At most one a second, and the very first may have been saved up.
            #expect(begun.reduce(0, +) <= 3 && begun[1] == 0 && begun[3] == 0)
        },
        StorageCheck(migrated: "a selection finds what it names") { (database) async throws in
            let old = try await fill(database, 3)
            let new = try await fill(database, 2, model: "m2")
            let store = RescoreStore(database)
            let cases: [(RescoreSelection, Int)] = [
                (RescoreSelection(), 5), (RescoreSelection(ids: [old[1], new[0]]), 2), (RescoreSelection(ids: []), 0),
                (RescoreSelection(role: "backend ENGINEER"), 5), (RescoreSelection(role: "cook"), 0),
                (RescoreSelection(since: Instant.second(1).date, until: Instant.second(2).date), 2),
                (RescoreSelection(model: "m2"), 2), (RescoreSelection(engine: "rules"), 0),
                (RescoreSelection(rubric: "General"), 5), (RescoreSelection(rubric: "gen"), 0),
                (RescoreSelection(owner: ""), 5), (RescoreSelection(owner: "ada"), 0),
            ]
            for (selection, count) in cases {
                #expect(try await store.count(as: .system, selection, before: now) == count, "\(selection)")
                let found = try await store.answers(as: .system, of: selection, after: nil, before: now, limit: 10)
                #expect(found.count == count, "\(selection)")
            }
        },
        StorageCheck(migrated: "a key begins one re-scoring; a deleted answer leaves it") { (database) async throws in
            let ids = try await fill(database, 2)
            let store = RescoreStore(database)
            let key = try #require(IdempotencyKey("k", scope: "POST /v1/rescores", request: "r"))
            let first = try await store.begin(as: .system, RescoreSelection(), RescorePlan(), key: key, at: now)
            let second = try await store.begin(as: .system, RescoreSelection(), RescorePlan(), key: key, at: now)
            #expect(first.id == second.id && first.earlier == nil && second.earlier?.request == "r")
            #expect(try await store.list(as: .system, limit: 9).map(\.id) == [first.id])
            let scoring = Scoring(database)
            let items = try await scoring.begin(first.id, at: now)
            #expect(items.count == 2)
            _ = try await AnswerStore(database).delete(as: .system, ids[0])
            let item = try #require(items.first { $0.answer == ids[0] })
            await #expect(throws: RescoreQueue.Gone.self) { try await scoring.done(item, at: now) }
            _ = try await scoring.jobs.end(item.job, .cancelled, jitter: 0, at: now)
            for item in items where item.answer != ids[0] { try await scoring.done(item, at: now) }
            let over = try #require(try await store.find(as: .system, first.id))
            #expect(over.state == .done && over.done == 1)
        },
    ]

    /// An answer that was accepted after the re-scoring began.
    private static func fillLater(_ database: any SQLDatabase) async throws {
        let late = Submission.sample(second: 2_000)
        try await AnswerStore(database).seed(as: .system, [(submission: late, artifacts: [])], place: late.id)
    }
}
