import Answers
import Core
import Database
import Model
import Testing

extension StorageCheck {
    private static func key(_ text: String = "k", scope: String = "POST /v1/answers") throws -> IdempotencyKey {
        try #require(IdempotencyKey(text, scope: scope, request: "r"))
    }

    static let idempotency = [
        StorageCheck(migrated: "a key is kept with the answer it made, and makes no second one") {
            (database) async throws in
            let (store, keys) = (AnswerStore(database), IdempotencyStore(database))
            let (first, second) = (Submission.sample(), Submission.sample(second: 1))
            let key = try key()
            guard case .accepted = try await store.accept(as: .system, first, key: key) else {
                Issue.record("The first request was not accepted.")
                return
            }
            guard case .earlier(let earlier) = try await store.accept(as: .system, second, key: key) else {
                Issue.record("The second request was accepted.")
                return
            }
            #expect(earlier == EarlierRequest(request: "r", resource: first.id.rawValue))
            #expect(try await store.find(as: .system, second.id) == nil)
            try await keys.answered(key, status: 202)
            try await keys.answered(key, status: 500)
            #expect(try await keys.find(key, at: .second(1))?.status == 202)
            guard
                case .accepted = try await store.accept(
                    as: .system,
                    second,
                    key: try Self.key(scope: "POST /v1/rescores")
                )
            else {
                Issue.record("A key of another scope is another key.")
                return
            }
        },
        StorageCheck(migrated: "of many at once with one key one is accepted") { (database) async throws in
            let store = AnswerStore(database)
            let key = try key()
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for second in 0..<8 {
                    group.addTask {
                        switch try await store.accept(as: .system, .sample(second: second), key: key) {
                        case .accepted(let answer): answer.id.rawValue
                        case .earlier(let earlier): earlier.resource
                        case .recordingGone: ""
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await store.list(as: .system, limit: 10).answers.map(\.submission.id.rawValue) == Array(ids))
        },
        StorageCheck(migrated: "a key is forgotten after a day, and with its answer") { (database) async throws in
            let (store, keys) = (AnswerStore(database), IdempotencyStore(database))
            let first = Submission.sample()
            let key = try key()
            _ = try await store.accept(as: .system, first, key: key)
            let day = IdempotencyKey.keptMs / 1000
            #expect(try await keys.find(key, at: .second(day)) != nil)
            #expect(try await keys.find(key, at: .second(day + 1)) == nil)
            let late = Submission.sample(second: day + 1)
            guard case .accepted = try await store.accept(as: .system, late, key: key) else {
                Issue.record("The key was not forgotten.")
                return
            }
            #expect(try await keys.find(key, at: .second(day + 1))?.resource == late.id.rawValue)
            #expect(try await store.delete(as: .system, late.id) != nil)
            #expect(try await keys.find(key, at: .second(day + 1)) == nil)
        },
    ]
}
