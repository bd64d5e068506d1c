import Interview
import Storage
import Testing

extension StorageCheck {
    static let answers = [
        StorageCheck(migrated: "an accepted answer is found as it was sent, with its job waiting") {
            (database) async throws in
            let store = AnswerStore(database)
            let submission = Submission.sample()
            let answer = try await store.accept(submission)
            #expect(answer.id == submission.id && answer.status == .queued && answer.stage == .upload)
            let found = try #require(try await store.find(submission.id))
            #expect(found.submission == submission)
            #expect(found.status == .queued && found.revision == 1 && found.problem == nil)
            let jobs = try await JobStore(database).jobs(of: submission.id)
            #expect(jobs.map(\.state) == [.available])
            #expect(try await store.find(Submission.sample().id) == nil)
        },
        StorageCheck(migrated: "accepting the same answer twice changes nothing") { (database) async throws in
            let store = AnswerStore(database)
            let submission = Submission.sample()
            try await store.accept(submission)
            await #expect(throws: StorageError.self) { try await store.accept(submission) }
            #expect(try await JobStore(database).jobs(of: submission.id).count == 1)
        },
        StorageCheck(migrated: "accepting announces a job") { (database) async throws in
            var announcements = database.jobAnnouncements().makeAsyncIterator()
            try await AnswerStore(database).accept(.sample())
            #expect(await announcements.next() != nil)
        },
        StorageCheck(migrated: "pages are newest first, and new answers do not shift the next page") {
            (database) async throws in
            let store = AnswerStore(database)
            var ids: [AnswerID] = []
            for second in [3, 1, 2, 2, 5] {
                let submission = Submission.sample(second: second)
                try await store.accept(submission)
                ids.append(submission.id)
            }
            let first = try await store.list(limit: 2)
            #expect(first.answers.map(\.submission.id) == [ids[4], ids[0]])
            try await store.accept(.sample(second: 9))
            let next = try #require(first.next)
            let cursor = try #require(AnswerPage.Cursor(next.text))
            let second = try await store.list(limit: 3, after: cursor)
            #expect(Set(second.answers.map(\.submission.id)) == Set(ids[1...3]))
            #expect(second.answers.last?.submission.id == ids[1])
            #expect(second.next == nil)
            #expect(try await store.list(limit: 6).next == nil)
            #expect(try await store.list(limit: -1).answers.count == 1)
        },
        StorageCheck(migrated: "a deleted answer takes its job and artifacts along, once") { (database) async throws in
            let store = AnswerStore(database)
            let jobs = JobStore(database)
            let submission = Submission.sample()
            try await store.accept(submission)
            let job = try #require(try await jobs.claim(1, by: "w", deadlineMs: 1000, at: .second(1)).first?.job)
            _ = try await JobLedger(database, for: job).keep(
                .sample(submission.id, .decode, "f"),
                next: nil,
                at: .second(1)
            )
            #expect(try await store.delete(submission.id))
            #expect(try await store.delete(submission.id) == false)
            #expect(try await store.find(submission.id) == nil)
            for table in ["answers", "artifacts", "results", "jobs"] {
                #expect(try await database.read { try $0.execute("SELECT * FROM \(table)") }.isEmpty, "\(table)")
            }
            #expect(try await store.unknown(among: [submission.id]) == [submission.id])
        },
    ]
}
