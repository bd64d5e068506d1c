import Core
import Database
import HTTPKit

extension AccountService {
    /// Confirms an address: with the link that was sent there and the password that was chosen, so that no person confirms an account
    /// that another person began for them.
    ///
    /// - Throws: `account.link`, `account.sign_in`, `account.paused`.
    package func confirm(_ token: Token, password: String, old: Token?, from visitor: Visitor) async throws -> SignedIn
    {
        let now = instant
        let found: (Account?, Int?) = try await database.write { connection in
            guard let link = try AccountLink.find(token, .confirm, at: now, in: connection), let id = link.account
            else {
                return (nil, nil)
            }
            let count = Throttle.Count("confirm \(token.hash)", .account)
            return (try AccountRows.find(id, in: connection), try Throttle.take([count], at: now, in: connection))
        }
        guard let account = found.0 else { throw Self.linkOver }
        if let wait = found.1 { throw Self.paused(wait) }
        guard try await hasher.verify(password, account.password) else {
            throw WebError(.signInFailed, "This is not the password you chose when you registered.")
        }
        let isFirst = try await database.write { connection in
            guard try AccountLink.use(token, at: now, in: connection) else { return false }
            try connection.execute(
                "UPDATE accounts SET confirmed_at = $2 WHERE id = $1",
                [.text(account.id.rawValue), .time(now)]
            )
            try AuditLog.add(
                as: account.principal,
                .accountConfirmed,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
            return true
        }
        guard isFirst else { throw Self.linkOver }
        return try await begin(account, false, old: old, visitor, clearing: [])
    }

    /// Sets a new password with the link that was sent. Every session ends, and this device is known from now on, so that a pause
    /// of sign-ins does not concern it.
    ///
    /// - Returns: the token of the device.
    /// - Throws: `account.link`, `account.password`, `account.paused`.
    package func reset(_ token: Token, password: String, from visitor: Visitor) async throws -> Token {
        let now = instant
        let account = try await holder(of: token, .reset)
        try Self.check(password, own: account.ownWords)
        let hash = try await hasher.hash(password)
        let device = Token()
        let isFirst = try await database.write { connection in
            guard try AccountLink.use(token, at: now, in: connection) else { return false }
            try AccountRows.set(password: hash, of: account, keeping: nil, in: connection)
            try Throttle.clear(
                [.init("account \(account.id.rawValue) \(visitor.network)", .account)],
                in: connection
            )
            try connection.execute(
                "DELETE FROM account_devices WHERE account = $1",
                [.text(account.id.rawValue)]
            )
            try connection.execute(
                "INSERT INTO account_devices (hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4)",
                [
                    .text(device.hash), .text(account.id.rawValue), .time(now),
                    .time(now.advanced(byMs: SessionStore.deviceMs)),
                ]
            )
            try outbox.add(
                Letters.notice(account, "reset", base()),
                at: now,
                in: connection
            )
            try AuditLog.add(
                as: nil,
                .passwordReset,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
            return true
        }
        guard isFirst else { throw Self.linkOver }
        return device
    }

    /// Whose link it is, for a page that asks for a new password.
    func holder(of token: Token, _ purpose: LinkPurpose) async throws -> Account {
        let now = instant
        let account: Account? = try await database.read { connection in
            guard let link = try AccountLink.find(token, purpose, at: now, in: connection), let id = link.account else {
                return nil
            }
            return try AccountRows.find(id, in: connection)
        }
        guard let account, account.locked == nil else { throw Self.linkOver }
        return account
    }

    /// The address of an invitation; empty when it is for any address.
    ///
    /// - Throws: `account.link`.
    package func invitation(_ token: Token) async throws -> String {
        let now = instant
        let link = try await database.read { connection in
            try AccountLink.find(token, .invite, at: now, in: connection)
        }
        guard let link else { throw Self.linkOver }
        return link.email
    }

    /// Makes an account with an invitation and signs its person in. The first administrator takes over what the local operator made.
    ///
    /// - Throws: `account.link`, `request.invalid`, `account.password`, `account.name_taken`.
    package func accept(
        _ token: Token,
        _ registration: Registration,
        old: Token?,
        from visitor: Visitor
    ) async throws -> SignedIn {
        let now = instant
        let invited = try await invitation(token)
        var registration = registration
        if !invited.isEmpty { registration.email = invited }
        let (email, username) = try registration.checked()
        let hash = try await hasher.hash(registration.password)
        let profile = registration.profile
        let account: Account = try await database.write { connection in
            guard let link = try AccountLink.find(token, .invite, at: now, in: connection) else { throw Self.linkOver }
            if let known = try AccountRows.find(email, in: connection) {
                // The holder of an invitation for any address learns no more than that this one will not do.
                guard known.confirmed == nil else {
                    throw WebError(.nameTaken, "Use another address for this account.")
                }
                try AccountRows.remove(known.id.rawValue, in: connection)
            }
            let account = Account(
                id: AccountID(at: now.date),
                email: email,
                username: username,
                role: link.role,
                password: hash,
                profile: profile,
                created: now,
                confirmed: now
            )
            try create(account, as: nil, at: now, in: connection)
            guard try AccountLink.use(token, at: now, in: connection) else { throw Self.linkOver }
            return account
        }
        return try await begin(account, false, old: old, visitor, clearing: [])
    }

    /// Writes a confirmed account. The first administrator takes over what the local operator made.
    func create(
        _ account: Account,
        as principal: Principal?,
        at now: Instant,
        in connection: any SQLConnection
    ) throws {
        let isFirst = try account.role == .administrator && AccountRows.administrators(in: connection) == 0
        guard try AccountRows.insert(account, in: connection) else {
            throw WebError(.nameTaken, "This username or address is taken; choose another.")
        }
        let id = account.id.rawValue
        try AuditLog.add(as: principal, .accountCreated, on: id, of: id, account.role.rawValue, at: now, in: connection)
        guard isFirst else { return }
        try takeOver("", by: account, as: principal, at: now, in: connection)
    }

    /// Gives an account what another owner made.
    func takeOver(
        _ owner: String,
        by account: Account,
        as principal: Principal?,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) {
        var counts: [String] = []
        for table in ownedTables {
            let rows = try connection.execute(
                "UPDATE \(table) SET owner = $2 WHERE owner = $1 RETURNING owner",
                [.text(owner), .text(account.id.rawValue)]
            )
            if !rows.isEmpty { counts.append("\(table) \(rows.count)") }
        }
        guard !counts.isEmpty else { return }
        try AuditLog.add(
            as: principal,
            .tookOver,
            on: owner.isEmpty ? "local operator" : owner,
            of: account.id.rawValue,
            counts.joined(separator: ", "),
            at: now,
            in: connection
        )
    }

    /// Uses a new address, with the link that was sent there.
    ///
    /// - Throws: `account.link`.
    package func confirmEmail(_ token: Token) async throws {
        let now = instant
        let account = try await holder(of: token, .email)
        let isDone = try await database.write { connection in
            guard let link = try AccountLink.find(token, .email, at: now, in: connection),
                let email = EmailAddress(link.email), try AccountLink.use(token, at: now, in: connection)
            else { return false }
            if let other = try AccountRows.find(email, in: connection), other.id != account.id {
                guard other.confirmed == nil else { return false }
                try AccountRows.remove(other.id.rawValue, in: connection)
            }
            try connection.execute(
                "UPDATE accounts SET email = $2, email_key = $3 WHERE id = $1",
                [.text(account.id.rawValue), .text(email.text), .text(email.key)]
            )
            // To the old address: its owner must learn of a change that was not theirs.
            try outbox.add(
                Letters.notice(account, "address", base()),
                at: now,
                in: connection
            )
            try AuditLog.add(
                as: account.principal,
                .emailChanged,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
            return true
        }
        guard isDone else { throw Self.linkOver }
    }
}
