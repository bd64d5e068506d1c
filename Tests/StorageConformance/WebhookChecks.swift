import Answers
import Core
import Database
import Jobs
import Rescoring
import Testing
import Webhooks

extension StorageCheck {
    static func hook(_ database: any SQLDatabase, _ owner: String, _ events: [WebhookEvent], second: Int = 0)
        async throws -> Webhook
    {
        let webhook = Webhook(
            id: WebhookID(at: Instant.second(second).date),
            owner: owner,
            url: "https://example.org/\(owner)",
            events: events,
            secret: "whsec_first",
            created: .second(second)
        )
        #expect(try await WebhookStore(database).add(as: .system, webhook) == .added)
        return webhook
    }

    /// An answer of an owner whose job a worker has.
    static func running(_ database: any SQLDatabase, _ owner: String, second: Int) async throws -> Job {
        try await AnswerStore(database).accept(as: .owner(owner), .sample(second: second))
        return try #require(
            try await JobStore.answers(database).claim(1, by: "w", deadlineMs: 60_000, at: .second(second)).first?.job
        )
    }

    private static func log(_ database: any SQLDatabase, _ webhook: Webhook) async throws -> [String] {
        try await WebhookStore(database).deliveries(as: .system, of: webhook.id).map {
            "\($0.event.rawValue) \($0.subject)"
        }
        .sorted()
    }

    static let webhooks = [
        StorageCheck(migrated: "an answer's end is told to its owner's webhooks, with the end or not at all") {
            (database) async throws in
            let ada = try await hook(database, "ada", [.answerDone, .answerFailed])
            let failures = try await hook(database, "ada", [.answerFailed])
            let bob = try await hook(database, "bob", [.answerDone, .answerFailed])
            let jobs = JobStore.answers(database)
            let first = try await running(database, "ada", second: 1)
            let second = try await running(database, "ada", second: 2)
            let third = try await running(database, "bob", second: 3)
            #expect(try await log(database, ada).isEmpty)
            _ = try await jobs.complete([first], at: .second(5))
            _ = try await jobs.end(second, .failed(.sample("decode.malformed")), jitter: 0, at: .second(6))
            _ = try await jobs.end(third, .failed(.sample("transcribe.unavailable")), jitter: 0, at: .second(6))
            #expect(
                try await log(database, ada) == ["answer.done \(first.itsAnswer)", "answer.failed \(second.itsAnswer)"]
            )
            #expect(try await log(database, failures) == ["answer.failed \(second.itsAnswer)"])
            #expect(try await log(database, bob).isEmpty, "it is tried again")
            // A claim that was lost tells nobody anything.
            #expect(try await jobs.complete([first], at: .second(7)).isEmpty)
            await #expect(throws: ClaimLost.self) {
                try await jobs.end(second, .completed, jitter: 0, at: .second(7))
            }
            #expect(try await log(database, ada).count == 2)
            #expect(try await jobs.cancel(as: .system, third.itsAnswer, at: .second(8)) != nil)
            #expect(try await log(database, bob) == ["answer.failed \(third.itsAnswer)"])
        },
        StorageCheck(migrated: "a re-scoring's end is told to the webhooks that asked for it") {
            (database) async throws in
            let ada = try await hook(database, "ada", [.answerDone])
            let admin = try await hook(database, "admin", [.rescoreDone])
            let id = try await RescoreStore(database).begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(),
                at: .second(9)
            ).id
            #expect(try await RescoreQueue(database).feed(id, at: .second(10)) == .over(.done))
            #expect(try await RescoreQueue(database).feed(id, at: .second(11)) == .over(.done))
            #expect(try await log(database, admin) == ["rescore.done \(id)"])
            #expect(try await log(database, ada).isEmpty)
        },
        StorageCheck(
            migrated: "a delivery is sent by one, again when its sender died, and the dead one writes nothing"
        ) {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let other = try await hook(database, "bob", [.answerDone])
            let (store, sending) = (WebhookStore(database), Sending(database))
            let made = try #require(try await store.test(as: .system, webhook.id, at: .second(0)))
            _ = try await store.test(as: .system, webhook.id, at: .second(1))
            let second = try #require(try await store.test(as: .system, other.id, at: .second(2)))
            let first = try #require(try await sending.claim(by: "dead", at: .second(3)))
            #expect(first.delivery.id == made.id && first.webhook == webhook)
            // One endpoint gets one at a time; the other need not wait. A step of the clock changes nothing about that.
            #expect(try await sending.claim(by: "w", at: .second(3))?.delivery.id == second.id)
            #expect(try await sending.claim(by: "w", at: .second(3)) == nil)
            #expect(try await sending.claim(by: "w", at: .second(9_999)) == nil)
            #expect(try await sending.jobs.rescue(deadWorkers: ["dead"], jitter: 0, at: .second(14)).count == 1)
            let again = try #require(try await sending.claim(by: "w", at: .second(14)))
            #expect(again.delivery == first.delivery)
            await #expect(throws: ClaimLost.self) {
                try await sending.end(first, .delivered(200), at: .second(15))
            }
            #expect(try await sending.end(again, .delivered(204), at: .second(15)) == .delivered)
            let done = try #require(try await store.deliveries(as: .system, of: webhook.id).last)
            #expect(done.state == .delivered && done.attempts == 1 && done.lastStatus == 204)
            #expect(done.finished == .second(15))
            try await sending.outbox.sweep(before: .second(16))
            #expect(try await store.deliveries(as: .system, of: webhook.id).count == 1)
        },
        StorageCheck(migrated: "what happens while an endpoint's job ends is sent too, and a replay undoes an attempt")
        {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let (store, sending) = (WebhookStore(database), Sending(database))
            _ = try await store.test(as: .system, webhook.id, at: .second(0))
            let first = try #require(try await sending.claim(at: .second(1)))
            let (state, next) = try await sending.outbox.end(
                first.job,
                first.delivery,
                .delivered(200),
                nil,
                jitter: 0,
                at: .second(2)
            )
            #expect(state == .delivered && next == .nothing)
            let late = try #require(try await store.test(as: .system, webhook.id, at: .second(2)))
            #expect(
                try await sending.jobs.end(first.job, .completed, jitter: 0, at: .second(3)).job.state == .completed
            )
            let second = try #require(try await sending.claim(at: .second(3)))
            #expect(second.delivery.id == late.id)
            _ = try await store.replay(as: .system, late.id, of: webhook.id, at: .second(4))
            #expect(try await sending.end(second, .delivered(200), at: .second(5)) == nil)
            let again = try #require(try await sending.claim(at: .second(5)))
            #expect(again.delivery.id == late.id && again.delivery.attempts == 0)
            #expect(try await sending.end(again, .delivered(200), at: .second(6)) == .delivered)
            #expect(try await sending.claim(at: .second(99)) == nil)
        },
        StorageCheck(migrated: "a delivery that fails waits, dies after a day, and can be replayed") {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let (store, sending) = (WebhookStore(database), Sending(database))
            let id = try #require(try await store.test(as: .system, webhook.id, at: .second(0))).id
            var (now, attempts) = (Instant.second(0), 0)
            while let claimed = try await sending.claim(at: now), attempts < 99 {
                attempts += 1
                if attempts == 2 {
                    #expect(try await sending.end(claimed, .interrupted, jitter: 1, at: now) == .waiting)
                    continue
                }
                let failed = WebhookDelivery.Outcome.failed("The endpoint answered 503.", status: 503)
                let state = try await sending.end(claimed, failed, jitter: 1, at: now)
                let kept = try #require(try await store.deliveries(as: .system, of: webhook.id).first)
                #expect(kept.lastError == "The endpoint answered 503." && kept.lastStatus == 503)
                #expect(kept.attempts == (attempts == 1 ? 1 : attempts - 1))
                #expect(kept.state == state && (state == .dead || kept.runAfter > now))
                now = kept.runAfter
            }
            let dead = try #require(try await store.deliveries(as: .system, of: webhook.id).first)
            #expect(dead.state == .dead && now == .second(86_400) && attempts > 10)
            #expect(try await store.replay(as: .system, id, of: WebhookID(at: now.date), at: now) == nil)
            let again = try #require(try await store.replay(as: .system, id, of: webhook.id, at: .second(90_000)))
            #expect(again.state == .waiting && again.attempts == 0 && again.finished == nil)
            #expect(try await sending.claim(at: .second(90_000))?.delivery.id == id)
        },
        StorageCheck(migrated: "a webhook that is gone gets nothing more; one that is removed leaves nothing") {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let (store, sending) = (WebhookStore(database), Sending(database))
            for second in 0..<3 { _ = try await store.test(as: .system, webhook.id, at: .second(second)) }
            let claimed = try #require(try await sending.claim(at: .second(5)))
            #expect(try await sending.end(claimed, .gone, at: .second(6)) == .dead)
            let gone = try #require(try await store.find(as: .owner("ada"), webhook.id))
            #expect(gone.disabled == .second(6) && gone.disabledReason == .gone)
            #expect(try await store.deliveries(as: .system, of: webhook.id).map(\.state) == [.dead, .dead, .dead])
            let job = try await running(database, "ada", second: 7)
            _ = try await JobStore.answers(database).complete([job], at: .second(8))
            #expect(try await store.deliveries(as: .system, of: webhook.id).count == 3)
            #expect(try await !store.remove(as: .owner("bob"), webhook.id))
            #expect(try await store.remove(as: .owner("ada"), webhook.id))
            #expect(try await store.deliveries(as: .system, of: webhook.id).isEmpty)
            #expect(try await store.test(as: .system, webhook.id, at: .second(9)) == nil)
            #expect(try await sending.claim(at: .second(10)) == nil)
            #expect(try await sending.jobs.backlog().waiting == 0)
            try await sending.outbox.sweep(before: .second(0))
            #expect(
                try await store.deliveries(as: .system, of: webhook.id).isEmpty,
                "what was told while it was removed goes too"
            )
        },
        StorageCheck(migrated: "two secrets sign while they overlap, and an owner sees only their own") {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            _ = try await hook(database, "bob", [.answerDone])
            let store = WebhookStore(database)
            #expect(try await store.list(as: .owner("ada")) == [webhook])
            #expect(try await store.find(as: .owner("bob"), webhook.id) == nil)
            #expect(try await store.roll(as: .owner("bob"), webhook.id, to: "whsec_x", until: .second(60)) == nil)
            let rolled = try await store.roll(as: .owner("ada"), webhook.id, to: "whsec_second", until: .second(60))
            #expect(rolled?.secrets(at: .second(59)) == ["whsec_second", "whsec_first"])
            #expect(rolled?.secrets(at: .second(60)) == ["whsec_second"])
            #expect(try await store.find(as: .owner("ada"), webhook.id) == rolled)
            for second in 1..<WebhookStore.maxPerOwner {
                _ = try await hook(database, "ada", [.answerDone], second: second)
            }
            let more = Webhook(
                id: WebhookID(at: Instant.second(99).date),
                owner: "ada",
                url: "https://example.org",
                events: [.answerDone],
                secret: "s",
                created: .second(99)
            )
            #expect(try await store.add(as: .system, more) == .tooMany)
        },
    ]
}
