package import Core
package import Database
import FoundationEssentials
package import Logging
package import Model
import ServiceLifecycle

/// Kind of ``MailID``.
package enum MailKind: IdentifierKind {
    package static let prefix = "mai"
}

/// Names a mail for good.
package typealias MailID = Identifier<MailKind>

/// Mail that waits to be sent, in the database: written in the transaction of what it is about, sent later, tried again when that
/// fails. Without a way to send mail the links wait here for the administrator to hand on, and nothing is called sent.
package struct Outbox: Sendable {
    /// What became of a mail. The raw values are stored and never change.
    package enum State: String, Sendable, Hashable {
        /// To be sent, or to be tried again.
        case waiting
        /// The mail server has it.
        case sent
        /// No mail is configured; the administrator hands the link on.
        case shown
        /// It was given up.
        case failed
    }

    /// A mail as lists show it.
    package struct Entry: Sendable, Hashable {
        /// Its identifier.
        package let id: MailID
        /// What it is about.
        package let kind: String
        /// Where it goes.
        package let recipient: String
        /// What became of it.
        package let state: State
        /// The link in it, while it was not sent and is of use.
        package let link: String?
        /// Why the last try failed.
        package let reason: String?
        /// When it was written.
        package let created: Instant
        /// Until when its link is of use.
        package let expires: Instant

        init(row: SQLRow) throws(StorageError) {
            guard let id = MailID(try row.text("id")) else {
                throw StorageError(.corrupt, "A mail has an id that is none.")
            }
            self.id = id
            kind = try row.text("kind")
            recipient = try row.text("recipient")
            state = try row.choice("state")
            link = try row.optionalText("link")
            reason = try row.optionalText("reason")
            created = try row.time("created_at")
            expires = try row.time("expires_at")
        }
    }

    /// Tries of one mail.
    static let maxAttempts = 8
    /// How long one try may take until another process takes over, in milliseconds.
    private static let leaseMs = 180_000

    private let database: any SQLDatabase
    /// Whether mail goes out at all.
    package let isSending: Bool

    /// The outbox of a database.
    package init(_ database: any SQLDatabase, isSending: Bool) {
        self.database = database
        self.isSending = isSending
    }

    /// Writes a mail, in the transaction of what it is about.
    func add(_ letter: Letter, at now: Instant, in connection: any SQLConnection) throws(StorageError) {
        // A notice that cannot be sent now has no use later.
        guard isSending || letter.link.map({ $0.address.contains("token=") }) == true else { return }
        try connection.execute(
            """
            INSERT INTO outbox
                (id, kind, account, recipient, subject, text, html, link, state, run_after, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
            """,
            [
                .text(MailID(at: now.date).rawValue), .text(letter.kind), letter.account.map { .text($0) } ?? .null,
                .text(letter.recipient), .text(letter.subject), .text(isSending ? letter.text : ""),
                .text(isSending ? letter.html : ""), letter.link.map { .text($0.address) } ?? .null,
                .text((isSending ? State.waiting : .shown).rawValue), .time(now),
                .time(now.advanced(byMs: letter.lifeMs)),
            ]
        )
    }

    /// What waits, failed, or is there to be handed on, newest first.
    ///
    /// - Throws: `request.forbidden` without `people:manage`.
    package func list(as principal: Principal, at now: Instant) async throws -> [Entry] {
        try principal.require(.peopleManage)
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT id, kind, recipient, state, link, reason, created_at, expires_at FROM outbox
                WHERE state <> 'sent' AND expires_at > $1 ORDER BY id DESC LIMIT 200
                """,
                [.time(now)]
            ).map { row in try Entry(row: row) }
        }
    }

    /// Takes the mail that has been due longest.
    func claim(at now: Instant) async throws -> (mail: Mailer.Message, attempts: Int)? {
        try await database.write { connection in
            let rows = try connection.execute(
                """
                UPDATE outbox SET attempts = attempts + 1, leased_until = $2
                WHERE id = (
                    SELECT id FROM outbox
                    WHERE state = 'waiting' AND run_after <= $1 AND (leased_until IS NULL OR leased_until <= $1)
                    ORDER BY run_after LIMIT 1 \(connection.dialect.skipLocked)
                )
                RETURNING id, recipient, subject, text, html, attempts
                """,
                [.time(now), .time(now.advanced(byMs: Self.leaseMs))]
            )
            guard let row = rows.first else { return nil }
            let mail = Mailer.Message(
                id: try row.text("id"),
                to: [try row.text("recipient")],
                subject: try row.text("subject"),
                text: try row.text("text"),
                html: try row.text("html")
            )
            return (mail, try row.int("attempts"))
        }
    }

    /// Ends a mail. What was sent is not kept: its text has a link in it that opens something.
    func end(_ id: String, _ state: State, reason: String?, at now: Instant) async throws {
        _ = try await database.write { connection in
            try connection.execute(
                """
                UPDATE outbox SET state = $2, reason = $3, ended_at = $4, leased_until = NULL, text = '', html = '',
                    link = CASE WHEN $2 = 'sent' THEN NULL ELSE link END
                WHERE id = $1
                """,
                [.text(id), .text(state.rawValue), reason.map { .text($0) } ?? .null, .time(now)]
            )
        }
    }

    /// Lets a mail wait for its next try.
    func postpone(_ id: String, until: Instant, reason: String) async throws {
        _ = try await database.write { connection in
            try connection.execute(
                "UPDATE outbox SET run_after = $2, leased_until = NULL, reason = $3 WHERE id = $1",
                [.text(id), .time(until), .text(reason)]
            )
        }
    }

    /// Removes what is of no use any more.
    func sweep(before: Instant) async throws {
        _ = try await database.write { connection in
            try connection.execute("DELETE FROM outbox WHERE expires_at < $1", [.time(before)])
        }
    }
}

/// Sends what is in the outbox, and removes what is over: unconfirmed accounts, links, sessions. One try after the other: account
/// mail is little, and mail servers like it so.
package struct OutboxService: Service {
    private static let pauseMs = 2_000
    private static let sweepEveryMs = 300_000

    private let outbox: Outbox
    private let mailer: Mailer?
    private let accounts: AccountService
    private let clock: PipelineClock
    private let backoff = Backoff(baseMs: 5_000, maxMs: 3_600_000)
    private let log: Logger

    /// A sender.
    ///
    /// - Parameter mailer: how mail goes out; nil when none is configured.
    package init(accounts: AccountService, mailer: Mailer?, clock: PipelineClock = .system, log: Logger) {
        outbox = accounts.outbox
        self.accounts = accounts
        self.mailer = mailer
        self.clock = clock
        self.log = log
    }

    /// Sends until the process is to stop.
    package func run() async {
        await cancelWhenGracefulShutdown {
            var swept: Duration?
            while !Task.isCancelled {
                if swept.map({ clock.uptime() - $0 > .milliseconds(Self.sweepEveryMs) }) ?? true {
                    swept = clock.uptime()
                    do { try await accounts.sweep() } catch {
                        log.warning("what is over cannot be removed yet", metadata: ["error.code": "\(code(error))"])
                    }
                }
                if await !step() { try? await clock.sleep(Self.pauseMs) }
            }
        }
    }

    /// Tries one mail.
    ///
    /// - Returns: whether there was one.
    package func step() async -> Bool {
        guard let mailer else { return false }
        do {
            guard let (mail, attempts) = try await outbox.claim(at: now) else { return false }
            do {
                _ = try await mailer.send(mail)
                try await outbox.end(mail.id, .sent, reason: nil, at: now)
                log.info("mail sent", metadata: ["mail": "\(mail.id)"])
            } catch let error as any CodedError where !error.code.hasPrefix("storage.") {
                try await failed(mail.id, attempts, error)
            }
            return true
        } catch {
            log.warning("the outbox cannot be read", metadata: ["error.code": "\(code(error))"])
            return false
        }
    }

    private func failed(_ id: String, _ attempts: Int, _ error: any CodedError) async throws {
        let retry = ErrorTable.row(error.code).retry
        // Wrong credentials are put right by the operator: the mail waits for it.
        let isOver = (retry == .never && error.code != "mail.auth") || attempts >= Outbox.maxAttempts
        log.warning(
            isOver ? "mail given up" : "mail not sent yet",
            metadata: ["mail": "\(id)", "error.code": "\(error.code)", "attempts": "\(attempts)"]
        )
        if isOver {
            try await outbox.end(id, .failed, reason: error.code, at: now)
        } else {
            let wait = backoff.delayMs(failure: attempts, jitter: clock.jitter())
            try await outbox.postpone(id, until: now.advanced(byMs: wait), reason: error.code)
        }
    }

    private var now: Instant { Instant(clock.now()) }

    private func code(_ error: any Error) -> String { (error as? any CodedError)?.code ?? "internal" }
}
