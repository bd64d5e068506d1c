import Answers
import Core
import Database
import Jobs
import Testing
import Webhooks

/// How endpoints do, who sends to them, and how they are made and switched.
extension StorageCheck {
    /// Sends what is due first, with this outcome, and says what it was.
    private static func send(
        _ sending: Sending,
        _ outcome: WebhookDelivery.Outcome,
        failingToo: Bool = true,
        second: Int
    ) async throws -> WebhookDelivery? {
        guard let claimed = try await sending.claim(failingToo: failingToo, at: .second(second)) else { return nil }
        try await sending.end(claimed, outcome, jitter: 1, at: .second(second))
        return claimed.delivery
    }

    static let webhookHealth = [
        StorageCheck(migrated: "an endpoint that asks for a pause gets it, within bounds, and so do its other messages")
        {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let (store, sending) = (WebhookStore(database), Sending(database))
            let first = try #require(try await store.test(as: .system, webhook.id, at: .second(0)))
            let second = try #require(try await store.test(as: .system, webhook.id, at: .second(1)))
            let busy = WebhookDelivery.Outcome.failed("The endpoint answered 429.", status: 429, restMs: 600_000)
            #expect(try await send(sending, busy, second: 2)?.id == first.id)
            #expect(try await store.find(as: .owner("ada"), webhook.id)?.restingUntil == .second(602))
            #expect(try await store.find(as: .owner("ada"), webhook.id)?.failingSince == .second(2))
            #expect(try await sending.claim(at: .second(601)) == nil)
            // What waited longer comes first; it ends the pause of both.
            #expect(try await send(sending, .delivered(200), second: 602)?.id == second.id)
            #expect(try await send(sending, .failed("x", status: 500), second: 603)?.id == first.id)
            // A pause of days is cut to the longest wait, one of nothing is none.
            let long = WebhookDelivery.Outcome.failed("x", status: 503, restMs: .max)
            #expect(try await send(sending, long, second: 700)?.id == first.id)
            #expect(try await store.find(as: .owner("ada"), webhook.id)?.restingUntil == .second(700 + 14_400))
            // Its owner need not wait.
            let trial = try #require(try await store.test(as: .system, webhook.id, at: .second(800)))
            #expect(try await send(sending, .failed("x", status: 503, restMs: 0), second: 801)?.id == trial.id)
            let kept = try #require(try await store.deliveries(as: .system, of: webhook.id).first)
            #expect(kept.id == trial.id && kept.runAfter == .second(806))
            #expect(try await send(sending, .delivered(204), second: 806)?.id == trial.id)
            let well = try #require(try await store.find(as: .owner("ada"), webhook.id))
            #expect(well.failingSince == nil && well.restingUntil == nil)
        },
        StorageCheck(migrated: "endpoints that fail wait for a sender of theirs, all others do not") {
            (database) async throws in
            let (bad, good) = (
                try await hook(database, "ada", [.answerDone]), try await hook(database, "bob", [.answerDone])
            )
            let (store, sending) = (WebhookStore(database), Sending(database))
            _ = try await store.test(as: .system, bad.id, at: .second(0))
            _ = try await send(sending, .failed("x", status: nil), failingToo: false, second: 1)
            let late = try #require(try await store.test(as: .system, good.id, at: .second(20)))
            #expect(try await send(sending, .delivered(200), failingToo: false, second: 21)?.id == late.id)
            #expect(try await send(sending, .delivered(200), failingToo: false, second: 22) == nil)
            #expect(try await send(sending, .delivered(200), second: 22) != nil)
            _ = try await store.test(as: .system, bad.id, at: .second(23))
            #expect(try await send(sending, .delivered(200), failingToo: false, second: 24) != nil, "it is well again")
        },
        StorageCheck(migrated: "many senders at once send each delivery once, and to one endpoint one at a time") {
            (database) async throws in
            let sending = Sending(database)
            var hooks: [Webhook] = []
            for owner in ["ada", "bob", "eve"] {
                hooks.append(try await hook(database, owner, [.answerDone]))
                for _ in 0..<20 {
                    _ = try await WebhookStore(database).test(as: .system, hooks[hooks.count - 1].id, at: .second(0))
                }
            }
            let sent = try await withThrowingTaskGroup { group in
                for sender in 0..<8 {
                    group.addTask {
                        var sent: [WebhookDelivery] = []
                        var idle = 0
                        while idle < 200 {
                            guard let claimed = try await sending.claim(by: "w\(sender)", at: .second(1)) else {
                                idle += 1
                                await Task.yield()
                                continue
                            }
                            sent.append(claimed.delivery)
                            #expect(try await sending.end(claimed, .delivered(200), at: .second(1)) == .delivered)
                        }
                        return sent
                    }
                }
                return try await group.reduce(into: [WebhookDelivery]()) { $0 += $1 }
            }
            #expect(sent.count == 60 && Set(sent.map(\.id)).count == 60 && sent.allSatisfy { $0.runs == 0 })
        },
        StorageCheck(migrated: "an endpoint is switched off and on by its owner, and one that was gone too") {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let (store, sending) = (WebhookStore(database), Sending(database))
            let waiting = try #require(try await store.test(as: .system, webhook.id, at: .second(0)))
            #expect(try await store.switched(as: .owner("bob"), webhook.id, on: false, at: .second(1)) == nil)
            let off = try #require(try await store.switched(as: .owner("ada"), webhook.id, on: false, at: .second(1)))
            #expect(off.disabled == .second(1) && off.disabledReason == .owner)
            #expect(try await store.switched(as: .owner("ada"), webhook.id, on: false, at: .second(2)) == off)
            #expect(try await sending.claim(at: .second(3)) == nil)
            #expect(try await store.deliveries(as: .system, of: webhook.id).map(\.state) == [.dead])
            let on = try #require(try await store.switched(as: .owner("ada"), webhook.id, on: true, at: .second(4)))
            #expect(on == webhook)
            #expect(try await store.replay(as: .system, waiting.id, of: webhook.id, at: .second(5)) != nil)
            #expect(try await send(sending, .gone, second: 6)?.id == waiting.id)
            #expect(try await store.find(as: .owner("ada"), webhook.id)?.disabledReason == .gone)
            #expect(try await store.switched(as: .owner("ada"), webhook.id, on: true, at: .second(7)) == webhook)
            let job = try await running(database, "ada", second: 8)
            _ = try await JobStore.answers(database).complete([job], at: .second(9))
            #expect(try await send(sending, .delivered(200), second: 10)?.subject == job.itsAnswer.rawValue)
        },
        StorageCheck(migrated: "an endpoint that is switched on sends what waits for it without a job") {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let (store, sending) = (WebhookStore(database), Sending(database))
            let waiting = try #require(try await store.test(as: .system, webhook.id, at: .second(0)))
            // As two transactions leave it that did not see each other, or a version before.
            try await database.write { connection in
                try connection.execute("DELETE FROM jobs")
                try connection.execute("UPDATE webhooks SET disabled_at = 1, disabled_reason = 'owner'")
            }
            #expect(try await sending.claim(at: .second(1)) == nil)
            _ = try await store.switched(as: .owner("ada"), webhook.id, on: true, at: .second(2))
            #expect(try await send(sending, .delivered(200), second: 3)?.id == waiting.id)
        },
        StorageCheck(migrated: "a webhook is made once for each key, and its removal forgets the key") {
            (database) async throws in
            let store = WebhookStore(database)
            let key = IdempotencyKey("one", scope: "POST /v1/webhooks", request: "hash")
            func make(_ second: Int) async throws -> (id: WebhookID, addition: WebhookStore.Addition) {
                let webhook = Webhook(
                    id: WebhookID(at: Instant.second(second).date),
                    owner: "ada",
                    url: "https://example.org",
                    events: [.answerDone],
                    secret: "s",
                    created: .second(second)
                )
                return (webhook.id, try await store.add(as: .system, webhook, key: key))
            }
            let first = try await make(0)
            #expect(first.addition == .added)
            let earlier = EarlierRequest(request: "hash", resource: first.id.rawValue)
            #expect(try await make(1).addition == .before(earlier))
            #expect(try await store.list(as: .owner("ada")).map(\.id) == [first.id])
            #expect(try await store.remove(as: .owner("ada"), first.id))
            #expect(try await make(2).addition == .added)
            for second in 3..<(WebhookStore.maxPerOwner + 2) {
                _ = try await hook(database, "ada", [.answerDone], second: second)
            }
            let other = IdempotencyKey("two", scope: "POST /v1/webhooks", request: "hash")
            let more = Webhook(
                id: WebhookID(at: Instant.second(99).date),
                owner: "ada",
                url: "https://example.org",
                events: [.answerDone],
                secret: "s",
                created: .second(99)
            )
            #expect(try await store.add(as: .system, more, key: other) == .tooMany)
            #expect(try await IdempotencyStore(database).find(try #require(other), at: .second(99)) == nil)
        },
    ]
}
