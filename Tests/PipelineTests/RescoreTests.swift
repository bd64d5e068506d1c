import Answers
import Core
import Foundation
import Jobs
import Model
import Rescoring
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RescoreTests {
    /// Engines whose rubric is what the plan says.
    private static func engines(_ calls: Calls, rubric: String?) -> Engines {
        var engines = Engines.counting(calls)
        guard let rubric else { return engines }
        engines.judge = { _ in
            var judge = Judge.counting(calls, "gemini")
            judge.configuration = rubric
            judge.evaluate = { request in
                try calls.note("evaluate")
                return Evaluation(
                    engine: "gemini",
                    score: 50,
                    criteria: [Evaluation.Criterion(id: "c", title: "C", score: 40, items: [])],
                    rubric: rubric
                )
            }
            return judge
        }
        return engines
    }

    private static func runner(_ house: House, _ make: RescoreEngines.Maker? = nil) -> RescoreRunner {
        RescoreRunner(
            house.database,
            blobs: house.blobs,
            leases: nil,
            policy: house.policy,
            threads: house.threads,
            log: house.log,
            make: make ?? { [calls = house.calls] plan in
                RescoreEngines(engines: engines(calls, rubric: plan.rubricText), judgeCalls: 1)
            }
        )
    }

    /// Answers that are done, with the calls they took forgotten.
    private func filled(_ count: Int) async throws -> (House, [AnswerID]) {
        let house = try await House()
        var ids: [AnswerID] = []
        for _ in 0..<count {
            ids.append(try await house.accept())
            _ = try await house.runToEnd()
        }
        return (house, ids)
    }

    private func begin(
        _ house: House,
        _ plan: RescorePlan,
        _ limits: RescoreLimits = RescoreLimits()
    ) async throws -> RescoreID {
        try await RescoreStore(house.database).begin(as: .system, RescoreSelection(), plan, limits, at: Instant(.now))
            .id
    }

    @Test func `a changed rubric asks the judge once for each answer, and nobody else`() async throws {
        let (house, ids) = try await filled(12)
        let before = house.calls.counts
        let id = try await begin(house, RescorePlan(rubricText: "rubric 2"))
        try await Self.runner(house).run(id)
        let rescore = try #require(try await RescoreStore(house.database).find(as: .system, id))
        #expect(rescore.state == .done && rescore.done == 12 && rescore.unchanged == 0 && rescore.calls == 12)
        for stage in ["decode", "transcribe", "analyze"] { #expect(house.calls[stage] == before[stage], "\(stage)") }
        #expect(house.calls["evaluate"] == 24 && house.calls["report"] == 24)
        let answer = try await house.answer(ids[3])
        #expect(answer.status == .done && answer.evaluation?.score == 50)
        #expect(answer.provenance.filter(\.reused).map(\.stage) == [.decode, .transcribe, .analyze])
        #expect(try await house.store.versions(as: .system, of: ids[3], .evaluate).count == 2)

        // The same again changes nothing, and costs nothing.
        let again = try await begin(house, RescorePlan(rubricText: "rubric 2"))
        try await Self.runner(house).run(again)
        #expect(try await RescoreStore(house.database).find(as: .system, again)?.unchanged == 12)
        #expect(house.calls["evaluate"] == 24 && house.calls["report"] == 24)

        let drift = try await DriftReader(house.database).table(as: .system, of: rescore)
        #expect(drift.answers == 12 && drift.rows.first?.meanAfter == 50 && drift.rows.first?.meanBefore == 3)
        #expect(drift.movers.count == 12 && drift.rows.first?.up == 12 && drift.rows.first?.spread == 0)
    }

    @Test func `a runner that dies half-way costs no second call for what it stored`() async throws {
        let (house, _) = try await filled(10)
        // One at a time: when it dies its judging is stored and its report is not.
        let id = try await begin(house, RescorePlan(rubricText: "rubric 2"), RescoreLimits(concurrency: 1))
        let asked = Mutex(0)
        let calls = house.calls
        // After five judgings the process is as good as dead: its writes are never reached again.
        let dying = Task {
            try await Self.runner(house) { _ in
                var engines = Self.engines(calls, rubric: "rubric 2")
                engines.render = { _ in
                    try calls.note("report")
                    if asked.withLock({
                        $0 += 1; return $0
                    }) > 5 {
                        Thread.sleep(forTimeInterval: 0.3)
                    }
                    return [1]
                }
                return RescoreEngines(engines: engines, judgeCalls: 1)
            }.run(id)
        }
        while asked.withLock({ $0 }) <= 5 { await Task.yield() }
        dying.cancel()
        _ = try? await dying.value
        let between = try #require(try await RescoreStore(house.database).find(as: .system, id))
        #expect(between.state == .running && between.done < 10)
        let next = try await house.reopened()
        try await Self.runner(next).run(id)
        #expect(try await RescoreStore(next.database).find(as: .system, id)?.done == 10)
        #expect(house.calls["evaluate"] == 20)
        #expect(house.calls["decode"] == 10)
    }

    @Test func `a budget pauses before the call that would exceed it, and a larger one goes on`() async throws {
        let (house, _) = try await filled(8)
        let store = RescoreStore(house.database)
        let id = try await begin(house, RescorePlan(rubricText: "rubric 2"), RescoreLimits(maxCalls: 5))
        try await Self.runner(house).run(id)
        let paused = try #require(try await store.find(as: .system, id))
        #expect(paused.state == .paused && paused.note == "rescore.budget" && paused.calls == 5 && paused.done == 5)
        #expect(house.calls["evaluate"] == 8 + 5)
        try await store.move(as: .system, id, to: .running, limits: RescoreLimits(maxCalls: 100), at: Instant(.now))
        try await Self.runner(house).run(id)
        #expect(try await store.find(as: .system, id)?.state == .done)
        #expect(house.calls["evaluate"] == 8 + 8)
    }

    @Test func `an answer that fails keeps its old results`() async throws {
        let (house, ids) = try await filled(2)
        house.calls.failAlways("evaluate", "evaluate.blocked")
        let id = try await begin(house, RescorePlan(rubricText: "rubric 2"))
        try await Self.runner(house).run(id)
        let rescore = try #require(try await RescoreStore(house.database).find(as: .system, id))
        #expect(rescore.state == .done && rescore.done == 0 && rescore.failed == 2)
        for answer in ids {
            let kept = try await house.answer(answer)
            #expect(kept.status == .done && kept.evaluation?.score == 3 && kept.evaluation?.abstained == nil)
        }
        #expect(
            try await RescoreStore(house.database).outcomes(as: .system, of: id, limit: 9).map(\.code) == [
                "evaluate.blocked", "evaluate.blocked",
            ]
        )
    }

    @Test func `from a stage on, what is before it is taken whatever it was made with`() async throws {
        let (house, _) = try await filled(2)
        let make: RescoreEngines.Maker = { [calls = house.calls] plan in
            var engines = Self.engines(calls, rubric: "rubric 2")
            (engines.hearVersion, engines.transcriber.model, engines.analyzeVersion) = ("2", "m2", "2")
            return RescoreEngines(engines: engines, judgeCalls: 3)
        }
        let preview = RescorePreview(
            house.database,
            blobs: house.blobs,
            engines: try make(RescorePlan()),
            threads: house.threads
        )
        let pinned = try await preview.forecast(as: .system, RescoreSelection(), from: .evaluate, at: Instant(.now))
        #expect(pinned.answers == 2 && pinned.upstreamCalls == 6 && pinned.audioMinutes == 0)
        #expect(pinned.reused == ["decode": 2, "transcribe": 2, "analyze": 2])
        #expect(pinned.anew == ["evaluate": 2, "report": 2])
        let all = try await preview.forecast(as: .system, RescoreSelection(), from: nil, at: Instant(.now))
        #expect(all.reused.isEmpty && all.anew["decode"] == 2 && all.upstreamCalls == 8)
        // Two recordings of 1,000 ms.
        #expect(abs(all.audioMinutes - 2.0 / 60) < 0.0001)
        #expect(house.calls["evaluate"] == 2)

        let id = try await begin(house, RescorePlan(from: .evaluate, rubricText: "rubric 2"))
        try await Self.runner(house, make).run(id)
        #expect(house.calls["decode"] == 2 && house.calls["transcribe"] == 2 && house.calls["evaluate"] == 4)
    }

    @Test func `a worker goes on with the next re-scoring when it cannot do one`() async throws {
        let (house, _) = try await filled(2)
        let impossible = try await begin(house, RescorePlan(rubric: "nowhere"))
        let possible = try await begin(house, RescorePlan(rubricText: "rubric 2"))
        let runner = Self.runner(house) { [calls = house.calls] plan in
            if plan.rubric == "nowhere" { throw TestError(code: "evaluate.invalid_rubric") }
            return RescoreEngines(engines: Self.engines(calls, rubric: plan.rubricText), judgeCalls: 1)
        }
        let worker = Worker(
            house.database,
            JobRegistry(runner.handlers),
            leases: nil,
            hub: house.hub,
            threads: house.threads,
            log: house.log
        )
        let serving = Task { try await worker.run() }
        let store = RescoreStore(house.database)
        while try await store.find(as: .system, possible)?.state != .done { await Task.yield() }
        #expect(try await store.find(as: .system, impossible)?.state == .running)
        serving.cancel()
        _ = try? await serving.value
    }
}
