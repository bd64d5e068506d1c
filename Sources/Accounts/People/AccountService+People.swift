package import Core
import Database
import FoundationEssentials
import HTTPKit

/// What administrators, and the command line, do with accounts of others.
extension AccountService {
    /// Accounts in one page.
    package static let pageLength = 50
    /// How long the link for the first administrator is good, in milliseconds.
    package static let firstLinkMs = 900_000

    /// The link by which the first administrator makes an account; the start of the service prints it.
    package func makeFirstLink() async throws -> String {
        let (now, token) = (instant, Token())
        _ = try await database.write { connection in
            let link = AccountLink(account: nil, purpose: .invite, email: "", role: .administrator)
            try AccountLink.add(link, token, lifeMs: Self.firstLinkMs, at: now, in: connection)
        }
        return "\(base())/invitation?token=\(token.text)"
    }

    /// Accounts, newest first.
    ///
    /// - Parameters:
    ///   - wanted: what the address, the username or a name contains; empty for all.
    ///   - before: only those made before this one.
    /// - Throws: `request.forbidden` without `people:manage`.
    package func list(as principal: Principal, _ wanted: String = "", before: AccountID? = nil) async throws
        -> [Account]
    {
        try principal.require(.peopleManage)
        var pattern = ""
        for character in wanted.lowercased().prefix(100) {
            pattern += ["%", "_", "\\"].contains(character) ? "\\\(character)" : String(character)
        }
        let (like, last) = ("%\(pattern)%", before?.rawValue ?? "usr_~")
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT \(Account.columns) FROM accounts
                WHERE id < $1 AND (email_key LIKE $2 ESCAPE '\\' OR username_key LIKE $2 ESCAPE '\\'
                    OR LOWER(first_name) LIKE $2 ESCAPE '\\' OR LOWER(last_name) LIKE $2 ESCAPE '\\')
                ORDER BY id DESC LIMIT $3
                """,
                [.text(last), .text(like), .int(Self.pageLength)]
            ).map { row in try Account(row: row) }
        }
    }

    /// An account by its identifier, address or username.
    ///
    /// - Throws: `request.not_found`, `request.forbidden`.
    package func find(as principal: Principal, _ name: String) async throws -> Account {
        try principal.require(.peopleManage)
        let account: Account? = try await database.read { connection in
            if let id = AccountID(name) { return try AccountRows.find(id.rawValue, in: connection) }
            if let email = EmailAddress(name) { return try AccountRows.find(email, in: connection) }
            if let username = Username(name) { return try AccountRows.find(username, in: connection) }
            return nil
        }
        guard let account else { throw WebError(.notFound, "There is no account of this name.") }
        return account
    }

    /// Invites a person: by mail when there is an address and mail goes out; the link is given back in any case, for the
    /// administrator to hand on.
    ///
    /// - Parameter email: the address the account will have; empty for one that the person chooses.
    /// - Returns: the link.
    package func invite(as principal: Principal, email text: String, role: Role) async throws -> String {
        try principal.require(.peopleManage)
        let email = text.isEmpty ? nil : EmailAddress(text)
        guard text.isEmpty || email != nil else { throw WebError(.invalid, "This is no mail address.") }
        let (now, token) = (instant, Token())
        let address = "\(base())/invitation?token=\(token.text)"
        _ = try await database.write { connection in
            if let email, let known = try AccountRows.find(email, in: connection), known.confirmed != nil {
                throw WebError(.nameTaken, "There is an account with this address.")
            }
            let link = AccountLink(account: nil, purpose: .invite, email: email?.text ?? "", role: role)
            try AccountLink.add(link, token, at: now, in: connection)
            if let email, outbox.isSending {
                try outbox.add(Letters.invite(email.text, address), at: now, in: connection)
            }
            try AuditLog.add(as: principal, .invited, on: role.rawValue, of: nil, at: now, in: connection)
        }
        return address
    }

    /// Makes an account at once, for the command line.
    package func add(as principal: Principal, _ registration: Registration, role: Role) async throws -> Account {
        try principal.require(.peopleManage)
        let (email, username) = try registration.checked()
        let (hash, now) = (try await hasher.hash(registration.password), instant)
        let account = Account(
            id: AccountID(at: now.date),
            email: email,
            username: username,
            role: role,
            password: hash,
            profile: registration.profile,
            created: now,
            confirmed: now
        )
        _ = try await database.write { connection in try create(account, as: principal, at: now, in: connection) }
        return account
    }

    /// Gives an account what another owner made, such as the owner of an API key.
    package func takeOver(as principal: Principal, _ owner: String, by name: String) async throws {
        try principal.require(.admin)
        let (account, now) = (try await find(as: principal, name), instant)
        _ = try await database.write { connection in
            try takeOver(owner, by: account, as: principal, at: now, in: connection)
        }
    }

    /// Locks an account, or unlocks it. Locking ends all its sessions and refuses its keys.
    ///
    /// - Throws: `request.not_found`, `account.last_administrator`.
    package func lock(as principal: Principal, _ name: String, _ isLocked: Bool) async throws -> Account {
        let (account, now) = (try await find(as: principal, name), instant)
        _ = try await database.write { connection in
            try connection.execute(
                """
                UPDATE accounts SET locked_at = $2, version = version + 1 WHERE id = $1
                """,
                [.text(account.id.rawValue), .time(isLocked ? account.locked ?? now : nil)]
            )
            if isLocked { try Self.keepAnAdministrator(account, in: connection) }
            try AuditLog.add(
                as: principal,
                isLocked ? .accountLocked : .accountUnlocked,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
        }
        return try await find(as: principal, account.id.rawValue)
    }

    /// Gives an account another role. All its sessions end, so that none goes on with the old rights.
    ///
    /// - Throws: `request.not_found`, `account.last_administrator`.
    package func change(as principal: Principal, _ name: String, to role: Role) async throws -> Account {
        let (account, now) = (try await find(as: principal, name), instant)
        _ = try await database.write { connection in
            let isFirst = try role == .administrator && AccountRows.administrators(in: connection) == 0
            try connection.execute(
                "UPDATE accounts SET role = $2, version = version + 1 WHERE id = $1",
                [.text(account.id.rawValue), .text(role.rawValue)]
            )
            try Self.keepAnAdministrator(account, in: connection)
            try AuditLog.add(
                as: principal,
                .roleChanged,
                on: account.id.rawValue,
                of: account.id.rawValue,
                "\(account.role.rawValue) to \(role.rawValue)",
                at: now,
                in: connection
            )
            if isFirst { try takeOver("", by: account, as: principal, at: now, in: connection) }
        }
        return try await find(as: principal, account.id.rawValue)
    }

    /// Makes a link for a new password, for the administrator to hand on.
    ///
    /// - Returns: the link.
    package func makeReset(as principal: Principal, _ name: String) async throws -> String {
        let (account, now, token) = (try await find(as: principal, name), instant, Token())
        let address = "\(base())/reset?token=\(token.text)"
        _ = try await database.write { connection in
            let link = AccountLink(
                account: account.id.rawValue,
                purpose: .reset,
                email: account.email.text,
                role: account.role
            )
            try AccountLink.add(link, token, at: now, in: connection)
            if outbox.isSending { try outbox.add(Letters.reset(account, address), at: now, in: connection) }
            try AuditLog.add(
                as: principal,
                .resetSent,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
        }
        return address
    }

    /// A person who agreed to be reviewed; nil when there is none with this identifier.
    ///
    /// - Throws: `request.forbidden` without `answers:review`.
    package func reviewable(as principal: Principal, _ id: AccountID) async throws -> Account? {
        try principal.require(.answersReview)
        let account = try await database.read { connection in try AccountRows.find(id.rawValue, in: connection) }
        return account?.reviewConsent == nil ? nil : account
    }

    /// What to call the person of an account; nil when there is none.
    package func name(of id: String) async throws -> String? {
        try await database.read { connection in try AccountRows.find(id, in: connection)?.name }
    }

    /// People who agreed to be reviewed, newest first.
    ///
    /// - Throws: `request.forbidden` without `answers:review`.
    package func reviewable(as principal: Principal, before: AccountID?) async throws -> [Account] {
        try principal.require(.answersReview)
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT \(Account.columns) FROM accounts
                WHERE review_at IS NOT NULL AND confirmed_at IS NOT NULL AND ($1 = '' OR id < $1)
                ORDER BY id DESC LIMIT \(Self.pageLength)
                """,
                [.text(before?.rawValue ?? "")]
            ).map { row in try Account(row: row) }
        }
    }

    /// Whether anybody has an account here.
    package func hasAny() async throws -> Bool {
        try await database.read { connection in
            try !connection.execute("SELECT id FROM accounts WHERE confirmed_at IS NOT NULL LIMIT 1").isEmpty
        }
    }

    /// Refuses to remove the last administrator, before anything of theirs is removed.
    ///
    /// - Throws: `account.last_administrator`.
    package func checkRemovable(_ account: Account) async throws {
        let others = try await database.read { connection in try AccountRows.administrators(in: connection) }
        guard account.role == .administrator, account.locked == nil, others <= 1 else { return }
        throw Self.lastAdministrator
    }

    /// Removes an account; what other features have of it must be gone before.
    ///
    /// - Throws: `account.last_administrator`.
    package func remove(as principal: Principal, _ account: Account, _ detail: String) async throws {
        let now = instant
        _ = try await database.write { connection in
            if account.role == .administrator {
                try connection.execute(
                    "UPDATE accounts SET locked_at = $2 WHERE id = $1",
                    [.text(account.id.rawValue), .time(now)]
                )
                try Self.keepAnAdministrator(account, in: connection)
            }
            try AccountRows.remove(account.id.rawValue, in: connection)
            // Copies that were made before have rows and files of the account; nothing in them opens from now on.
            try OwnerKeyRows.destroy(of: account.id.rawValue, at: now, in: connection)
            try AuditLog.add(
                as: principal,
                .accountErased,
                on: account.id.rawValue,
                of: account.id.rawValue,
                detail,
                at: now,
                in: connection
            )
        }
    }

    private static func keepAnAdministrator(_ account: Account, in connection: any SQLConnection) throws {
        guard account.role == .administrator, account.confirmed != nil, account.locked == nil,
            try AccountRows.administrators(in: connection) == 0
        else { return }
        throw lastAdministrator
    }

    private static let lastAdministrator = WebError(
        .lastAdministrator,
        "This is the only administrator who can sign in. Make another one first: debrief accounts role NAME administrator."
    )
}
