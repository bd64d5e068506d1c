import Answers
import Core
import Database
import Model
import Rescoring
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
        },
        StorageCheck(migrated: "what reviewers and raters wrote about an answer goes with it, and with no other") {
            (database) async throws in
            let (answers, ratings) = (AnswerStore(database), RatingStore(database))
            var ids: [AnswerID] = []
            for second in 0..<2 {
                let submission = Submission.sample(second: second)
                try await answers.accept(as: .owner("ada"), submission)
                let note = Rating(answer: "", rater: "bob", score: 5, note: "Umbrella", createdAt: Instant.sample.date)
                #expect(try await ratings.put(as: .system, note, of: submission.id))
                ids.append(submission.id)
            }
            #expect(try await ratings.list(as: .owner("ada"), of: ids[0])?.map(\.note) == ["Umbrella"])
            let both = ids
            try await database.write { connection in
                for id in both {
                    try connection.execute(
                        """
                        INSERT INTO reviews (id, answer, owner, reviewer, decision, reason, created_at)
                        VALUES ($1, $1, 'ada', 'eve', 'no', 'Umbrella', 0)
                        """,
                        [.text(id.rawValue)]
                    )
                }
            }
            #expect(try await answers.delete(as: .owner("bob"), ids[0]) == nil, "it is not theirs")
            #expect(try await answers.delete(as: .owner("ada"), ids[0]) != nil)
            for table in ["reviews", "ratings"] {
                let left = try await database.read { connection in
                    try connection.execute("SELECT answer FROM \(table)").map { try $0.text("answer") }
                }
                #expect(left == [ids[1].rawValue], "\(table)")
            }
        },
        StorageCheck(migrated: "debriefs that ended are found in the order of their end, page by page") {
            (database) async throws in
            let (answers, store) = (AnswerStore(database), RetentionStore(database))
            let samples = [3, 1, 2, 9].map { Submission.sample(second: $0) }
            try await answers.seed(as: .system, samples.map { (submission: $0, artifacts: []) }, place: samples[0].id)
            try await answers.accept(as: .system, .sample(second: 0))
            let first = try await store.ended(before: .second(5), after: nil, limit: 2)
            #expect(first.map(\.id) == [samples[1].id, samples[2].id])
            let rest = try await store.ended(before: .second(5), after: first.last, limit: 9)
            #expect(rest.map(\.id) == [samples[0].id] && rest.first?.ended == .second(3))
        },
    ]
}
