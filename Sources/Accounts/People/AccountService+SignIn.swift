package import Core
import Database
import HTTPKit

/// A sign-in that succeeded.
package struct SignedIn: Sendable {
    /// Who it is.
    package let account: Account
    /// What the browser keeps.
    package let token: Token
    /// The session's name.
    package let session: SessionID
    /// By which this device is known from now on.
    package let device: Token
    /// Whether the browser keeps the session when it is closed.
    package let isKept: Bool
}

/// What a right password leads to.
package enum SignInStep: Sendable {
    /// The person is signed in.
    case done(SignedIn)
    /// The code of the second factor is asked for; the token stands for the password meanwhile.
    case code(Token)
}

extension AccountService {
    /// What a person sends to sign in.
    package struct SignIn: Sendable {
        /// Address or username.
        package var login: String
        /// The password.
        package var password: String
        /// The code of the second factor, or a recovery code, when it is known already.
        package var code: String?
        /// Whether to stay signed in.
        package var isKept: Bool
        /// The session the browser had, which ends.
        package var old: Token?

        /// A sign-in.
        package init(login: String, password: String, code: String? = nil, isKept: Bool = false, old: Token? = nil) {
            self.login = login
            self.password = password
            self.code = code
            self.isKept = isKept
            self.old = old
        }
    }

    private static let refused = WebError(.signInFailed, "The address or the password is not right.")
    private static let codeRefused = WebError(
        .signInFailed,
        "The code is not right, or was used already. Wait for the next one."
    )

    /// Signs a person in. Whether there is such an account shows neither in the reply nor in the time: the same statements run, and a
    /// hash is made in any case.
    ///
    /// - Throws: `account.sign_in`, `account.paused`, `account.locked`.
    package func signIn(_ signIn: SignIn, from visitor: Visitor) async throws -> SignInStep {
        let login = String(signIn.login.trimmed.prefix(254))
        let now = instant
        let (account, counts, spent): (Account?, [Throttle.Count], Int?) = try await database.read { connection in
            let account = try Self.account(login, in: connection)
            let counts = try Self.counts(login, account, visitor, at: now, in: connection)
            return (account, counts, try Throttle.spent(counts, at: now, in: connection))
        }
        if let spent { throw Self.paused(spent) }
        // The try is counted while its hash is made: what the hash says is not used before the count is kept and allows it.
        async let counted = database.write { connection in try Throttle.take(counts, at: now, in: connection) }
        let isRight: Bool
        do {
            isRight = try await hasher.verify(signIn.password, account?.password)
        } catch {
            _ = try await counted
            throw error
        }
        if let wait = try await counted { throw Self.paused(wait) }
        guard let account, isRight else {
            try await note(.signInFailed, account, visitor)
            throw Self.refused
        }
        guard account.confirmed != nil else {
            throw WebError(
                .signInFailed,
                "Confirm your address first: open the link in our mail, or ask for a new one."
            )
        }
        guard account.locked == nil else {
            throw WebError(.accountLocked, "This account is locked. Ask the administrator.")
        }
        if hasher.isOutdated(account.password ?? "") {
            let hash = try await hasher.hash(signIn.password)
            _ = try await database.write { connection in
                try connection.execute(
                    "UPDATE accounts SET password = $2 WHERE id = $1",
                    [.text(account.id.rawValue), .text(hash)]
                )
            }
        }
        guard account.secondFactor != nil else {
            return .done(try await begin(account, signIn.isKept, old: signIn.old, visitor, clearing: counts))
        }
        guard let code = signIn.code, !code.isEmpty else {
            let token = Token()
            _ = try await database.write { connection in
                let link = AccountLink(account: account.id.rawValue, purpose: .code, email: "", role: account.role)
                try AccountLink.add(link, token, at: now, in: connection)
            }
            return .code(token)
        }
        try await use(code, of: account, visitor)
        return .done(try await begin(account, signIn.isKept, old: signIn.old, visitor, clearing: counts))
    }

    /// Ends a sign-in with the code of the second factor.
    ///
    /// - Throws: `account.link` when the password was too long ago, `account.sign_in`, `account.paused`.
    package func finish(
        _ token: Token,
        code: String,
        isKept: Bool,
        old: Token?,
        from visitor: Visitor
    ) async throws -> SignedIn {
        let now = instant
        let found: (Account?, Int?) = try await database.write { connection in
            guard let link = try AccountLink.find(token, .code, at: now, in: connection), let id = link.account else {
                return (nil, nil)
            }
            let count = Throttle.Count("code \(id)", .account)
            return (try AccountRows.find(id, in: connection), try Throttle.take([count], at: now, in: connection))
        }
        guard let account = found.0, account.locked == nil else { throw Self.linkOver }
        if let wait = found.1 { throw Self.paused(wait) }
        try await use(code, of: account, visitor)
        let isFirst = try await database.write { connection in try AccountLink.use(token, at: now, in: connection) }
        guard isFirst else { throw Self.linkOver }
        return try await begin(
            account,
            isKept,
            old: old,
            visitor,
            clearing: [.init("code \(account.id.rawValue)", .account)]
        )
    }

    /// Uses a code up: one of the app, or one of the recovery codes.
    func use(_ code: String, of account: Account, _ visitor: Visitor?) async throws {
        let (now, id) = (instant, account.id.rawValue)
        let secret = account.sealedSecret.flatMap { seal.open($0, for: id) }
        let step = secret.flatMap { OneTimeCode.step(of: code, secret: $0, after: account.usedStep, at: now) }
        let isUsed = try await database.write { connection in
            if let step {
                // Two requests with one code: the second finds no row.
                return try !connection.execute(
                    "UPDATE accounts SET totp_step = $2 WHERE id = $1 AND totp_step < $2 RETURNING id",
                    [.text(id), .integer(step)]
                ).isEmpty
            }
            return try !connection.execute(
                """
                UPDATE account_recovery_codes SET used_at = $3
                WHERE account = $1 AND hash = $2 AND used_at IS NULL RETURNING hash
                """,
                [.text(id), .text(OneTimeCode.hash(recovery: code)), .time(now)]
            ).isEmpty
        }
        guard isUsed else {
            if let visitor { try await note(.signInFailed, account, visitor) }
            throw Self.codeRefused
        }
    }

    /// Ends the session of a request.
    package func signOut(as principal: Principal, _ session: String) async throws {
        guard let id = SessionID(session) else { return }
        _ = try await sessions.end(as: principal, id, at: instant)
    }

    /// Begins a session. The reply does not wait for the disk: a power cut in the next moments takes the session back with its line in the
    /// log, and the person signs in again.
    func begin(
        _ account: Account,
        _ isKept: Bool,
        old: Token?,
        _ visitor: Visitor,
        clearing counts: [Throttle.Count]
    ) async throws -> SignedIn {
        let (now, token) = (instant, Token())
        return try await database.writeSoon { connection in
            try Throttle.clear(counts, in: connection)
            // As it is now: another request may have locked it, or changed its password, since.
            guard let current = try AccountRows.find(account.id.rawValue, in: connection), current.locked == nil,
                current.version == account.version
            else { throw Self.refused }
            let session = try sessions.begin(
                account,
                token,
                replacing: old,
                for: visitor,
                isKept: isKept,
                at: now,
                in: connection
            )
            let device = try Self.know(account, visitor.device, at: now, in: connection)
            try connection.execute(
                "UPDATE accounts SET seen_at = $2 WHERE id = $1",
                [.text(account.id.rawValue), .time(now)]
            )
            try AuditLog.add(
                as: account.principal,
                .signedIn,
                on: session.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
            return SignedIn(account: account, token: token, session: session, device: device, isKept: isKept)
        }
    }

    /// Notes a sign-in that was refused. Without an account there is a row as well, so that the time is the same.
    private func note(_ action: AuditEntry.Action, _ account: Account?, _ visitor: Visitor) async throws {
        let now = instant
        _ = try await database.write { connection in
            try AuditLog.add(
                as: nil,
                action,
                on: account?.id.rawValue ?? "unknown",
                of: account?.id.rawValue,
                "from \(visitor.network)",
                at: now,
                in: connection
            )
        }
    }

    private static func account(_ login: String, in connection: any SQLConnection) throws(StorageError) -> Account? {
        if let email = EmailAddress(login) { return try AccountRows.find(email, in: connection) }
        if let username = Username(login) { return try AccountRows.find(username, in: connection) }
        return nil
    }

    /// What a try is counted under. A device that signed in before has a count of its own, so that others' tries never keep it out.
    private static func counts(
        _ login: String,
        _ account: Account?,
        _ visitor: Visitor,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> [Throttle.Count] {
        let device = Token(visitor.device)
        let known = try connection.execute(
            "SELECT hash FROM account_devices WHERE hash = $1 AND account = $2 AND expires_at > $3",
            [.text(device?.hash ?? ""), .text(account?.id.rawValue ?? ""), .time(now)]
        )
        if let device, !known.isEmpty { return [.init("device \(device.hash)", .device)] }
        // Address and username of one account count together.
        let name = account?.id.rawValue ?? login.lowercased()
        return [
            .init("account \(name) \(visitor.network)", .account), .init("everywhere \(name)", .everywhere),
            .init("network \(visitor.network)", .network),
        ]
    }

    /// Remembers a device.
    ///
    /// - Returns: the token it has, or a new one.
    private static func know(
        _ account: Account,
        _ device: String?,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> Token {
        let token = Token(device) ?? Token()
        let mine = try connection.execute(
            "SELECT account FROM account_devices WHERE hash = $1",
            [.text(token.hash)]
        )
        // A device of several people has a token of the last of them.
        let kept =
            try mine.first.map { row throws(StorageError) in try row.text("account") == account.id.rawValue } ?? false
        let new = kept ? token : Token()
        try connection.execute(
            """
            INSERT INTO account_devices (hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (hash) DO UPDATE SET expires_at = excluded.expires_at
            """,
            [.text(new.hash), .text(account.id.rawValue), .time(now), .time(now.advanced(byMs: SessionStore.deviceMs))]
        )
        return new
    }
}
