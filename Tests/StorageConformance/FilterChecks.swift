import Answers
import Core
import FoundationEssentials
import Jobs
import Model
import Testing

extension StorageCheck {
    private static func shown(
        _ store: AnswerStore,
        as principal: Principal = .system,
        _ change: (inout AnswerFilter) -> Void
    ) async throws -> [AnswerID] {
        var filter = AnswerFilter()
        change(&filter)
        return try await store.list(as: principal, limit: 200, filter: filter).answers.map(\.submission.id)
    }

    static let filters = [
        StorageCheck(migrated: "a list shows what fits every filter that is set") { (database) async throws in
            let store = AnswerStore(database)
            var ids: [AnswerID] = []
            for (second, text) in ["Why 100% of it?", "Why not?", "A hard_problem"].enumerated() {
                var submission = Submission.sample(second: second)
                submission.question = Question(text: text, role: second == 1 ? "Nurse" : "Engineer")
                submission.language = second == 2 ? "de" : "en-US"
                try await store.accept(as: .owner(second == 0 ? "ada" : "bob"), submission)
                ids.append(submission.id)
            }
            #expect(try await shown(store) { _ in } == [ids[2], ids[1], ids[0]])
            #expect(try await shown(store) { $0.role = "engineer" } == [ids[2], ids[0]])
            #expect(try await shown(store) { $0.language = "EN-us" } == [ids[1], ids[0]])
            #expect(try await shown(store) { $0.question = "WHY" } == [ids[1], ids[0]])
            #expect(try await shown(store) { $0.question = "0%" } == [ids[0]])
            #expect(try await shown(store) { $0.question = "d_p" } == [ids[2]])
            #expect(try await shown(store) { $0.question = "y_n" } == [])
            #expect(try await shown(store, as: .owner("bob")) { _ in } == [ids[2], ids[1]])
            #expect(try await shown(store) { $0.status = .queued } == [ids[2], ids[1], ids[0]])
            #expect(try await shown(store) { $0.status = .done } == [])
            #expect(try await shown(store) { $0.since = Instant.second(1).date } == [ids[2], ids[1]])
            #expect(try await shown(store) { $0.until = Instant.second(1).date } == [ids[0]])
            #expect(try await shown(store) { $0.rubric = "behavioural" } == [])
            #expect(
                try await shown(store, as: .owner("bob")) { $0.role = "Engineer" } == [ids[2]]
            )
            var filter = AnswerFilter()
            filter.role = "engineer"
            let first = try await store.list(as: .system, limit: 1, filter: filter)
            #expect(first.answers.map(\.submission.id) == [ids[2]])
            let second = try await store.list(as: .system, limit: 1, after: first.next, filter: filter)
            #expect(second.answers.map(\.submission.id) == [ids[0]])
            #expect(second.next == nil)
        },
        StorageCheck(migrated: "a correction needs a finished answer that nobody changed, and makes one job") {
            (database) async throws in
            let store = AnswerStore(database)
            let jobs = JobStore.answers(database)
            let submission = Submission.sample()
            try await store.accept(as: .system, submission)
            let words = Transcript(
                text: "It's right.",
                language: "en-US",
                engine: "supplied",
                keepsFillers: true,
                wordTimes: .none,
                accuracy: .supplied,
                words: [.init(text: "It's"), .init(text: "right.")]
            )
            #expect(
                try await store.correct(as: .system, submission.id, to: words, revision: 1, at: .second(1)) == .changed
            )
            _ = try await jobs.cancel(as: .system, submission.id, at: .second(2))
            let revision = try #require(try await store.find(as: .system, submission.id)).revision
            #expect(
                try await store.correct(as: .system, submission.id, to: words, revision: revision - 1, at: .second(3))
                    == .changed
            )
            #expect(
                try await store.correct(as: .system, submission.id, to: words, revision: revision, at: .second(3))
                    == .accepted
            )
            #expect(
                try await store.correct(as: .system, submission.id, to: words, revision: revision, at: .second(3))
                    == .changed
            )
            let now = try #require(try await store.find(as: .system, submission.id))
            #expect(now.submission.transcript == words)
            #expect(now.status == .queued && now.problem == nil && now.revision == revision + 1)
            #expect(try await jobs.jobs(of: submission.id).map(\.state) == [.cancelled, .available])
            let other = Submission.sample().id
            #expect(try await store.correct(as: .system, other, to: words, revision: 1, at: .second(4)) == .missing)
        },
    ]
}
