import Answers
import Core
import Database
import Jobs
import Model
import Testing

extension StorageCheck {
    static let answers = [
        StorageCheck(migrated: "an accepted answer is found as it was sent, with its job waiting") {
            (database) async throws in
            let store = AnswerStore(database)
            let submission = Submission.sample()
            let answer = try await store.accept(as: .system, submission)
            #expect(answer.id == submission.id && answer.status == .queued && answer.stage == .upload)
            let found = try #require(try await store.find(as: .system, submission.id))
            #expect(found.submission == submission)
            #expect(found.status == .queued && found.revision == 1 && found.problem == nil)
            let jobs = try await JobStore.answers(database).jobs(of: submission.id)
            #expect(jobs.map(\.state) == [.available])
            #expect(try await store.find(as: .system, Submission.sample().id) == nil)
        },
        StorageCheck(migrated: "accepting the same answer twice changes nothing") { (database) async throws in
            let store = AnswerStore(database)
            let submission = Submission.sample()
            try await store.accept(as: .system, submission)
            await #expect(throws: StorageError.self) { try await store.accept(as: .system, submission) }
            #expect(try await JobStore.answers(database).jobs(of: submission.id).count == 1)
        },
        StorageCheck(migrated: "accepting announces a job") { (database) async throws in
            var announcements = database.jobAnnouncements().makeAsyncIterator()
            try await AnswerStore(database).accept(as: .system, .sample())
            #expect(await announcements.next() != nil)
        },
        StorageCheck(migrated: "pages are newest first, and new answers do not shift the next page") {
            (database) async throws in
            let store = AnswerStore(database)
            var ids: [AnswerID] = []
            for second in [3, 1, 2, 2, 5] {
                let submission = Submission.sample(second: second)
                try await store.accept(as: .system, submission)
                ids.append(submission.id)
            }
            let first = try await store.list(as: .system, limit: 2)
            #expect(first.answers.map(\.submission.id) == [ids[4], ids[0]])
            try await store.accept(as: .system, .sample(second: 9))
            let next = try #require(first.next)
            let cursor = try #require(AnswerPage.Cursor(next.text))
            let second = try await store.list(as: .system, limit: 3, after: cursor)
            #expect(Set(second.answers.map(\.submission.id)) == Set(ids[1...3]))
            #expect(second.answers.last?.submission.id == ids[1])
            #expect(second.next == nil)
            #expect(try await store.list(as: .system, limit: 6).next == nil)
            #expect(try await store.list(as: .system, limit: -1).answers.count == 1)
        },
        StorageCheck(migrated: "a deleted answer takes its job and artifacts along, once") { (database) async throws in
            let store = AnswerStore(database)
            let jobs = JobStore.answers(database)
            let submission = Submission.sample()
            try await store.accept(as: .system, submission)
            let job = try #require(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(1)).first?.job)
            _ = try await JobLedger(database, for: job).keep(
                .sample(submission.id, .decode, "f"),
                next: nil,
                at: .second(1)
            )
            let deleted = try #require(try await store.delete(as: .system, submission.id))
            #expect(deleted.free == [submission.id] && deleted.emptied == nil)
            #expect(try await store.delete(as: .system, submission.id) == nil)
            #expect(try await store.find(as: .system, submission.id) == nil)
            for table in ["answers", "artifacts", "results", "jobs"] {
                #expect(try await database.read { try $0.execute("SELECT * FROM \(table)") }.isEmpty, "\(table)")
            }
            #expect(try await store.unknown(among: [submission.id]) == [submission.id])
        },
        StorageCheck(migrated: "answers share a recording, and the last one takes it along") {
            (database) async throws in
            let store = AnswerStore(database)
            let ids = try await (0..<3).asyncMap { second in
                let submission = Submission.sample(second: second)
                let place = try await store.place(as: .system, ofRecording: submission.sha256)
                guard case .accepted = try await store.accept(as: .system, submission, key: nil, sharing: place) else {
                    throw StorageError(.corrupt, "It was not accepted.")
                }
                return submission.id
            }
            #expect(try await store.find(as: .system, ids[2])?.place == ids[0])
            // The first one goes, its recording stays.
            let first = try #require(try await store.delete(as: .system, ids[0]))
            #expect(first.free.isEmpty && first.emptied == ids[0])
            #expect(try await store.unknown(among: ids).isEmpty)
            let second = try #require(try await store.delete(as: .system, ids[1]))
            #expect(second.free == [ids[1]] && second.emptied == nil)
            #expect(try await store.unknown(among: ids) == [ids[1]])
            let third = try #require(try await store.delete(as: .system, ids[2]))
            #expect(Set(third.free) == [ids[0], ids[2]])
            #expect(try await store.unknown(among: ids) == ids)
            guard
                case .recordingGone = try await store.accept(as: .system, .sample(second: 4), key: nil, sharing: ids[0])
            else {
                Issue.record("A recording that is gone was shared.")
                return
            }
            #expect(try await store.list(as: .system, limit: 1).answers.isEmpty)
        },
    ]
}

extension Sequence {
    /// Maps one element after the other.
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
