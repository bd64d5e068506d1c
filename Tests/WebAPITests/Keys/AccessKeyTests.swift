import Support
import Synchronization
import Testing

import struct Foundation.Date
import class Foundation.FileManager
import struct Foundation.URL
import struct Foundation.UUID

@testable import Accounts
@testable import Core
@testable import Database
@testable import DatabaseSQLite
@testable import HTTPKit

/// Keys, and what the house makes of them.
@Suite(.timeLimit(.minutes(1)))
struct AccessKeyTests {
    @Test func `keys are long, name themselves, and are told from everything else`() throws {
        let keys = (0..<200).map { _ in AccessKey() }
        #expect(Set(keys.map(\.text)).count == 200 && Set(keys.map(\.prefix)).count == 200)
        for key in keys {
            #expect(key.text.utf8.count == 65 && key.text.hasPrefix(key.prefix + "_"))
            let read = try #require(AccessKey(key.text))
            #expect(read.prefix == key.prefix && read.hash == key.hash && read.fits(key.hash))
            #expect(!key.hash.contains(key.text) && key.hash.utf8.count == 64)
        }
        // 52 letters of 32 are 260 bits: all of them are in use.
        let letters = Set(keys.flatMap { Array($0.text.dropFirst(13)) })
        #expect(letters.count == 32)
        #expect(!keys[0].fits(keys[1].hash) && !keys[0].fits("") && !keys[0].fits(String(keys[0].hash.dropLast())))
        let text = keys[0].text
        for wrong in [
            "", "dbf_", String(text.dropLast()), text + "a", "dbx" + text.dropFirst(3), text.uppercased(),
            text.replacing("_", with: "-"), String(text.dropLast()) + "0", String(text.dropLast()) + "é",
        ] {
            #expect(AccessKey(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `a header carries a key as Bearer or as the password of Basic`() {
        #expect(Credentials(nil) == .none)
        #expect(Credentials("Bearer abc") == .key("abc"))
        #expect(Credentials("bearer  abc ") == .key("abc"))
        #expect(Credentials("Basic YW55Om9uZTp0d28=") == .key("one:two"))
        for wrong in ["", "Bearer", "Bearer ", "Basic !!", "Basic YQ==", "Digest x", "abc"] {
            #expect(Credentials(wrong) == .unreadable, "\(wrong)")
        }
    }

    @Test(
        arguments: [
            ("GET", "/health", nil), ("GET", "/health/live", nil), ("GET", "/health/ready", nil),
            ("GET", "/version", nil),
            ("GET", "/docs/errors", nil), ("GET", "/assets/css/debrief.css", nil),
            ("GET", "/metrics", Permission.metricsRead),
            ("GET", "/", .answersRead), ("GET", "/v1/answers", .answersRead), ("POST", "/v1/answers", .answersWrite),
            ("HEAD", "/v1/uploads/x", .answersRead), ("PATCH", "/v1/uploads/x", .answersWrite),
            ("DELETE", "/v1/answers/x", .answersWrite), ("GET", "/v1/reports/series.pdf", .answersRead),
            ("GET", "/v1/webhooks", .answersRead),
            ("POST", "/v1/webhooks", .answersWrite), ("GET", "/v1/rescores", .admin), ("POST", "/v1/rescores", .admin),
            ("GET", "/v1/who-knows", .answersRead), ("BREW", "/v1/rescores", .admin),
            ("OPTIONS", "/v1/rescores", .admin),
            ("GET", "//v1/rescores", .admin), ("GET", "/elsewhere", .answersRead),
        ] as [(String, String, Permission?)]
    )
    func `each request needs what the table says`(_ row: (method: String, path: String, scope: Permission?))
        async throws
    {
        let method = try #require(Methods.named(row.method))
        #expect(try await Registered.table.needs(method, row.path) == row.scope.map(Access.permission) ?? .open)
    }

    @Test func `scopes hold each other as they say`() {
        let all = Principal(.apiKey(prefix: "p"), owner: "a", permissions: [.answersAll])
        #expect(all.may(.answersRead) && all.may(.answersWrite) && !all.may(.admin) && !all.may(.metricsRead))
        #expect(all.ownerCondition == nil && all.sees("b"))
        let own = Principal(.apiKey(prefix: "p"), owner: "a", permissions: [.answersRead])
        #expect(own.ownerCondition == "a" && own.sees("a") && !own.sees("b") && !own.may(.answersWrite))
        #expect(
            Permission.allCases.allSatisfy(Principal.localOperator.may) && Principal.localOperator.ownerCondition == nil
        )
    }

    @Test func `a ring closes with the first key, refuses what is over, and never opens again`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try SQLiteDatabase(folder.appending(path: "keys.sqlite"))
        try await Migrator().apply(to: database, at: Instant(Date()))
        let clock = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
        func now() -> Instant { Instant(clock.withLock { $0 }) }
        let uptime = Mutex(Duration.zero)
        func pass(_ seconds: Double) {
            clock.withLock { $0 = $0.addingTimeInterval(seconds) }
            uptime.withLock { $0 += .seconds(seconds) }
        }
        let ring = KeyRing(
            database,
            policy: .onceThereAre,
            now: { clock.withLock { $0 } },
            uptime: { uptime.withLock { $0 } }
        )
        #expect(try await !ring.isClosed())

        let key = AccessKey()
        let store = KeyStore(database)
        _ = try await store.add(
            StoredKey(
                prefix: key.prefix,
                hash: key.hash,
                name: "n",
                owner: "ada",
                scopes: [.answersRead],
                created: now(),
                expires: now().advanced(byMs: 3_600_000)
            )
        )
        pass(4)
        #expect(try await ring.isClosed())
        #expect(
            try await ring.principal(key.text)
                == Principal(.apiKey(prefix: key.prefix), owner: "ada", permissions: [.answersRead])
        )
        #expect(try await store.find(key.prefix)?.used == now())
        let forged = key.prefix + "_" + AccessKey().text.dropFirst(13)
        #expect(AccessKey(forged) != nil)
        #expect(try await ring.principal(forged) == nil)
        #expect(try await ring.principal(AccessKey().text) == nil)

        pass(3_600)
        #expect(try await ring.principal(key.text) == nil, "expired")
        _ = try await store.revoke(key.prefix, at: now())
        pass(4)
        #expect(try await ring.isClosed(), "the last key is revoked")
        #expect(try await KeyRing(database, policy: .onceThereAre, now: { Date() }).isClosed(), "also after a restart")
        #expect(try await KeyRing(database, policy: .always, now: { Date() }).isClosed())
    }

    @Test(arguments: [-3_600.0, 3_600])
    func `a revoked key and a first key are known within seconds whatever the clock does`(step: Double) async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(folder.url.appending(path: "keys.sqlite"))
        try await Migrator().apply(to: database, at: Instant(Date()))
        let clock = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
        let uptime = Mutex(Duration.zero)
        let ring = KeyRing(
            database,
            policy: .onceThereAre,
            now: { clock.withLock { $0 } },
            uptime: { uptime.withLock { $0 } }
        )
        #expect(try await !ring.isClosed())
        let (key, store) = (AccessKey(), KeyStore(database))
        let stored = StoredKey(
            prefix: key.prefix,
            hash: key.hash,
            name: "n",
            owner: "ada",
            scopes: [.answersRead],
            created: Instant(clock.withLock { $0 }),
            expires: nil
        )
        #expect(try await store.add(stored))
        clock.withLock { $0 = $0.addingTimeInterval(step) }
        uptime.withLock { $0 += .milliseconds(KeyRing.trustMs) }
        #expect(try await ring.isClosed())
        #expect(try await ring.principal(key.text) != nil)
        clock.withLock { $0 = $0.addingTimeInterval(step) }
        _ = try await store.revoke(key.prefix, at: Instant(clock.withLock { $0 }))
        uptime.withLock { $0 += .milliseconds(KeyRing.trustMs) }
        #expect(try await ring.principal(key.text) == nil)
    }

    @Test func `a setup link makes one key, once, in time, and only while there never was one`() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(folder.url.appending(path: "keys.sqlite"))
        try await Migrator().apply(to: database, at: Instant(Date()))
        let clock = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
        let uptime = Mutex(Duration.zero)
        func desk() -> SetupDesk {
            SetupDesk(database, now: { clock.withLock { $0 } }, uptime: { uptime.withLock { $0 } })
        }
        let first = desk()
        let (token, late) = (try await first.makeToken(), try await first.makeToken())
        #expect(token.count == 64 && token != late)
        #expect(try await first.redeem(String(token.reversed())) == nil)
        #expect(try await first.redeem("") == nil)
        // The clock goes back, and the link is over all the same.
        clock.withLock { $0 = $0.addingTimeInterval(-3_600) }
        #expect(try await desk().redeem(late) == nil, "a link of the future")
        uptime.withLock { $0 += .milliseconds(SetupDesk.lifeMs) }
        clock.withLock { $0 = $0.addingTimeInterval(3_600) }
        #expect(try await first.redeem(token) == nil, "over")
        let second = desk()
        let fresh = try await second.makeToken()
        let key = try #require(try await second.redeem(fresh))
        #expect(try await KeyStore(database).find(key.prefix)?.scopes == [.admin])
        #expect(try await second.redeem(fresh) == nil)
        #expect(try await second.redeem(late) == nil)
        _ = try await KeyStore(database).revoke(key.prefix, at: Instant(clock.withLock { $0 }))
        let last = try await second.makeToken()
        #expect(try await second.redeem(last) == nil, "there was a key")
    }
}
