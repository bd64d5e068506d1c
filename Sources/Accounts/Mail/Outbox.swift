package import Core
package import Database
import FoundationEssentials
package import Jobs
import Logging
package import Model

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

    /// Sending one mail, its subject and unique key.
    package static let sending = JobKind(
        "mail.send",
        policy: JobPolicy(
            maxAttempts: maxAttempts,
            maxWaits: 20,
            backoff: Backoff(baseMs: 5_000, maxMs: 3_600_000),
            maxWaitMs: 3_600_000,
            maxDelayMs: 3_600_000
        ),
        keepMs: 3_600_000,
        follow: { jobs, now, connection in
            for job in jobs {
                let reason = job.errors.last?.code
                switch job.state {
                case .completed: try end(job.subject, .sent, reason: nil, at: now, in: connection)
                case .discarded: try end(job.subject, .failed, reason: reason, at: now, in: connection)
                case .retryable: try note(reason, on: job.subject, in: connection)
                case .available, .running, .cancelled: break
                }
            }
            return [:]
        }
    )

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
        let id = MailID(at: now.date).rawValue
        if isSending {
            let owner = letter.account ?? ""
            try JobRows.insert(
                Job(kind: Self.sending, subject: id, uniqueKey: id, owner: owner, at: now),
                in: connection
            )
        }
        try connection.execute(
            """
            INSERT INTO outbox (id, kind, account, recipient, subject, text, html, link, state, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                .text(id), .text(letter.kind), letter.account.map { .text($0) } ?? .null,
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

    /// A mail that is to be sent; nil when it is sent, given up or gone.
    func waiting(_ id: String) async throws -> Mailer.Message? {
        try await database.read { connection in
            let rows = try connection.execute(
                "SELECT recipient, subject, text, html FROM outbox WHERE id = $1 AND state = 'waiting'",
                [.text(id)]
            )
            guard let row = rows.first else { return nil }
            return Mailer.Message(
                id: id,
                to: [try row.text("recipient")],
                subject: try row.text("subject"),
                text: try row.text("text"),
                html: try row.text("html")
            )
        }
    }

    /// Says why a mail waits.
    func note(_ reason: String, on id: String) async throws {
        try await database.write { connection in try Self.note(reason, on: id, in: connection) }
    }

    private static func note(_ reason: String?, on id: String, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute(
            "UPDATE outbox SET reason = $2 WHERE id = $1 AND state = 'waiting'",
            [.text(id), .optional(reason)]
        )
    }

    /// Ends a mail. What was sent is not kept: its text has a link in it that opens something.
    private static func end(
        _ id: String,
        _ state: State,
        reason: String?,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            """
            UPDATE outbox SET state = $2, reason = $3, ended_at = $4, text = '', html = '',
                link = CASE WHEN $2 = 'sent' THEN NULL ELSE link END
            WHERE id = $1 AND state = 'waiting'
            """,
            [.text(id), .text(state.rawValue), .optional(reason), .time(now)]
        )
    }

    /// Removes what is of no use any more.
    func sweep(before: Instant) async throws {
        _ = try await database.write { connection in
            try connection.execute("DELETE FROM outbox WHERE expires_at < $1", [.time(before)])
        }
    }
}

/// Sends what is in the outbox, one mail after the other, as account mail is little and mail servers like it so; and removes what is
/// over: unconfirmed accounts, links, sessions.
package struct OutboxSender: Sendable {
    private static let sweepEveryMs = 300_000

    private let outbox: Outbox
    private let mailer: Mailer?
    private let accounts: AccountService

    /// A sender.
    ///
    /// - Parameter mailer: how mail goes out; nil when none is configured: mail that waits stays then.
    package init(accounts: AccountService, mailer: Mailer?) {
        outbox = accounts.outbox
        self.accounts = accounts
        self.mailer = mailer
    }

    /// What works on its jobs in a process that works.
    package var handlers: [JobHandler] {
        let sending = mailer.map { mailer in
            JobHandler(Outbox.sending) { job, log in try await send(job, mailer, log) }
        }
        let every = JobSchedule.every(ms: Self.sweepEveryMs)
        let sweeping = JobHandler(JobKind("accounts.sweep"), schedule: every) { [accounts] _, _ in
            try await accounts.sweep()
            return .again(afterMs: every.everyMs)
        }
        return [sweeping] + (sending.map { [$0] } ?? [])
    }

    /// Tries the mail of a job.
    private func send(_ job: Job, _ mailer: Mailer, _ log: Logger) async throws -> JobEnding {
        guard let mail = try await outbox.waiting(job.subject) else { return .cancelled }
        do {
            _ = try await mailer.send(mail)
        } catch let error as any CodedError where error.code == "mail.auth" && job.runs < Outbox.maxAttempts {
            // The operator puts wrong credentials right: the mail waits for it.
            log.warning("mail not sent yet", metadata: ["mail": "\(mail.id)", "error.code": "\(error.code)"])
            try await outbox.note(error.code, on: job.subject)
            return .again(afterMs: Outbox.sending.policy.backoff.delayMs(failure: job.runs, jitter: 0.5))
        }
        log.info("mail sent", metadata: ["mail": "\(mail.id)"])
        return .completed
    }
}
