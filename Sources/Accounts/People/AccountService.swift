package import Core
package import Database
package import FoundationEssentials
import HTTPKit
import HTTPTypes

/// How people get accounts. The raw values are those of the setting `accounts.mode`.
package enum AccountsMode: String, Sendable, Hashable, CaseIterable {
    /// Without sign-in: one person, on this machine, or programs with API keys.
    case alone
    /// Accounts come by invitation, or from the command line.
    case invited
    /// Anybody may register.
    case open
}

/// Everything that is done with accounts; pages, the API and the command line call the same functions.
package struct AccountService: Sendable {
    /// Floors of replies that must take the same time whether or not an address has an account, in milliseconds.
    package struct Floors: Sendable, Hashable {
        /// Registering: one hash and one transaction fit in.
        package var register = 400
        /// Asking for a link.
        package var letter = 150

        /// The usual floors.
        package init() {}
    }

    /// How people get accounts.
    package let mode: AccountsMode
    /// Mail that waits.
    package let outbox: Outbox
    /// Sessions of browsers.
    package let sessions: SessionStore
    /// The log of what is done to people.
    package let audit: AuditLog
    let database: any SQLDatabase
    let hasher: PasswordHasher
    let seal: Seal
    let base: @Sendable () -> String
    let ownedTables: [String]
    let floors: Floors
    let now: @Sendable () -> Date

    /// The accounts of a database.
    ///
    /// - Parameters:
    ///   - sendsMail: whether mail goes out; without it links wait to be handed on by the administrator.
    ///   - seal: seals the secrets of second factors.
    ///   - ownedTables: tables with an `owner`, whose rows the first administrator takes over from the local operator.
    ///   - base: where readers reach the service, without a slash at the end. Links are made of it alone, never of what a request says.
    package init(
        _ database: any SQLDatabase,
        mode: AccountsMode,
        hasher: PasswordHasher = PasswordHasher(),
        sendsMail: Bool,
        seal: Seal,
        ownedTables: [String],
        floors: Floors = Floors(),
        base: @escaping @Sendable () -> String,
        now: @escaping @Sendable () -> Date
    ) {
        self.database = database
        self.mode = mode
        self.hasher = hasher
        self.seal = seal
        self.ownedTables = ownedTables
        self.floors = floors
        self.base = base
        self.now = now
        outbox = Outbox(database, isSending: sendsMail)
        sessions = SessionStore(database)
        audit = AuditLog(database)
    }

    /// What a new account is to have.
    package struct Registration: Sendable {
        /// Where its mail goes.
        package var email: String
        /// Its unique name.
        package var username: String
        /// The password.
        package var password: String
        /// Names and phone.
        package var profile: Profile

        /// What a person filled in.
        package init(email: String, username: String, password: String, profile: Profile = Profile()) {
            self.email = email
            self.username = username
            self.password = password
            self.profile = profile
        }

        func checked() throws(WebError) -> (EmailAddress, Username) {
            guard let email = EmailAddress(email) else {
                throw WebError(.invalid, "This is no mail address: write it as name@example.org.")
            }
            guard let username = Username(username) else { throw WebError(.invalid, Username.rule) }
            try AccountService.check(password, own: [email.text, username.text, profile.firstName, profile.lastName])
            return (email, username)
        }
    }

    /// Hashes passwords, two at a time; passphrases of links go by the same threads.
    package var passwords: PasswordHasher { hasher }
    /// Where readers reach the service, for links.
    package var linkBase: @Sendable () -> String { base }
    /// The time.
    package var instant: Instant { Instant(now()) }

    /// Refuses a password that breaks the rules.
    static func check(_ password: String, own: [String]) throws(WebError) {
        if let fault = PasswordRules.fault(of: password, own: own) { throw WebError(.weakPassword, fault.sentence) }
    }

    /// Does something and lets it take the same time whatever it finds out.
    private func evenly(_ floorMs: Int, _ work: () async throws -> Void) async throws {
        let start = ContinuousClock.now
        var failure: (any Error)?
        do { try await work() } catch { failure = error }
        try await Task.sleep(until: start + .milliseconds(floorMs), clock: .continuous)
        if let failure { throw failure }
    }

    static func paused(_ waitMs: Int) -> WebError {
        WebError(
            .signInPaused,
            "That was wrong several times. Wait \((waitMs + 59_999) / 60_000) minutes, use a device you signed in with before, or choose a new password by mail.",
            headers: [.retryAfter: String((waitMs + 999) / 1_000)]
        )
    }

    static let linkOver = WebError(
        .linkOver,
        "This link was used, was replaced by a newer one, or is over. Ask for a new one."
    )

    /// Registers a person. What this does, says and takes in time does not depend on whether the address has an account: then its
    /// owner gets a mail that says so.
    ///
    /// - Throws: `account.closed`, `request.invalid`, `account.password`, `account.name_taken`, `account.paused`.
    package func register(_ registration: Registration, from visitor: Visitor) async throws {
        guard mode == .open else {
            throw WebError(.accountsClosed, "Accounts come by invitation here; ask the person who runs this service.")
        }
        let (email, username) = try registration.checked()
        try await evenly(floors.register) {
            let hash = try await hasher.hash(registration.password)
            let (now, token, base) = (instant, Token(), base())
            let wait: Int? = try await database.write { connection in
                if let wait = try Throttle.take(
                    [.init("letters \(visitor.network)", .letters)],
                    at: now,
                    in: connection
                ) {
                    return wait
                }
                let known = try AccountRows.find(email, in: connection)
                let holder = try AccountRows.find(username, in: connection)
                if let holder, holder.id != known?.id {
                    throw WebError(.nameTaken, "This username is taken; choose another.")
                }
                let quota = Throttle.Count("mail \(email.key)", .recipient)
                let maySend = try Throttle.take([quota], at: now, in: connection) == nil
                if let known, known.confirmed != nil {
                    if maySend { try outbox.add(Letters.known(known, base), at: now, in: connection) }
                    return nil
                }
                // The newest registration counts: its link confirms only together with its password.
                if let known { try AccountRows.remove(known.id.rawValue, in: connection) }
                let account = Account(
                    id: AccountID(at: now.date),
                    email: email,
                    username: username,
                    role: .user,
                    password: hash,
                    profile: registration.profile,
                    created: now
                )
                guard try AccountRows.insert(account, in: connection) else { return nil }
                let link = AccountLink(account: account.id.rawValue, purpose: .confirm, email: email.text, role: .user)
                try AccountLink.add(link, token, at: now, in: connection)
                if maySend {
                    let letter = Letters.confirm(account, "\(base)/confirm?token=\(token.text)")
                    try outbox.add(letter, at: now, in: connection)
                }
                try AuditLog.add(
                    as: nil,
                    .accountCreated,
                    on: account.id.rawValue,
                    of: account.id.rawValue,
                    at: now,
                    in: connection
                )
                return nil
            }
            if let wait { throw Self.paused(wait) }
        }
    }

    /// Sends the link of an unconfirmed account again; the older one opens nothing any more. Nothing tells whether there is one.
    package func resend(to text: String, from visitor: Visitor) async throws {
        guard let email = EmailAddress(text) else { throw WebError(.invalid, "This is no mail address.") }
        try await letter(to: email, from: visitor) { account, token, connection, now in
            guard account.confirmed == nil else { return nil }
            let link = AccountLink(
                account: account.id.rawValue,
                purpose: .confirm,
                email: email.text,
                role: account.role
            )
            try AccountLink.add(link, token, at: now, in: connection)
            return Letters.confirm(account, "\(base())/confirm?token=\(token.text)")
        }
    }

    /// Sends a link for a new password. Nothing tells whether the address has an account.
    package func forgot(_ text: String, from visitor: Visitor) async throws {
        guard let email = EmailAddress(text) else { throw WebError(.invalid, "This is no mail address.") }
        try await letter(to: email, from: visitor) { account, token, connection, now in
            guard account.confirmed != nil else { return nil }
            let link = AccountLink(account: account.id.rawValue, purpose: .reset, email: email.text, role: account.role)
            try AccountLink.add(link, token, at: now, in: connection)
            return Letters.reset(account, "\(base())/reset?token=\(token.text)")
        }
    }

    private func letter(
        to email: EmailAddress,
        from visitor: Visitor,
        _ write: @escaping @Sendable (Account, Token, any SQLConnection, Instant) throws -> Letter?
    ) async throws {
        try await evenly(floors.letter) {
            let (now, token) = (instant, Token())
            let wait: Int? = try await database.write { connection in
                let from = Throttle.Count("letters \(visitor.network)", .letters)
                if let wait = try Throttle.take([from], at: now, in: connection) { return wait }
                let quota = Throttle.Count("mail \(email.key)", .recipient)
                let maySend = try Throttle.take([quota], at: now, in: connection) == nil
                guard let account = try AccountRows.find(email, in: connection), maySend else { return nil }
                if let letter = try write(account, token, connection, now) {
                    try outbox.add(letter, at: now, in: connection)
                }
                return nil
            }
            if let wait { throw Self.paused(wait) }
        }
    }

    /// Removes unconfirmed accounts whose link is over, and links, sessions, devices, counts and mails that are of no use any more.
    package func sweep() async throws {
        let now = instant
        _ = try await database.write { connection in
            let old = try connection.execute(
                """
                SELECT a.id FROM accounts a WHERE a.confirmed_at IS NULL AND a.created_at < $1 AND NOT EXISTS (
                    SELECT 1 FROM account_links l WHERE l.account = a.id AND l.used_at IS NULL AND l.expires_at > $2
                ) LIMIT 500
                """,
                [.time(now.advanced(byMs: -LinkPurpose.confirm.lifeMs)), .time(now)]
            )
            for row in old { try AccountRows.remove(try row.text("id"), in: connection) }
            for table in ["account_links", "account_sessions", "account_devices"] {
                try connection.execute("DELETE FROM \(table) WHERE expires_at < $1", [.time(now)])
            }
            try Throttle.sweep(before: now.advanced(byMs: -86_400_000), in: connection)
        }
        try await outbox.sweep(before: now)
    }
}
