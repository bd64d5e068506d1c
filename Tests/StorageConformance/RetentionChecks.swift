import Answers
import Core
import Model
import Testing

extension StorageCheck {
    static let retention = [
        StorageCheck(migrated: "recordings of finished answers are given up in time, shared ones with the last") {
            (database) async throws in
            let (answers, store) = (AnswerStore(database), RetentionStore(database))
            let old = Submission.sample()
            let young = Submission.sample(second: 100)
            let waiting = Submission.sample(second: 1)
            try await answers.seed(as: .system, [(submission: old, artifacts: [])], place: old.id)
            try await answers.seed(as: .system, [(submission: young, artifacts: [])], place: old.id)
            try await answers.accept(as: .system, waiting)
            let first = try await store.expire(before: .second(50), limit: 10, at: .second(200))
            #expect(first.count == 1 && first.free.isEmpty)
            #expect(try await store.isRemoved(old.id))
            let second = try await store.expire(before: .second(150), limit: 10, at: .second(200))
            #expect(second.count == 1 && second.free == [old.id])
            let third = try await store.expire(before: .second(150), limit: 10, at: .second(200))
            #expect(third.count == 0 && third.free.isEmpty)
            #expect(try await !store.isRemoved(waiting.id))
            // What is gone is not shared with a new answer.
            #expect(try await answers.place(as: .system, ofRecording: old.sha256) == waiting.id)
        }
    ]
}
