import Answers
import Core
import Database
import Jobs
import Model
import Rescoring
import Testing
import Webhooks

extension StorageCheck {
    private init(queues description: String, _ run: @escaping @Sendable (any SQLDatabase) async throws -> Void) {
        self.init("a database of version 0.1.0: \(description)") { (database) async throws in
            try await StoredVersion.first.load(into: database)
            try await Migrator().apply(to: database, at: .sample)
            try await run(database)
        }
    }

    /// After every lease and wait that the stored rows have.
    private static let late = Instant(milliseconds: 4_000_000_000_000)

    static let storedQueues: [StorageCheck] = [
        StorageCheck(queues: "its re-scoring under way goes on to the end") { (database) async throws in
            let store = RescoreStore(database)
            let before = try await store.list(as: .system, limit: 10)
            #expect(Set(before.map(\.state)) == Set(Rescore.State.allCases))
            let rescore = try #require(before.first { $0.state == .running })
            #expect(rescore.done > 0 && rescore.failed > 0)
            let states = try await database.read { connection in
                try connection.execute(
                    "SELECT state FROM rescore_items WHERE rescore = $1",
                    [.text(rescore.id.rawValue)]
                ).map { try $0.text("state") }
            }
            #expect(Set(states) == ["waiting", "done", "failed"])
            let scoring = Scoring(database)
            let feeding = JobStore(database, kinds: [RescoreQueue.feeding])
            #expect(try await feeding.jobs(ofSubject: rescore.id.rawValue).map(\.state) == [.available])
            var (now, taken) = (late, 0)
            while case .begun = try await scoring.queue.feed(rescore.id, at: now) {
                for item in try await scoring.claim(at: now) {
                    let old = try #require(try await AnswerStore(database).results(as: .system, of: item.answer))
                        .results
                    try await scoring.done(item, old, at: now)
                    taken += 1
                }
                now = now.advanced(byMs: 61_000)
            }
            let after = try #require(try await store.find(as: .system, rescore.id))
            #expect(after.state == .done && after.done == rescore.done + taken && taken >= 2)
        },
        StorageCheck(queues: "an answer is scored again, and its old score stays as a version") {
            (database) async throws in
            let answers = AnswerStore(database)
            let done = try #require(try await pages(of: answers).first { $0.status == .done })
            let id = done.submission.id
            let old = try #require(
                try await answers.results(as: .system, of: id)?.results.first { $0.artifact.kind == .evaluate }
            ).artifact
            let versions = try await answers.versions(as: .system, of: id, .evaluate).count
            let rescore = try await RescoreStore(database).begin(
                as: .system,
                RescoreSelection(ids: [id]),
                RescorePlan(rubric: "general"),
                at: late
            ).id
            let scoring = Scoring(database)
            let item = try #require(try await scoring.begin(rescore, at: late).first)
            var new = old
            new.fingerprint = "new"
            try await scoring.queue.keep(new, for: item)
            let chosen = StoredResult(artifact: new, reused: false)
            try await scoring.done(item, [chosen], at: late)
            #expect(try await answers.versions(as: .system, of: id, .evaluate).count == versions + 1)
            #expect(
                try await answers.results(as: .system, of: id)?.results.map(\.artifact.fingerprint).contains("new")
                    == true
            )
        },
        StorageCheck(queues: "its webhooks are listed, and what waits is sent") { (database) async throws in
            let store = WebhookStore(database)
            let webhooks =
                try await store.list(as: .owner("ada")) + store.list(as: .owner("bob"))
                + store.list(as: .owner("operator"))
            #expect(webhooks.contains { $0.disabledReason == .gone } && webhooks.contains { $0.failingSince != nil })
            #expect(webhooks.contains { $0.previousSecret != nil })
            var deliveries: [WebhookDelivery] = []
            for webhook in webhooks { deliveries += try await store.deliveries(as: .system, of: webhook.id) }
            #expect(Set(deliveries.map(\.state)) == Set(WebhookDelivery.State.allCases))
            // Those that version 0.1.0 knew.
            #expect(Set(deliveries.map(\.event)) == Set(WebhookEvent.allCases).subtracting([.interviewFinished]))
            let sending = Sending(database)
            var sent = 0
            while let claimed = try await sending.claim(at: late) {
                #expect(try await sending.end(claimed, .delivered(200), at: late) == .delivered)
                sent += 1
            }
            #expect(sent == deliveries.count { $0.state == .waiting } && sent > 0)
        },
        StorageCheck(queues: "every word of the vocabulary and every state can be stored in it") {
            (database) async throws in
            for status in AnswerStatus.allCases {
                try await accepts(
                    database,
                    """
                    UPDATE answers SET status = $1, problem_code = CASE WHEN $1 = 'failed' THEN 'c' END,
                        problem_detail = CASE WHEN $1 = 'failed' THEN 'd' END
                    """,
                    [.text(status.rawValue)]
                )
            }
            for stage in Stage.allCases {
                try await accepts(database, "UPDATE answers SET stage = $1", [.text(stage.rawValue)])
            }
            for kind in Artifact.Kind.allCases {
                try await accepts(
                    database,
                    """
                    INSERT INTO artifacts (answer, stage, fingerprint, payload, duration_ms, created_at)
                    SELECT id, $1, 'new', '{}', 0, 0 FROM answers
                    """,
                    [.text(kind.rawValue)]
                )
            }
            for state in Job.State.allCases {
                let isRunning = state == .running
                try await accepts(
                    database,
                    """
                    UPDATE jobs SET state = $1, claimed_by = $2, heartbeat_at = $3, deadline_at = $3, finished_at = $4
                    WHERE id = (SELECT MAX(id) FROM jobs)
                    """,
                    [
                        .text(state.rawValue), isRunning ? .text("w") : .null, isRunning ? .int(1) : .null,
                        state.isFinished ? .int(1) : .null,
                    ]
                )
            }
            for state in Rescore.State.allCases {
                let isOver = state.next.isEmpty
                try await accepts(
                    database,
                    "UPDATE rescores SET state = $1, finished_at = $2",
                    [.text(state.rawValue), isOver ? .int(1) : .null]
                )
            }
            for event in WebhookEvent.allCases {
                try await accepts(database, "UPDATE webhook_deliveries SET event = $1", [.text(event.rawValue)])
            }
            for state in WebhookDelivery.State.allCases {
                try await accepts(
                    database,
                    "UPDATE webhook_deliveries SET state = $1, finished_at = $2",
                    [.text(state.rawValue), state == .waiting ? .null : .int(1)]
                )
            }
            for reason in Webhook.DisabledReason.allCases {
                try await accepts(database, "UPDATE webhooks SET disabled_reason = $1", [.text(reason.rawValue)])
            }
            for scope in Permission.allCases {
                try await accepts(database, "UPDATE api_keys SET scopes = $1", [.text(scope.rawValue)])
            }
        },
        StorageCheck(queues: "a stage, a kind, a status or an event that is yet to come needs no migration") {
            (database) async throws in
            for statement in [
                "UPDATE answers SET stage = $1, status = $1, problem_code = NULL, problem_detail = NULL",
                """
                INSERT INTO artifacts (answer, stage, fingerprint, payload, duration_ms, created_at)
                SELECT id, $1, 'new', '{}', 0, 0 FROM answers
                """,
                "UPDATE webhook_deliveries SET event = $1",
            ] {
                try await accepts(database, statement, [.text("interview.done")])
                await #expect(throws: StorageError.self, "\(statement)") {
                    try await database.write { try $0.execute(statement, [.text("")]) }
                }
            }
        },
    ]

    /// The tables take it.
    private static func accepts(_ database: any SQLDatabase, _ sql: String, _ values: [SQLValue]) async throws {
        await #expect(throws: Never.self, "\(sql) \(values)") {
            try await database.write { connection in try connection.execute(sql, values) }
        }
    }
}
