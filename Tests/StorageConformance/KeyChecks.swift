import Accounts
import Answers
import Core
import Jobs
import Model
import Testing

extension StorageCheck {
    private static func key(_ prefix: String, second: Int = 0, expires: Instant? = nil) -> StoredKey {
        StoredKey(
            prefix: prefix,
            hash: "h-\(prefix)",
            name: "It's \(prefix)",
            owner: "ada",
            scopes: [.answersWrite, .answersRead],
            created: .second(second),
            expires: expires
        )
    }

    static let keys = [
        StorageCheck(migrated: "a key is kept as it was made, once, and found by its prefix") {
            (database) async throws in
            let store = KeyStore(database)
            #expect(try await !store.hasAny())
            let first = key("dbf_a", expires: .second(60))
            #expect(try await store.add(first))
            #expect(try await !store.add(key("dbf_a", second: 5)))
            #expect(try await store.add(key("dbf_b", second: 1)))
            #expect(try await store.find("dbf_a") == first)
            #expect(try await store.find("dbf_c") == nil)
            #expect(try await store.list().map(\.prefix) == ["dbf_a", "dbf_b"])
            #expect(first.isValid(at: .second(59)) && !first.isValid(at: .second(60)))
        },
        StorageCheck(migrated: "a revoked key stays revoked, and neither it nor an expired one opens the service again")
        {
            (database) async throws in
            let store = KeyStore(database)
            _ = try await store.add(key("dbf_a", expires: .second(1)))
            try await store.used("dbf_a", at: .second(3))
            #expect(try await store.hasAny(), "an expired key still closes the house")
            #expect(try await store.revoke("dbf_a", at: .second(10))?.revoked == .second(10))
            #expect(try await store.revoke("dbf_a", at: .second(20))?.revoked == .second(10))
            #expect(try await store.revoke("dbf_b", at: .second(20)) == nil)
            let revoked = try await store.find("dbf_a")
            #expect(revoked?.isValid(at: .sample) == false && revoked?.used == .second(3))
            #expect(try await store.hasAny(), "a revoked key still closes the service")
        },
        StorageCheck(migrated: "answers are listed by owner, page by page, and only theirs can be touched") {
            (database) async throws in
            let store = AnswerStore(database)
            var ids: [AnswerID] = []
            for second in 0..<6 {
                let submission = Submission.sample(second: second)
                ids.append(submission.id)
                try await store.accept(as: .owner(second.isMultiple(of: 2) ? "ada" : "bob"), submission)
            }
            let first = try await store.list(as: .owner("ada"), limit: 2)
            #expect(first.answers.map(\.submission.id) == [ids[4], ids[2]])
            let rest = try await store.list(as: .owner("ada"), limit: 2, after: first.next)
            #expect(rest.answers.map(\.submission.id) == [ids[0]] && rest.next == nil)
            #expect(try await store.list(as: .owner("eve"), limit: 10).answers.isEmpty)
            #expect(try await store.list(as: .system, limit: 10).answers.count == 6)
            // Nothing of another owner is found, changed or removed.
            let (mine, other) = (Principal.owner("ada"), Principal.owner("bob"))
            #expect(try await store.find(as: mine, ids[0]) != nil)
            #expect(try await store.find(as: other, ids[0]) == nil)
            #expect(try await store.results(as: other, of: ids[0]) == nil)
            #expect(try await store.versions(as: other, of: ids[0], .evaluate).isEmpty)
            #expect(try await store.delete(as: other, ids[0]) == nil)
            #expect(try await JobStore.answers(database).cancel(as: other, ids[0], at: .second(9)) == nil)
            #expect(try await store.find(as: mine, ids[0])?.status == .queued)
            #expect(try await store.place(as: other, ofRecording: Submission.sample().sha256) != ids[4])
            #expect(try await store.delete(as: mine, ids[0]) != nil)
        },
    ]
}
