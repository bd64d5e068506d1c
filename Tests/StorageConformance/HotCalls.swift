import Accounts
import Answers
import Core
package import Database
import Foundation
import Jobs
import Model
import Rescoring
import Testing
import Webhooks

/// What a busy installation asks of its stores again and again. None of it may read a whole table, however many answers there are.
package struct HotCall: Sendable, CustomStringConvertible {
    /// What is asked.
    package let description: String
    /// Asks it of a database with a ``Crowd``.
    package let run: @Sendable (any SQLDatabase) async throws -> Void

    private init(_ description: String, _ run: @escaping @Sendable (any SQLDatabase) async throws -> Void) {
        self.description = description
        self.run = run
    }

    /// How many answers the crowd has.
    package static let count = 20_000
    private static let now = Instant(milliseconds: 1_000_000)
    private static func listing(
        _ description: String,
        as principal: Principal = .system,
        _ change: @escaping @Sendable (inout AnswerFilter) -> Void
    ) -> HotCall {
        HotCall("listing \(description)") { (database) async throws in
            var filter = AnswerFilter()
            change(&filter)
            let store = AnswerStore(database)
            let first = try await store.list(as: principal, limit: 2, filter: filter)
            if let next = first.next { _ = try await store.list(as: principal, limit: 50, after: next, filter: filter) }
        }
    }

    /// The calls.
    package static let all: [HotCall] = answers + lists + jobs + others

    private static let answers: [HotCall] = [
        HotCall("accepting an answer, with the key of its request") { (database) async throws in
            let key = try #require(IdempotencyKey("new", scope: "o1", request: "r"))
            _ = try await AnswerStore(database).accept(as: .owner("o1"), .sample(), key: key)
            _ = try await IdempotencyStore(database).find(key, at: now)
            try await IdempotencyStore(database).answered(key, status: 202)
        },
        HotCall("reading an answer") { (database) async throws in
            let store = AnswerStore(database)
            let id = try await doneAnswer(of: store)
            _ = try await store.find(as: .system, id)
            _ = try await store.results(as: .system, of: id)
            _ = try await store.artifact(as: .system, of: id, .decode, "f")
            _ = try await store.versions(as: .system, of: id, .evaluate)
            _ = try await store.find(as: .owner("o1"), id)
            _ = try await store.versions(as: .owner("o1"), of: id, .evaluate)
            _ = try await store.unknown(among: [id])
            _ = try await store.place(as: .system, ofRecording: "7")
            _ = try await RetentionStore(database).isRemoved(id)
        },
        HotCall("correcting and deleting an answer") { (database) async throws in
            let store = AnswerStore(database)
            let id = try await doneAnswer(of: store)
            let transcript = Transcript(
                text: "",
                language: "en-US",
                engine: "supplied",
                keepsFillers: true,
                wordTimes: .none,
                accuracy: .supplied,
                words: []
            )
            _ = try await store.correct(as: .system, id, to: transcript, revision: 7, at: now)
            _ = try await store.delete(as: .system, id)
        },
        HotCall("removing old recordings") { (database) async throws in
            _ = try await RetentionStore(database).expire(before: Instant(milliseconds: 500), limit: 4, at: now)
        },
        HotCall("looking for debriefs that are not kept") { (database) async throws in
            let store = RetentionStore(database)
            let last = try await store.ended(before: Instant(milliseconds: 500), after: nil, limit: 4).last
            _ = try await store.ended(before: Instant(milliseconds: 500), after: last, limit: 4)
        },
    ]

    private static func doneAnswer(of store: AnswerStore) async throws -> AnswerID {
        var filter = AnswerFilter()
        filter.status = .done
        return try #require(try await store.list(as: .system, limit: 1, filter: filter).answers.first).submission.id
    }

    private static let lists: [HotCall] = [
        listing("everything") { _ in },
        listing("one owner's answers", as: .owner("o3")) { _ in },
        listing("the answers that wait") { $0.status = .queued },
        listing("the answers under way") { $0.status = .running },
        listing("the answers that failed") { $0.status = .failed },
        listing("one role's answers") { $0.role = "nurse" },
        listing("the answers in one language") { $0.language = "de" },
        listing("the answers judged by one rubric") { $0.rubric = "sales" },
        listing("the answers since a time") { $0.since = Date(timeIntervalSince1970: 19) },
        listing("the answers until a time") { $0.until = Date(timeIntervalSince1970: 1) },
    ]

    private static let jobs: [HotCall] = [
        HotCall("claiming, keeping, reusing and completing") { (database) async throws in
            let jobs = JobStore.answers(database)
            let claimed = try await jobs.claim(4, by: "w9", deadlineMs: 1_000, at: now).map(\.job)
            let first = try #require(claimed.first)
            let ledger = try JobLedger(database, for: first)
            let artifact = Artifact.sample(first.itsAnswer, .evaluate, "new")
            _ = try await ledger.find(.evaluate, "new")
            _ = try await ledger.keep(artifact, next: .report, at: now)
            _ = try await ledger.reuse(artifact, next: .report, at: now)
            _ = try await jobs.beat("w9", at: now)
            _ = try await jobs.end(first, .handedBack, jitter: 0, at: now)
            _ = try await jobs.complete(Array(claimed.dropFirst()), at: now)
        },
        HotCall("asking for work to be done again and calling it off") { (database) async throws in
            let id = try await doneAnswer(of: AnswerStore(database))
            let jobs = JobStore.answers(database)
            #expect(try await AnswerStore(database).workAgain(on: id, at: now))
            _ = try await jobs.cancel(as: .system, id, at: now)
            let last = try #require(try await jobs.jobs(of: id).last)
            _ = try await jobs.find(last.id)
        },
        HotCall("looking for dead workers and at the backlog") { (database) async throws in
            let jobs = JobStore.answers(database)
            _ = try await jobs.running(except: "w9")
            _ = try await jobs.rescue(deadWorkers: ["w1"], jitter: 0, at: Instant(milliseconds: 900))
            _ = try await jobs.backlog()
        },
    ]

    private static let others: [HotCall] = [
        HotCall("re-scoring") { (database) async throws in
            let store = RescoreStore(database)
            let id = try #require(try await store.list(as: .system, limit: 10).first { $0.state == .running }).id
            _ = try await store.spend(as: .system, 1, of: id)
            _ = try await store.outcomes(as: .system, of: id, limit: 50)
            let scoring = Scoring(database)
            let item = try #require(try await scoring.begin(id, at: now).first)
            let artifact = Artifact.sample(item.answer, .evaluate, "again")
            try await scoring.queue.keep(artifact, for: item)
            try await scoring.done(item, [StoredResult(artifact: artifact, reused: false)], at: now)
        },
        HotCall("the next answers of a re-scoring") { (database) async throws in
            let store = RescoreStore(database)
            for selection in [RescoreSelection(), RescoreSelection(owner: "o3"), RescoreSelection(role: "nurse")] {
                _ = try await store.answers(as: .system, of: selection, after: nil, before: now, limit: 4)
            }
        },
        HotCall("sending webhooks") { (database) async throws in
            let sending = Sending(database)
            let claimed = try #require(try await sending.claim(at: now))
            let (delivery, webhook) = (claimed.delivery, claimed.webhook)
            try await sending.end(claimed, .failed("no", status: 500), at: now)
            _ = try await sending.claim(failingToo: false, at: now)
            let store = WebhookStore(database)
            _ = try await store.list(as: .owner(webhook.owner))
            _ = try await store.find(as: .owner(webhook.owner), webhook.id)
            _ = try await store.deliveries(as: .system, of: webhook.id)
            _ = try await store.test(as: .system, webhook.id, at: now)
            _ = try await store.replay(as: .system, delivery.id, of: webhook.id, at: now)
        },
        HotCall("letting a key in") { (database) async throws in
            // `hasAny()` has no index and needs none: it stops at the first key that was not revoked.
            let keys = KeyStore(database)
            _ = try await keys.find("dbf_7")
            try await keys.used("dbf_7", at: now)
        },
    ]
}
