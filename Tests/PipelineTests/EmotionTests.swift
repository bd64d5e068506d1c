import Answers
import Core
import Events
import Foundation
import Jobs
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EmotionTests {
    @Test(arguments: [(true, true), (true, false), (false, true)])
    func `the endpoint is asked only with consent and when there is one`(consent: Bool, configured: Bool) async throws {
        let house = try await House()
        let engines = Engines.counting(house.calls, emotion: configured ? .counting(house.calls) : nil)
        let id = try await house.accept(.sample(at: house.clock.now, emotionConsent: consent))
        _ = try await house.runToEnd(engines)
        #expect(house.calls["emotion"] == (consent && configured ? 1 : 0))
        #expect(try await house.answer(id).emotion?.primary == (consent && configured ? "calm" : nil))
    }

    @Test func `a reading changes neither the score nor what it was made from`() async throws {
        var evaluations: [(Evaluation?, String?)] = []
        for primary in [nil, "calm", "angry"] {
            let house = try await House()
            let engines = Engines.counting(
                house.calls,
                emotion: primary.map { .counting(house.calls, primary: $0) }
            )
            let id = try await house.accept(.sample(at: house.clock.now, emotionConsent: true))
            _ = try await house.runToEnd(engines)
            let answer = try await house.answer(id)
            #expect(answer.emotion?.primary == primary)
            let provenance = answer.provenance.first { $0.stage == .evaluate }
            evaluations.append((answer.evaluation, provenance?.fingerprint))
        }
        #expect(Set(evaluations.map(\.0)).count == 1)
        #expect(Set(evaluations.map(\.1)).count == 1 && evaluations[0].1 != nil)
    }

    @Test func `an endpoint that hangs or fails leaves a note and is asked again by the next job`() async throws {
        let house = try await House()
        var deadlines = StageDeadlines()
        deadlines.emotionMs = 10
        let hanging = EmotionReader(engine: "voice") { _ in
            try? house.calls.note("emotion")
            try? await Task.sleep(for: .seconds(3600))
            return Emotion(engine: "voice", primary: "late", note: "")
        }
        let blocked = AnswerPipeline(
            .counting(house.calls, emotion: hanging),
            deadlines: deadlines,
            threads: house.threads
        )
        let id = try await house.accept(.sample(at: house.clock.now, emotionConsent: true))
        let runner = JobRunner(house.database, blobs: house.blobs, pipeline: blocked, hub: house.hub)
        let job = try #require(
            try await house.jobs.claim(1, by: "test", deadlineMs: 1_000_000, at: house.clock.instant).first?.job
        )
        await runner.run(job, log: house.log)
        let answer = try await house.answer(id)
        #expect(answer.status == .done && answer.emotion?.primary == nil && answer.evaluation?.score == 3)
        #expect(answer.notes.contains { $0.contains("emotion") })
        try await house.again(id)
        house.clock.move(to: house.clock.instant.advanced(byMs: 1_000_000_000))
        _ = try await house.runToEnd(.counting(house.calls, emotion: .counting(house.calls)))
        #expect(house.calls["emotion"] == 2 && house.calls["evaluate"] == 1)
        #expect(try await house.answer(id).emotion?.primary == "calm")
    }
}
