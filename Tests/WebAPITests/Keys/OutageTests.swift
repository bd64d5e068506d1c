import HTTPTypes
import Hummingbird
import Support
import Synchronization
import Testing

import struct Foundation.Date

@testable import Accounts
@testable import Core
@testable import Database
@testable import DatabaseSQLite
@testable import HTTPKit

/// What keys are worth while the database cannot be asked, and what wrong ones cost it.
@Suite(.timeLimit(.minutes(1)))
struct OutageTests {
    /// A database that counts what it is asked, and can go away.
    private final class Leaving: SQLDatabase {
        private let inner: SQLiteDatabase
        private let state = Mutex((isGone: false, reads: 0))

        init(_ inner: SQLiteDatabase) { self.inner = inner }

        var reads: Int { state.withLock { $0.reads } }
        var dialect: Dialect { inner.dialect }

        func leave() { state.withLock { $0.isGone = true } }

        func read<Value: Sendable>(
            _ body: @escaping @Sendable (any SQLConnection) throws -> Value
        ) async throws -> Value {
            let isGone = state.withLock { state in
                state.reads += 1
                return state.isGone
            }
            if isGone { throw StorageError(.unavailable, "gone") }
            return try await inner.read(body)
        }

        @discardableResult
        func write<Value: Sendable>(
            _ body: @escaping @Sendable (any SQLConnection) throws -> Value
        ) async throws -> Value {
            if state.withLock({ $0.isGone }) { throw StorageError(.unavailable, "gone") }
            return try await inner.write(body)
        }

        func announceJobs() { inner.announceJobs() }

        func jobAnnouncements() -> AsyncStream<Void> { inner.jobAnnouncements() }
    }

    private final class Clock: Sendable {
        private let date = Mutex(Date(timeIntervalSince1970: 1_790_000_000))

        var now: Date { date.withLock { $0 } }

        func pass(_ seconds: Double) { date.withLock { $0 = $0.addingTimeInterval(seconds) } }
    }

    private let folder: TemporaryFolder
    private let database: Leaving
    private let clock = Clock()

    init() async throws {
        folder = try TemporaryFolder()
        database = Leaving(try SQLiteDatabase(folder.url.appending(path: "keys.sqlite")))
        try await Migrator().apply(to: database, at: Instant(Date()))
    }

    private func ring(_ policy: KeyRing.Policy = .onceThereAre) -> KeyRing {
        let clock = clock
        return KeyRing(
            database,
            policy: policy,
            now: { clock.now },
            uptime: { .seconds(clock.now.timeIntervalSince1970) }
        )
    }

    private func made() async throws -> AccessKey {
        let key = AccessKey()
        let now = Instant(clock.now)
        let stored = StoredKey(
            prefix: key.prefix,
            hash: key.hash,
            name: "n",
            owner: "ada",
            scopes: [.metricsRead],
            created: now,
            expires: nil
        )
        _ = try await KeyStore(database).add(stored)
        return key
    }

    @Test func `what the database said last holds ten minutes without it, for keys in use only`() async throws {
        let (used, other) = (try await made(), try await made())
        let ring = self.ring()
        #expect(try await ring.isClosed())
        #expect(try await ring.principal(used.text)?.owner == "ada")
        database.leave()
        clock.pass(300)
        #expect(try await ring.isClosed())
        #expect(try await ring.principal(used.text)?.may(.metricsRead) == true)
        await #expect(throws: StorageError.self) { _ = try await ring.principal(other.text) }
        clock.pass(301)
        await #expect(throws: StorageError.self) { _ = try await ring.principal(used.text) }
    }

    @Test func `an open house stays open for ten minutes without its database`() async throws {
        let ring = self.ring()
        #expect(try await !ring.isClosed())
        database.leave()
        clock.pass(300)
        #expect(try await !ring.isClosed())
        clock.pass(301)
        await #expect(throws: StorageError.self) { _ = try await ring.isClosed() }
        let unknown = self.ring()
        await #expect(throws: StorageError.self) { _ = try await unknown.isClosed() }
    }

    @Test func `wrong keys of suspects cost a bounded number of look-ups, and a key in use none of them`() async throws
    {
        let used = try await made()
        let ring = self.ring(.always)
        #expect(try await ring.principal(used.text, isSuspect: true) != nil)
        let before = database.reads
        var refused = 0
        let wrong = AccessKey().text
        for _ in 0..<6_500 {
            do {
                #expect(try await ring.principal(wrong, isSuspect: true) == nil)
            } catch let error as WebError {
                #expect(error.kind == .rateLimited)
                refused += 1
            }
        }
        #expect(refused >= 500 && database.reads - before <= 6_000)
        #expect(try await ring.principal(used.text, isSuspect: true) != nil)
    }

    @Test(arguments: ["storage.unavailable", "blob.unavailable", "request.stopping", "request.overloaded"])
    func `every 503 says when to come back`(_ code: String) {
        let response = Problem(code, detail: "", requestId: "").response
        #expect(response.status.code == 503 && response.headers[.retryAfter] == "5")
    }
}
