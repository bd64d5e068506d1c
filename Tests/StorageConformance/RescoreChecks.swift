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

    private static func items(_ claim: RescoreQueue.Claim) -> [RescoreItem] {
        if case .items(let items) = claim { items } else { [] }
    }

    private static let now = Instant.second(1_000)

    static let rescores = [
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
            #expect(try await store.running(as: .system) == [id])
            let queue = RescoreQueue(database, of: id)
            var seen: [AnswerID] = []
            while true {
                let claim = try await queue.claim(by: "r", leaseMs: 1_000, at: now)
                if case .over(let state) = claim {
                    #expect(state == .done)
                    break
                }
                let claimed = items(claim)
                #expect(claimed.count <= 2)
                #expect(items(try await queue.claim(by: "s", leaseMs: 1_000, at: now)).count <= 2 - claimed.count)
                for item in claimed {
                    seen.append(item.answer)
                    try await queue.end(item, .done(chosen: [], before: "1", after: nil), at: now)
                }
            }
            #expect(seen == ids)
            let rescore = try #require(try await store.find(as: .system, id))
            #expect(rescore.state == .done && rescore.done == 5 && rescore.failed == 0 && rescore.finished == now)
            #expect(
                try await store.outcomes(as: .system, of: id, limit: 10).map(\.answer)
                    == ids.sorted { $0.rawValue < $1.rawValue }
            )
            #expect(try await store.running(as: .system).isEmpty)
        },
        StorageCheck(
            migrated: "new results count all at once when an answer is done, and the old ones stay as versions"
        ) {
            (database) async throws in
            let ids = try await fill(database, 1)
            let id = try await RescoreStore(database).begin(as: .system, RescoreSelection(), RescorePlan(), at: now).id
            let queue = RescoreQueue(database, of: id)
            let item = try #require(items(try await queue.claim(by: "r", leaseMs: 1, at: now)).first)
            let artifact = Artifact.sample(ids[0], .evaluate, "new")
            try await queue.keep(artifact, for: item)
            let answers = AnswerStore(database)
            #expect(try await answers.results(as: .system, of: ids[0])?.results.map(\.artifact.fingerprint) == ["old"])
            let chosen = StoredResult(artifact: artifact, reused: false)
            try await queue.end(item, .done(chosen: [chosen], before: nil, after: nil), at: now)
            #expect(try await answers.results(as: .system, of: ids[0])?.results.map(\.artifact.fingerprint) == ["new"])
            #expect(
                Set(try await answers.versions(as: .system, of: ids[0], .evaluate).map(\.fingerprint)) == [
                    "new", "old",
                ]
            )
            await #expect(throws: RescoreQueue.Lost.self) { try await queue.keep(artifact, for: item) }
        },
        StorageCheck(migrated: "an answer whose runner died is taken again, and the dead one writes nothing") {
            (database) async throws in
            _ = try await fill(database, 2)
            let store = RescoreStore(database)
            let id = try await store.begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(),
                RescoreLimits(concurrency: 1),
                at: now
            ).id
            let queue = RescoreQueue(database, of: id)
            let first = try #require(items(try await queue.claim(by: "dead", leaseMs: 1_000, at: now)).first)
            #expect(items(try await queue.claim(by: "r", leaseMs: 1_000, at: now)).isEmpty)
            let second = try #require(
                items(try await queue.claim(by: "r", leaseMs: 1_000, dead: ["dead"], at: now)).first
            )
            #expect(second.answer == first.answer && second.runs == 2)
            await #expect(throws: RescoreQueue.Lost.self) {
                try await queue.end(first, .failed(code: "x", detail: ""), at: now)
            }
            // Without knowing, its lease runs out.
            let late = now.advanced(byMs: 1_001)
            #expect(items(try await queue.claim(by: "t", leaseMs: 1_000, at: late)).map(\.runs) == [3])
            #expect(try await queue.others(than: "u").runners == ["t"])
        },
        StorageCheck(
            migrated: "a step of the clock takes no answer from a runner that lives"
        ) {
            (database) async throws in
            let ids = try await fill(database, 1)
            let store = RescoreStore(database)
            let id = try await store.begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(),
                RescoreLimits(concurrency: 2),
                at: now
            ).id
            let queue = RescoreQueue(database, of: id)
            #expect(items(try await queue.claim(by: "r", leaseMs: 1_000, held: [], silent: [], at: now)).count == 1)
            let signs = try await queue.others(than: "s").signs
            #expect(signs.map(\.id) == ids.map(\.rawValue))
            for hours in [-1, 1] {
                let later = now.advanced(byMs: hours * 3_600_000)
                let own = try await queue.claim(by: "r", leaseMs: 1_000, held: Set(ids), silent: [], at: later)
                #expect(items(own).isEmpty)
                let other = try await queue.claim(by: "s", leaseMs: 1_000, held: [], silent: [], at: later)
                #expect(items(other).isEmpty)
            }
            let taken = try await queue.claim(by: "s", leaseMs: 1_000, held: [], silent: Set(signs), at: now)
            #expect(items(taken).map(\.runs) == [2])
            // What it lost the end of is taken again by the same runner.
            let again = try await queue.claim(by: "s", leaseMs: 1_000, held: [], silent: [], at: now)
            #expect(items(again).map(\.runs) == [3])
        },
        StorageCheck(migrated: "pausing, resuming, calling off and a budget") { (database) async throws in
            _ = try await fill(database, 3)
            let store = RescoreStore(database)
            let limits = RescoreLimits(maxCalls: 3)
            let id = try await store.begin(as: .system, RescoreSelection(), RescorePlan(), limits, at: now).id
            #expect(try await store.spend(as: .system, 2, of: id))
            #expect(try await !store.spend(as: .system, 2, of: id))
            #expect(try await store.spend(as: .system, 1, of: id))
            #expect(try await store.find(as: .system, id)?.calls == 3)
            #expect(try await store.move(as: .system, id, to: .paused, note: "rescore.budget", at: now) == true)
            guard case .over(.paused) = try await RescoreQueue(database, of: id).claim(by: "r", leaseMs: 1, at: now)
            else {
                Issue.record("Somebody works on a paused re-scoring.")
                return
            }
            #expect(
                try await store.move(as: .system, id, to: .running, limits: RescoreLimits(maxCalls: 9), at: now) == true
            )
            #expect(try await store.spend(as: .system, 6, of: id))
            #expect(try await store.move(as: .system, id, to: .cancelled, at: now) == true)
            #expect(try await store.move(as: .system, id, to: .running, at: now) == false)
            #expect(try await store.move(as: .system, RescoreID(at: now.date), to: .paused, at: now) == nil)
            try await store.remove(as: .system, id)
            #expect(try await store.find(as: .system, id) == nil)
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
            let queue = RescoreQueue(database, of: id)
            var begun: [Int] = []
            for step in 0..<4 {
                let claim = try await queue.claim(by: "r", leaseMs: 100_000, at: now.advanced(byMs: step * 500))
                begun.append(items(claim).count)
            }
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
            let queue = RescoreQueue(database, of: first.id)
            let items = Self.items(try await queue.claim(by: "r", leaseMs: 1_000, at: now))
            #expect(items.count == 2)
            _ = try await AnswerStore(database).delete(as: .system, ids[0])
            await #expect(throws: RescoreQueue.Lost.self) {
                try await queue.end(items[0], .failed(code: "x", detail: ""), at: now)
            }
        },
    ]

    /// An answer that was accepted after the re-scoring began.
    private static func fillLater(_ database: any SQLDatabase) async throws {
        let late = Submission.sample(second: 2_000)
        try await AnswerStore(database).seed(as: .system, [(submission: late, artifacts: [])], place: late.id)
    }
}
