import Answers
import Core
import Database
import Jobs
import Model
import Testing

extension StorageCheck {
    static let turns = [
        StorageCheck(migrated: "owners take turns, however many jobs each of them has waiting") {
            (database) async throws in
            let store = AnswerStore(database)
            var ids: [AnswerID] = []
            for (second, owner) in ["a", "a", "a", "a", "b", "b", "c"].enumerated() {
                let submission = Submission.sample(second: second)
                try await store.accept(as: .owner(owner), submission)
                ids.append(submission.id)
            }
            let jobs = JobStore.answers(database)
            func next(_ count: Int) async throws -> [AnswerID] {
                try await jobs.claim(count, by: "w", deadlineMs: 1000, at: .second(60)).map(\.job.itsAnswer)
            }
            #expect(try await next(3) == [ids[0], ids[4], ids[6]])
            #expect(try await next(1) == [ids[1]])
            // Somebody new is served at once, not after everybody's backlog.
            let late = Submission.sample(second: 30)
            try await store.accept(as: .owner("d"), late)
            #expect(Set(try await next(2)) == [ids[5], late.id])
            #expect(try await next(9) == [ids[2], ids[3]])
        },
        StorageCheck(migrated: "an urgent job overtakes what waits, whoever owns it") { (database) async throws in
            let store = AnswerStore(database)
            for second in 0..<20 { try await store.accept(as: .owner("bulk"), .sample(second: second), priority: 10) }
            let urgent = Submission.sample(second: 30)
            try await store.accept(as: .owner("bulk"), urgent)
            let claimed = try await JobStore.answers(database).claim(1, by: "w", deadlineMs: 1000, at: .second(60))
            #expect(claimed.map(\.job.itsAnswer) == [urgent.id])
        },
        StorageCheck(migrated: "an answer that is cancelled fails with its code, and its worker writes nothing more") {
            (database) async throws in
            let store = AnswerStore(database)
            let jobs = JobStore.answers(database)
            for (second, isRunning) in [(0, true), (1, false)] {
                let submission = Submission.sample(second: second)
                try await store.accept(as: .system, submission)
                let claimed =
                    isRunning ? try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(5)).first?.job : nil
                let change = try #require(try await jobs.cancel(as: .system, submission.id, at: .second(6)))
                #expect(change.status == .failed && change.isLast)
                let answer = try #require(try await store.find(as: .system, submission.id))
                #expect(answer.problem?.code == "job.cancelled")
                #expect(try await jobs.jobs(of: submission.id).map(\.state) == [.cancelled])
                if let claimed {
                    await #expect(throws: ClaimLost.self) {
                        try await jobs.end(claimed, .completed, jitter: 0, at: .second(7))
                    }
                    #expect(try await jobs.beat("w", at: .second(7)).isEmpty)
                }
                #expect(try await jobs.cancel(as: .system, submission.id, at: .second(8)) == nil)
                #expect(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(9)).isEmpty)
                // It may be taken up again.
                #expect(try await store.workAgain(on: submission.id, at: .second(10)))
                #expect(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(10)).count == 1)
            }
        },
        StorageCheck(migrated: "an answer never has two unfinished jobs") { (database) async throws in
            let submission = Submission.sample()
            try await AnswerStore(database).accept(as: .system, submission)
            #expect(try await AnswerStore(database).workAgain(on: submission.id, at: .second(1)) == false)
            await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.execute(
                        """
                        INSERT INTO jobs (id, kind, subject, payload, unique_key, owner, turn, state, priority, attempts, rescues, waits,
                            runs, run_after, errors, created_at, updated_at)
                        SELECT 'job_2', kind, subject, payload, unique_key, owner, turn, state, 0, 0, 0, 0, 0, run_after, errors,
                            created_at, updated_at FROM jobs
                        """
                    )
                }
            }
        },
        StorageCheck(migrated: "many transactions at once: each is kept or refused by itself") {
            (database) async throws in
            struct Stop: Error {}
            try await database.write { try $0.execute("CREATE TABLE t (i BIGINT PRIMARY KEY)") }
            let refused = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        do {
                            try await database.write { connection in
                                try connection.execute("INSERT INTO t VALUES ($1)", [.int(number % 190)])
                                if number % 10 == 3 { throw Stop() }
                            }
                            return false
                        } catch {
                            return true
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            let kept = try await database.read { try $0.execute("SELECT i FROM t") }
            // 20 threw of themselves; of ten numbers written twice one is of those.
            #expect(refused == 29 && kept.count == 171, "\(refused) \(kept.count)")
        },
    ]
}
