import Accounts
import Core
import Database
import FoundationEssentials
import HTTPKit
import Jobs
import Logging
import Model
import Synchronization
import Testing

/// A clock that tests move.
final class HandClock: Sendable {
    private let ms = Mutex<Int64>(1_790_000_000_000)

    var date: Date { Instant(milliseconds: ms.withLock { $0 }).date }

    func go(minutes: Int) { ms.withLock { $0 += Int64(minutes) * 60_000 } }
}

/// Accounts over a database, with a cheap hash and a clock of the test's.
struct AccountBench {
    static let password = "gravel teapot monsoon"
    let clock = HandClock()
    let service: AccountService
    let database: any SQLDatabase
    let visitor = Visitor(address: "203.0.113.7", agent: "test")

    init(_ database: any SQLDatabase, mode: AccountsMode = .open, sendsMail: Bool = true) throws {
        self.database = database
        var floors = AccountService.Floors()
        (floors.register, floors.letter) = (0, 0)
        let clock = clock
        service = AccountService(
            database,
            mode: mode,
            hasher: PasswordHasher(cost: .init(passes: 1, memoryKiB: 8)),
            sendsMail: sendsMail,
            seal: try #require(Seal(key: Array(repeating: 7, count: 32))),
            ownedTables: ["answers", "jobs", "webhooks"],
            floors: floors,
            base: { "https://debrief.test" },
            now: { clock.date }
        )
    }

    /// The newest token that a mail to an address carries.
    func token(_ email: String) async throws -> Token {
        let link = try await database.read { connection in
            try connection.execute(
                "SELECT link FROM outbox WHERE recipient = $1 AND link IS NOT NULL ORDER BY id DESC LIMIT 1",
                [.text(email)]
            ).first.map { try $0.text("link") }
        }
        let text = try #require(link)
        return try #require(Token(text.split(separator: "=").last.map(String.init)))
    }

    func register(_ email: String, _ username: String, password: String = AccountBench.password) async throws {
        let wish = AccountService.Registration(email: email, username: username, password: password)
        try await service.register(wish, from: visitor)
    }

    func signIn(
        _ login: String,
        _ password: String = AccountBench.password,
        from visitor: Visitor? = nil,
        old: Token? = nil
    ) async throws -> SignedIn {
        let asked = AccountService.SignIn(login: login, password: password, old: old)
        guard case .done(let signedIn) = try await service.signIn(asked, from: visitor ?? self.visitor) else {
            throw WebError(.codeNeeded, "code")
        }
        return signedIn
    }

    func person(_ email: String, role: Role = .user) async throws -> Account {
        let name = String(email.prefix { $0 != "@" })
        let wish = AccountService.Registration(email: email, username: name, password: Self.password)
        return try await service.add(as: .system, wish, role: role)
    }

    func isOpen(_ token: Token) async throws -> Bool {
        try await service.sessions.find(token.text, at: Instant(clock.date)) != nil
    }

    /// The code of what a call throws.
    func code(_ call: () async throws -> Void) async -> String {
        do { try await call() } catch let error as any CodedError { return error.code } catch { return "\(error)" }
        return ""
    }
}

extension StorageCheck {
    private init(people description: String, _ run: @escaping @Sendable (AccountBench) async throws -> Void) {
        self.init("accounts: \(description)") { (database) async throws in
            try await Migrator().apply(to: database, at: .sample)
            try await run(try AccountBench(database))
        }
    }

    static let accounts: [StorageCheck] = [
        StorageCheck(people: "a person registers, confirms with the password, signs in and out") {
            (bench) async throws in
            try await bench.register("Ada@example.org", "ada")
            let early = await bench.code { _ = try await bench.signIn("ada@example.org") }
            #expect(early == "account.sign_in")
            let token = try await bench.token("Ada@example.org")
            let wrong = await bench.code {
                _ = try await bench.service.confirm(token, password: "another password", old: nil, from: bench.visitor)
            }
            #expect(wrong == "account.sign_in")
            let first = try await bench.service.confirm(
                token,
                password: AccountBench.password,
                old: nil,
                from: bench.visitor
            )
            #expect(try await bench.isOpen(first.token))
            let again = await bench.code {
                _ = try await bench.service.confirm(
                    token,
                    password: AccountBench.password,
                    old: nil,
                    from: bench.visitor
                )
            }
            #expect(again == "account.link")
            let second = try await bench.signIn("ADA", old: first.token)
            #expect(second.token != first.token)
            let isRotated = try await bench.isOpen(first.token)
            #expect(!isRotated, "the session the browser had ends with the sign-in")
            try await bench.service.signOut(as: second.account.principal, second.session.rawValue)
            let isOut = try await bench.isOpen(second.token)
            #expect(!isOut)
        },
        StorageCheck(people: "a newer link ends the older one, and a link ends with its time") { (bench) async throws in
            try await bench.register("ada@example.org", "ada")
            let old = try await bench.token("ada@example.org")
            bench.clock.go(minutes: 1)
            try await bench.service.resend(to: "ada@example.org", from: bench.visitor)
            let new = try await bench.token("ada@example.org")
            #expect(old != new)
            let killed = await bench.code {
                _ = try await bench.service.confirm(old, password: AccountBench.password, old: nil, from: bench.visitor)
            }
            #expect(killed == "account.link")
            bench.clock.go(minutes: 59)
            try await bench.service.sweep()
            _ = try await bench.service.confirm(new, password: AccountBench.password, old: nil, from: bench.visitor)
        },
        StorageCheck(people: "an account that was never confirmed goes away after its link") { (bench) async throws in
            try await bench.register("ada@example.org", "ada")
            bench.clock.go(minutes: 59)
            try await bench.service.sweep()
            #expect(try await bench.service.list(as: .system).count == 1)
            bench.clock.go(minutes: 2)
            try await bench.service.sweep()
            #expect(try await bench.service.list(as: .system).isEmpty)
        },
        StorageCheck(people: "registering a known address changes nothing and says so by mail alone") {
            (bench) async throws in
            let ada = try await bench.person("ada@example.org")
            try await bench.register("ada@example.org", "ada", password: "different words entirely")
            _ = try await bench.signIn("ada@example.org")
            let kinds = try await bench.database.read { connection in
                try connection.execute("SELECT kind FROM outbox").map { try $0.text("kind") }
            }
            #expect(kinds == ["known"])
            #expect(try await bench.service.list(as: .system).map(\.id) == [ada.id])
        },
        StorageCheck(people: "a reset works once, ends every session, and lets its device through a pause") {
            (bench) async throws in
            _ = try await bench.person("ada@example.org")
            let session = try await bench.signIn("ada")
            let far = Visitor(address: "198.51.100.9")
            for _ in 0..<6 { _ = await bench.code { _ = try await bench.signIn("ada", "wrong password", from: far) } }
            let paused = await bench.code { _ = try await bench.signIn("ada", from: far) }
            #expect(paused == "account.paused")
            try await bench.service.forgot("ada@example.org", from: bench.visitor)
            let token = try await bench.token("ada@example.org")
            let device = try await bench.service.reset(token, password: "four other words here", from: far)
            let isOpen = try await bench.isOpen(session.token)
            #expect(!isOpen)
            let twice = await bench.code {
                _ = try await bench.service.reset(token, password: "four other words here", from: far)
            }
            #expect(twice == "account.link")
            let known = Visitor(address: "198.51.100.9", device: device.text)
            _ = try await bench.signIn("ada", "four other words here", from: known)
        },
        StorageCheck(people: "guessing pauses the guesser's network and never the owner's device") {
            (bench) async throws in
            _ = try await bench.person("ada@example.org")
            let owner = try await bench.signIn("ada")
            let attacker = Visitor(address: "198.51.100.66")
            for _ in 0..<5 {
                let code = await bench.code { _ = try await bench.signIn("ada", "wrong password", from: attacker) }
                #expect(code == "account.sign_in")
            }
            let next = Visitor(address: "198.51.100.67")
            let paused = await bench.code { _ = try await bench.signIn("ada", from: next) }
            #expect(paused == "account.paused", "another address of the same network, even with the right password")
            for number in 0..<120 {
                let scattered = Visitor(address: "192.0.\(number).1")
                _ = await bench.code { _ = try await bench.signIn("ada", "wrong password", from: scattered) }
            }
            let stranger = await bench.code {
                _ = try await bench.signIn("ada", from: Visitor(address: "203.0.113.99"))
            }
            #expect(stranger == "account.paused")
            let home = Visitor(address: "203.0.113.7", device: owner.device.text)
            _ = try await bench.signIn("ada", from: home)
            bench.clock.go(minutes: 61)
            _ = try await bench.signIn("ada", from: attacker)
        },
        StorageCheck(people: "idle and old sessions end, and a clock that goes back opens none") {
            (bench) async throws in
            _ = try await bench.person("ada@example.org")
            let session = try await bench.signIn("ada")
            bench.clock.go(minutes: 11 * 60)
            #expect(try await bench.isOpen(session.token))
            bench.clock.go(minutes: 12 * 60 + 1)
            let isIdle = try await bench.isOpen(session.token)
            #expect(!isIdle)
            let fresh = try await bench.signIn("ada")
            bench.clock.go(minutes: -5)
            let isEarly = try await bench.isOpen(fresh.token)
            #expect(!isEarly)
        },
        StorageCheck(people: "locking and changing a role end all sessions; the last administrator stays") {
            (bench) async throws in
            let admin = try await bench.person("root@example.org", role: .administrator)
            let session = try await bench.signIn("root")
            let last = await bench.code { _ = try await bench.service.change(as: .system, "root", to: .user) }
            #expect(last == "account.last_administrator")
            let locked = await bench.code { _ = try await bench.service.lock(as: .system, "root", true) }
            #expect(locked == "account.last_administrator")
            #expect(try await bench.isOpen(session.token))
            _ = try await bench.person("second@example.org", role: .administrator)
            _ = try await bench.service.lock(as: admin.principal, "root", true)
            let isOpen = try await bench.isOpen(session.token)
            #expect(!isOpen)
            let refused = await bench.code { _ = try await bench.signIn("root") }
            #expect(refused == "account.locked")
            let user = try await bench.person("ada@example.org")
            let denied = await bench.code { _ = try await bench.service.lock(as: user.principal, "second", true) }
            #expect(denied == "request.forbidden")
        },
        StorageCheck(people: "a second factor is asked for, a code opens once, a recovery code too") {
            (bench) async throws in
            let ada = try await bench.person("ada@example.org")
            let secret = try await bench.service.beginSecondFactor(as: ada.principal, password: AccountBench.password)
            func code() -> String {
                OneTimeCode.code(secret: secret, step: Instant(bench.clock.date).milliseconds / 30_000)
            }
            let codes = try await bench.service.enableSecondFactor(as: ada.principal, code: code())
            #expect(codes.count == 10)
            bench.clock.go(minutes: 2)
            func step() async throws -> Token {
                let asked = AccountService.SignIn(login: "ada", password: AccountBench.password)
                guard case .code(let token) = try await bench.service.signIn(asked, from: bench.visitor) else {
                    throw WebError(.invalid, "no code was asked for")
                }
                return token
            }
            let now = code()
            let first = try await step()
            _ = try await bench.service.finish(first, code: now, isKept: false, old: nil, from: bench.visitor)
            let replayed = await bench.code {
                let token = try await step()
                _ = try await bench.service.finish(token, code: now, isKept: false, old: nil, from: bench.visitor)
            }
            #expect(replayed == "account.sign_in")
            let token = try await step()
            _ = try await bench.service.finish(token, code: codes[0], isKept: false, old: nil, from: bench.visitor)
            let spent = await bench.code {
                let token = try await step()
                _ = try await bench.service.finish(token, code: codes[0], isKept: false, old: nil, from: bench.visitor)
            }
            #expect(spent == "account.sign_in")
        },
        StorageCheck(people: "the first administrator takes over what the local operator made, once") {
            (bench) async throws in
            _ = try await bench.database.write { connection in
                try connection.execute(
                    "INSERT INTO webhooks (id, owner, url, events, secret, created_at) VALUES ('w', '', 'u', 'e', 's', 1)"
                )
            }
            _ = try await bench.person("ada@example.org")
            let admin = try await bench.person("root@example.org", role: .administrator)
            let owner = try await bench.database.read { connection in
                try connection.execute("SELECT owner FROM webhooks").first?.text("owner")
            }
            #expect(owner == admin.id.rawValue)
            let log = try await bench.service.audit.list(as: admin.principal, of: admin.id.rawValue)
            #expect(log.contains { $0.action == .tookOver && $0.detail == "webhooks 1" })
        },
        StorageCheck(people: "rows of the audit log can be neither changed nor removed") { (bench) async throws in
            _ = try await bench.person("ada@example.org")
            for statement in ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log"] {
                await #expect(throws: (any Error).self) {
                    _ = try await bench.database.write { connection in try connection.execute(statement) }
                }
            }
            #expect(try await bench.service.audit.list(as: .system).count == 1)
        },
        StorageCheck(people: "a person's log, tokens and sessions are theirs alone") { (bench) async throws in
            let (ada, bob) = (try await bench.person("ada@example.org"), try await bench.person("bob@example.org"))
            let session = try await bench.signIn("ada")
            let key = try await bench.service.makeToken(
                as: ada.principal,
                name: "phone",
                scopes: [.answersRead],
                days: 30
            )
            let foreign = await bench.code { try await bench.service.revokeToken(as: bob.principal, key.prefix) }
            #expect(foreign == "request.not_found")
            let isEnded = try await bench.service.sessions.end(
                as: bob.principal,
                session.session,
                at: Instant(bench.clock.date)
            )
            #expect(!isEnded)
            let entries = try await bench.service.audit.list(as: bob.principal, of: ada.id.rawValue)
            #expect(entries.allSatisfy { $0.account == bob.id.rawValue })
            let clock = bench.clock
            let ring = KeyRing(bench.database, policy: .always, now: { clock.date }, uptime: { .zero })
            #expect(try await ring.principal(key.text)?.owner == ada.id.rawValue)
            _ = try await bench.service.lock(as: .system, "ada", true)
            let fresh = KeyRing(bench.database, policy: .always, now: { clock.date }, uptime: { .zero })
            #expect(try await fresh.principal(key.text) == nil)
        },
        StorageCheck(people: "mail is tried again, given up at last, and shown to the administrator") {
            (bench) async throws in
            try await bench.register("ada@example.org", "ada")
            let admin = try await bench.person("root@example.org", role: .administrator)
            let sent = Mutex<[Mailer.Message]>([])
            let fails = Mutex(2)
            let mailer = Mailer(engine: "test") { mail in
                let isFailing = fails.withLock { left in
                    defer { left -= 1 }
                    return left > 0
                }
                if isFailing { throw WorkError(.overloaded, "later") }
                sent.withLock { $0.append(mail) }
                return mail.id
            }
            var clock = PipelineClock.system
            let hand = bench.clock
            clock.now = { hand.date }
            let sender = OutboxSender(accounts: bench.service, mailer: mailer)
            let worker = JobSteps(bench.database, sender.handlers.filter { $0.schedule == nil }, clock: clock)
            #expect(try await worker.step())
            #expect(try await !worker.step(), "it waits before the next try")
            let waiting = try await bench.service.outbox.list(as: admin.principal, at: Instant(bench.clock.date))
            #expect(waiting.map(\.reason) == ["request.overloaded"])
            bench.clock.go(minutes: 10)
            #expect(try await worker.step())
            bench.clock.go(minutes: 10)
            #expect(try await worker.step())
            let mails = sent.withLock { $0 }
            #expect(mails.count == 1 && mails[0].to == ["ada@example.org"])
            #expect(mails[0].text.contains("https://debrief.test/confirm?token="))
            #expect(try await bench.service.outbox.list(as: admin.principal, at: Instant(bench.clock.date)).isEmpty)
            let kept = try await bench.database.read { connection in
                try connection.execute("SELECT text, link FROM outbox WHERE state = 'sent'").first
            }
            #expect(try kept?.text("text") == "" && kept?.optionalText("link") == nil)
        },
    ]
}
