import Answers
import Core
import Database
import Foundation
import Model
import Rescoring
import Testing
import Webhooks

/// What lists say, and what is done with the results of re-scorings: on both engines.
extension StorageCheck {
    private static func verdict(
        _ answer: AnswerID,
        _ fingerprint: String,
        score: Double,
        problem: String? = nil
    ) -> Artifact {
        let lost = problem.map { #","problem":{"code":"\#($0)","detail":"x"}"# } ?? ""
        return Artifact(
            answer: answer,
            kind: .evaluate,
            fingerprint: fingerprint,
            payload: #"{"evaluation":{"engine":"rules","score":\#(score),"range":[\#(score - 1),\#(score + 1)],"#
                + #""rubric":"general v1 (ab)","criteria":[]}\#(lost)}"#,
            durationMs: 1,
            created: .sample
        )
    }

    private static func seed(_ database: any SQLDatabase, scores: [Double]) async throws -> [AnswerID] {
        let answers = scores.enumerated().map { place, score in
            let submission = Submission.sample(second: place)
            return (submission: submission, artifacts: [verdict(submission.id, "old", score: score)])
        }
        try await AnswerStore(database).seed(as: .system, answers, place: answers[0].submission.id)
        return answers.map(\.submission.id)
    }

    private static func summary(_ score: Double) throws -> String {
        try StoredJSON.text(ScoreSummary(Evaluation(engine: "rules", score: score, criteria: [], rubric: "general v1")))
    }

    private static func score(_ database: any SQLDatabase, _ id: AnswerID) async throws -> Double? {
        var filter = AnswerFilter()
        filter.ids = [id]
        return try await AnswerStore(database).lines(as: .system, limit: 1, filter: filter).answers.first?.score
    }

    static let lists = [
        StorageCheck(migrated: "a list says what counts, sorts by it, counts, and goes on where it ended") {
            (database) async throws in
            let ids = try await seed(database, scores: [50.5, 90, 70])
            let store = AnswerStore(database)
            let page = try await store.lines(as: .system, limit: 2, sort: .best, counting: true)
            #expect(page.answers.map(\.score) == [90, 70] && page.total == 3)
            #expect(page.answers[0].scoreRange == ScoreRange(low: 89, high: 91))
            #expect(page.answers[0].engine == "rules" && page.answers[0].rubric == "general v1 (ab)")
            #expect(page.answers[0].title == "Why Swift?" && page.answers[0].language == "en-US")
            #expect(page.answers[0].finishedAt != nil && !page.answers[0].degraded)
            let cursor = try #require(page.nextCursor.flatMap { AnswerPage.Cursor($0) })
            let rest = try await store.lines(as: .system, limit: 2, after: cursor, sort: .best)
            #expect(rest.answers.map(\.id) == [ids[0]] && rest.answers[0].score == 50.5 && rest.nextCursor == nil)
            #expect(try await store.lines(as: .system, limit: 9, sort: .worst).answers.map(\.score) == [50.5, 70, 90])
            #expect(try await store.lines(as: .system, limit: 9).answers.map(\.id) == ids.reversed())
            #expect(try await store.lines(as: .owner("ada"), limit: 9, counting: true).total == 0)
        },
        StorageCheck(migrated: "an answer without a stage is degraded until the stage is made, and found by its code") {
            (database) async throws in
            let ids = try await seed(database, scores: [50, 60])
            let lost = verdict(ids[0], "lost", score: 10, problem: "evaluate.auth")
            try await database.write { connection in
                try ArtifactRows.insert(lost, sealed: nil, in: connection)
                try ArtifactRows.choose(lost, reused: false, in: connection)
            }
            let store = AnswerStore(database)
            let found: @Sendable ((inout AnswerFilter) -> Void) async throws -> [AnswerLine] = { change in
                var filter = AnswerFilter()
                change(&filter)
                let page: AnswerLines = try await store.lines(as: .system, limit: 9, filter: filter)
                return page.answers
            }
            let degraded = try await found({ $0.degraded = true })
            let listed = try #require(degraded.first)
            #expect(
                listed.id == ids[0]
                    && listed.problems == [
                        Answer.StageProblem(stage: "evaluate", code: "evaluate.auth", retryable: true)
                    ]
            )
            #expect(try await found { $0.problem = "evaluate.auth" }.map(\.id) == [ids[0]])
            #expect(try await found { $0.retryable = true }.map(\.id) == [ids[0]])
            #expect(try await found { $0.degraded = false }.map(\.id) == [ids[1]])
            try await database.write { connection in
                try ArtifactRows.choose(verdict(ids[0], "old", score: 50), reused: true, in: connection)
            }
            #expect(try await found { $0.degraded = true }.isEmpty)
            let usage = try await store.usage(as: .system, since: .sample, until: .second(100))
            #expect(usage.answers == 2 && usage.byStatus == ["done": 2] && usage.degraded == 0)
        },
        StorageCheck(migrated: "an owner has one answer of a name, and gets back what was kept with it") {
            (database) async throws in
            let store = AnswerStore(database)
            var (first, second) = (Submission.sample(), Submission.sample(second: 1))
            first.externalId = "attempt-1"
            first.metadata = ["course": "autumn"]
            second.externalId = "attempt-1"
            try await store.accept(as: .owner("ada"), first)
            let again = second
            await #expect(throws: (any Error).self) { try await store.accept(as: .owner("ada"), again) }
            try await store.accept(as: .owner("bob"), second)
            var filter = AnswerFilter()
            filter.externalId = "attempt-1"
            let mine = try await store.lines(as: .owner("ada"), limit: 9, filter: filter).answers
            #expect(mine.map(\.id) == [first.id] && mine[0].metadata == ["course": "autumn"])
        },
        StorageCheck(migrated: "an answer is found by its name and its star, and not changed by them") {
            (database) async throws in
            let (store, ada) = (AnswerStore(database), Principal.owner("ada"))
            var (plain, named) = (Submission.sample(), Submission.sample(second: 1))
            plain.question = Question(text: "Why us?")
            named.question = Question(text: "Tell me about a risk.")
            try await store.accept(as: ada, plain)
            try await store.accept(as: ada, named)
            let label = try await store.label(as: ada, named.id, AnswerLabel.Change(name: "Größe 50 %", starred: true))
            #expect(label?.name == "Größe 50 %" && label?.starred == true)
            #expect(try await store.label(as: .owner("bob"), named.id, AnswerLabel.Change(starred: false)) == nil)

            func found(_ change: (inout AnswerFilter) -> Void) async throws -> [AnswerID] {
                var filter = AnswerFilter()
                change(&filter)
                let lines = try await store.lines(as: ada, limit: 9, filter: filter, counting: true)
                #expect(lines.total == lines.answers.count)
                return lines.answers.map(\.id)
            }
            #expect(try await found { $0.starred = true } == [named.id])
            #expect(try await found { $0.starred = false } == [plain.id])
            #expect(try await found { $0.search = "E 50 %" } == [named.id])
            #expect(try await found { $0.search = "GRÖßE 5" } == [named.id], "beyond ASCII, too")
            #expect(try await found { $0.search = "50_%" }.isEmpty, "each character stands for itself")
            #expect(try await found { $0.search = "WHY" } == [plain.id])
            #expect(
                try await found {
                    $0.search = "50 %"; $0.starred = false
                }.isEmpty
            )
            let line = try #require(try await store.lines(as: ada, limit: 1).answers.first)
            #expect(line.name == "Größe 50 %" && line.starred && line.title == "Größe 50 %")

            let (stored, results) = try #require(try await store.results(as: ada, of: named.id))
            let answer = try AnswerAssembly.answer(stored, results)
            #expect(answer.name == "Größe 50 %" && answer.starred == true && stored.revision == 1)
            #expect(stored.updated == stored.created)
            let rows = try await database.read { connection in
                try connection.execute("SELECT own_name FROM answers").map { try $0.optionalText("own_name") }
            }
            #expect(rows.contains("Größe 50 %") == (database.vault?.seals != true))

            let bare = try await store.label(as: ada, named.id, AnswerLabel.Change(name: "", starred: false))
            #expect(bare == AnswerLabel())
            #expect(try await found { $0.search = "50 %" }.isEmpty)
            #expect(try await store.lines(as: ada, limit: 1).answers.first?.title == "Tell me about a risk.")
        },
        StorageCheck(
            migrated: "a shadow counts when it is applied, and what was before counts again when it is rolled back"
        ) {
            (database) async throws in
            let ids = try await seed(database, scores: [50, 60, 70])
            let store = RescoreStore(database)
            let now = Instant.second(1_000)
            let id = try await store.begin(
                as: .system,
                RescoreSelection(),
                RescorePlan(shadow: true),
                RescoreLimits(concurrency: 9),
                at: now
            ).id
            let scoring = Scoring(database)
            let items = try await scoring.begin(id, at: now)
            #expect(items.count == 3)
            #expect(try await store.place(as: .system, id, .applying, at: now) == false, "it is running")
            for item in items {
                let artifact = verdict(item.answer, "new", score: 80)
                try await scoring.queue.keep(artifact, for: item)
                let chosen = StoredResult(artifact: artifact, reused: false)
                try await scoring.done(item, [chosen], before: try summary(60), after: try summary(80), at: now)
            }
            #expect(try await score(database, ids[0]) == 50)
            let rescore = try #require(try await store.find(as: .system, id))
            #expect(rescore.state == .done && rescore.standing == .shadow && rescore.changes.count == 3)
            // One answer changes meanwhile and keeps what it has.
            let other = verdict(ids[2], "corrected", score: 33)
            try await database.write { connection in
                try ArtifactRows.insert(other, sealed: nil, in: connection)
                try ArtifactRows.choose(other, reused: false, in: connection)
            }
            #expect(try await store.place(as: .system, id, .applying, at: now) == true)
            // Moved one by one, as after a kill at each step.
            try await drain(database, id)
            #expect(try await score(database, ids[0]) == 80)
            #expect(try await score(database, ids[1]) == 80)
            #expect(try await score(database, ids[2]) == 33)
            #expect(try await store.places(as: .system, of: id) == ["new": 2, "skipped": 1])
            #expect(try await store.place(as: .system, id, .discarding, at: now) == false)
            #expect(try await store.place(as: .system, id, .rollingBack, at: now) == true)
            try await drain(database, id)
            #expect(try await score(database, ids[0]) == 50)
            #expect(try await score(database, ids[1]) == 60)
            #expect(try await score(database, ids[2]) == 33)
            #expect(try await store.find(as: .system, id)?.standing == .rolledBack)
            #expect(try await store.place(as: .system, id, .discarding, at: now) == true)
            try await drain(database, id)
            let kept = try await AnswerStore(database).versions(as: .system, of: ids[0], .evaluate).map(\.fingerprint)
            #expect(kept == ["old"])
        },
        StorageCheck(migrated: "a re-scoring that passes a threshold pauses, and goes on without it") {
            (database) async throws in
            _ = try await seed(database, scores: (0..<30).map { Double($0) })
            let (store, now) = (RescoreStore(database), Instant.second(1_000))
            let limits = RescoreLimits(concurrency: 64, maxFailed: 0.1)
            let id = try await store.begin(as: .system, RescoreSelection(), RescorePlan(), limits, at: now).id
            let scoring = Scoring(database)
            let items = try await scoring.begin(id, at: now)
            #expect(items.count == 30)
            for item in items.prefix(20) { try await scoring.fail(item, at: now) }
            let paused = try #require(try await store.find(as: .system, id))
            #expect(paused.state == .paused && paused.note == "rescore.threshold" && paused.failed == 20)
            let failures = try await store.failures(as: .system, of: id, limit: 9)
            #expect(failures.count == 9 && failures[0].code == "evaluate.blocked")
            #expect(
                try await store.move(as: .system, id, to: .running, at: now.advanced(byMs: 60_000)) == true
            )
            let running = try #require(try await store.find(as: .system, id))
            #expect(running.limits.maxFailed == nil && running.pausedMs == 60_000 && running.paused == nil)
        },
        StorageCheck(migrated: "a sample takes of each stratum its share, and the same answers each time") {
            (database) async throws in
            _ = try await seed(database, scores: (0..<80).map { _ in 50 } + (0..<20).map { _ in 90 })
            let store = RescoreStore(database)
            let first = try await store.sample(as: .system, 10, of: RescoreSelection(), before: .second(9_999))
            #expect(first.total == 100 && first.strata == [80, 20] && first.members.count == 10)
            #expect(first.members.values.filter { $0 == 1 }.count == 2)
            #expect(try await store.sample(as: .system, 10, of: RescoreSelection(), before: .second(9_999)) == first)
        },
        StorageCheck(migrated: "people's scores are kept one a rater, and seen by who sees the answer") {
            (database) async throws in
            let ids = try await seed(database, scores: [50])
            let store = RatingStore(database)
            func rate(_ score: Double, by rater: String) async throws -> Bool {
                let rating = Rating(answer: ids[0].rawValue, rater: rater, score: score, createdAt: Instant.sample.date)
                return try await store.put(as: .system, rating, of: ids[0])
            }
            #expect(try await rate(40, by: "ada"))
            #expect(try await rate(60, by: "bob"))
            #expect(try await rate(70.5, by: "ada"))
            let found = try await store.list(as: .system, of: ids[0])
            #expect(found?.map(\.score) == [70.5, 60])
            #expect(try await store.list(as: .owner("ada"), of: ids[0]) == nil)
        },
        StorageCheck(migrated: "an endpoint's address and events change, and its attempts are kept") {
            (database) async throws in
            let webhook = try await hook(database, "ada", [.answerDone])
            let store = WebhookStore(database)
            let change = WebhookChange(url: "https://example.org/new", events: [.answerFailed], expand: true)
            let changed = try #require(try await store.change(as: .owner("ada"), webhook.id, change, at: .second(1)))
            #expect(changed.url == "https://example.org/new" && changed.events == [.answerFailed] && changed.expands)
            #expect(try await store.change(as: .owner("bob"), webhook.id, change, at: .second(1)) == nil)
            let trial = try #require(try await store.test(as: .owner("ada"), webhook.id, at: .second(2)))
            let attempt = WebhookAttempt(
                endedAt: Instant.second(3).date,
                durationMs: 12,
                status: 503,
                error: "It answered 503."
            )
            try await database.write { try WebhookRows.note(attempt, of: trial.id, run: 1, in: $0) }
            #expect(try await store.attempts(as: .owner("ada"), trial.id, of: webhook.id) == [attempt])
            #expect(try await store.attempts(as: .owner("bob"), trial.id, of: webhook.id) == nil)
        },
    ]

    private static func drain(_ database: any SQLDatabase, _ id: RescoreID) async throws {
        while try await RescoreStore(database).move(as: .system, resultsOf: id, limit: 1, at: .second(2_000)).more {}
    }
}
