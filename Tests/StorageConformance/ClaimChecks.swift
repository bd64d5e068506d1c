import Answers
import Core
import Jobs
import Model
import Testing

extension StorageCheck {
    static let claims = [
        StorageCheck(migrated: "a claim does in SQL what the state machine says") { (database) async throws in
            let submission = Submission.sample()
            try await AnswerStore(database).accept(as: .system, submission)
            let jobs = JobStore.answers(database)
            var expected = try #require(try await jobs.jobs(of: submission.id).first)
            try expected.start(by: "w1", at: .second(3), deadlineMs: 5000)
            let change = try #require(try await jobs.claim(1, by: "w1", deadlineMs: 5000, at: .second(3)).first)
            let (job, progress) = (change.job, change.progress)
            #expect(job == expected)
            #expect(try await jobs.jobs(of: submission.id) == [expected])
            #expect(progress == ProgressEvent(answer: submission.id, sequence: 2, status: .running, stage: .decode))
        },
        StorageCheck(migrated: "jobs are claimed in batches, each once, urgent ones first") { (database) async throws in
            let store = AnswerStore(database)
            var ids: [AnswerID] = []
            for (second, priority) in [(0, 5), (1, 0), (2, 0), (3, 5)] {
                let submission = Submission.sample(second: second)
                try await store.accept(as: .system, submission, priority: priority)
                ids.append(submission.id)
            }
            let jobs = JobStore.answers(database)
            let first = try await jobs.claim(3, by: "w1", deadlineMs: 1000, at: .second(10))
            #expect(first.map(\.job.itsAnswer) == [ids[1], ids[2], ids[0]])
            #expect(
                try await jobs.claim(3, by: "w2", deadlineMs: 1000, at: .second(10)).map(\.job.itsAnswer) == [ids[3]]
            )
            #expect(try await jobs.claim(3, by: "w2", deadlineMs: 1000, at: .second(10)).isEmpty)
            #expect(Set(try await jobs.running(except: "w3").compactMap(\.claim?.worker)) == ["w1", "w2"])
            #expect(Set(try await jobs.running(except: "w1").compactMap(\.claim?.worker)) == ["w2"])
            #expect(try await jobs.backlog().running == 4)
        },
        StorageCheck(migrated: "claims that race never share a job") { (database) async throws in
            let store = AnswerStore(database)
            for second in 0..<20 { try await store.accept(as: .system, .sample(second: second)) }
            let jobs = JobStore.answers(database)
            let claimed = try await withThrowingTaskGroup(of: [AnswerID].self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        try await jobs.claim(3, by: "w\(worker)", deadlineMs: 1000, at: .second(60)).map(
                            \.job.itsAnswer
                        )
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 20)
            #expect(Set(claimed).count == 20)
        },
        StorageCheck(migrated: "a job is not claimed before it is due") { (database) async throws in
            try await AnswerStore(database).accept(as: .system, .sample(second: 10))
            let jobs = JobStore.answers(database)
            #expect(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(9)).isEmpty)
            #expect(try await jobs.backlog().oldest == .second(10))
            #expect(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(10)).count == 1)
        },
        StorageCheck(migrated: "a wait from before the clock went back is over") {
            (database) async throws in
            try await AnswerStore(database).accept(as: .system, .sample(second: 4_000))
            let jobs = JobStore.answers(database)
            #expect(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(400)).count == 1)
        },
        StorageCheck(migrated: "a worker with a heartbeat keeps its jobs, one without loses them") {
            (database) async throws in
            try await AnswerStore(database).accept(as: .system, .sample(second: 0))
            try await AnswerStore(database).accept(as: .system, .sample(second: 1))
            let jobs = JobStore.answers(database)
            let alive = try #require(
                try await jobs.claim(1, by: "alive", deadlineMs: 60_000, at: .second(2)).first?.job
            )
            let dead = try #require(try await jobs.claim(1, by: "dead", deadlineMs: 60_000, at: .second(2)).first?.job)
            #expect(try await jobs.beat("alive", at: .second(20)) == [alive.id: 1])
            var watch = HeartbeatWatch(staleMs: 10_000, everyMs: 10_000)
            _ = watch.look(at: try await jobs.running(except: "me").compactMap(\.sign), now: .seconds(2))
            #expect(try await jobs.beat("alive", at: .second(21)) == [alive.id: 1])
            let silent = watch.look(at: try await jobs.running(except: "me").compactMap(\.sign), now: .seconds(21))
            // A step of the clock alone rescues nothing.
            #expect(try await jobs.rescue(jitter: 0, at: .second(9_999)).isEmpty)
            let rescued = try await jobs.rescue(silent: silent, jitter: 0, at: .second(21))
            #expect(rescued.map(\.job.id) == [dead.id])
            #expect(rescued.first?.progress?.status == .queued)
            #expect(try await jobs.beat("dead", at: .second(22)).isEmpty)
            let again = try await jobs.claim(5, by: "next", deadlineMs: 1000, at: .second(21))
            #expect(again.map(\.job.id) == [dead.id] && again.first?.job.runs == 2)
        },
        StorageCheck(migrated: "jobs long past their deadline and jobs of workers known to be dead are rescued") {
            (database) async throws in
            try await AnswerStore(database).accept(as: .system, .sample(second: 0))
            try await AnswerStore(database).accept(as: .system, .sample(second: 1))
            let jobs = JobStore.answers(database)
            let late = try #require(try await jobs.claim(1, by: "late", deadlineMs: 3_000, at: .second(2)).first?.job)
            let dead = try #require(try await jobs.claim(1, by: "dead", deadlineMs: 60_000, at: .second(2)).first?.job)
            #expect(
                try await jobs.rescue(deadWorkers: ["dead"], jitter: 0, at: .second(3)).map(\.job.id) == [dead.id]
            )
            var watch = HeartbeatWatch(staleMs: 60_000, deadlineMs: 3_000, everyMs: 40_000)
            var silent: Set<HeartbeatWatch.Sign> = []
            for second in [3, 63, 123] {
                _ = try await jobs.beat("late", at: .second(second))
                silent = watch.look(at: try await jobs.running(except: "me").compactMap(\.sign), now: .seconds(second))
            }
            #expect(try await jobs.rescue(silent: silent, jitter: 0, at: .second(123)).map(\.job.id) == [late.id])
        },
    ]
}
