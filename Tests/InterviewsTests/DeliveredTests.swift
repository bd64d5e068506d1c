import Core
import Database
import DatabaseSQLite
import Foundation
import Support
import Testing

@testable import Interviews

/// Interviews where debriefs are not kept.
@Suite(.timeLimit(.minutes(1)))
struct DeliveredTests {
    @Test func `one that was begun and left goes, one that was only made stays for its day`() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(folder.url.appending(component: "debrief.sqlite"))
        let start = Instant(milliseconds: 1_000)
        try await Migrator().apply(to: database, at: start)
        let store = InterviewStore(database)
        let owner = Principal(.user, owner: "ada", permissions: [.answersRead, .answersWrite])
        let (made, begun) = (MachineTests.interview(.mock, count: 2), MachineTests.interview(.mock, count: 2))
        for interview in [made, begun] {
            #expect(try await store.add(as: owner, interview, background: InterviewBackground()) == .added)
        }
        _ = try await store.move(as: owner, begun.id, .start(turn: nil), at: start)
        let soon = start.advanced(byMs: InterviewStore.abandonedMs / 2)
        #expect(try await store.removeDelivered(before: soon) == 0)
        let late = start.advanced(byMs: 3 * InterviewStore.abandonedMs)
        #expect(try await store.removeDelivered(before: late) == 1)
        #expect(try await store.find(as: owner, begun.id) == nil)
        #expect(try await store.find(as: owner, made.id) != nil)
    }
}
