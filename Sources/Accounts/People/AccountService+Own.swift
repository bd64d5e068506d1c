import Catalogue
package import Core
import Database
import FoundationEssentials
import HTTPKit

/// What a person does with their own account.
extension AccountService {
    /// Personal tokens of one account.
    package static let maxTokens = 20

    /// The principal's account.
    ///
    /// - Throws: `request.not_found` for a principal without one.
    package func account(as principal: Principal) async throws -> Account {
        let account = try await database.read { connection in try AccountRows.find(principal.owner, in: connection) }
        guard let account else { throw WebError(.notFound, "You have no account here.") }
        return account
    }

    /// The principal's account, when the password is right: before anything that a stolen session must not do.
    ///
    /// - Throws: `account.sign_in`, `account.paused`.
    package func proven(as principal: Principal, _ password: String) async throws -> Account {
        guard principal.kind == .user else { throw WebError(.forbidden, "This needs a session; a key cannot do it.") }
        let account = try await account(as: principal)
        let (now, count) = (instant, Throttle.Count("password \(account.id.rawValue)", .device))
        let wait = try await database.write { connection in try Throttle.take([count], at: now, in: connection) }
        if let wait { throw Self.paused(wait) }
        guard try await hasher.verify(password, account.password) else {
            throw WebError(.signInFailed, "This is not your password.")
        }
        _ = try await database.write { connection in try Throttle.clear([count], in: connection) }
        return account
    }

    /// Changes the password. Every other session ends.
    ///
    /// - Throws: `account.sign_in`, `account.password`.
    package func change(
        as principal: Principal,
        password current: String,
        to new: String,
        keeping session: String?
    ) async throws {
        let account = try await proven(as: principal, current)
        try Self.check(new, own: account.ownWords)
        let (hash, now) = (try await hasher.hash(new), instant)
        _ = try await database.write { connection in
            try AccountRows.set(password: hash, of: account, keeping: session, in: connection)
            try outbox.add(Letters.notice(account, "password", base()), at: now, in: connection)
            try AuditLog.add(
                as: principal,
                .passwordChanged,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
        }
    }

    /// Sends a link to a new address; it is used once the link was followed. Nothing tells whether another account has it.
    package func change(as principal: Principal, email text: String, password: String) async throws {
        guard let email = EmailAddress(text) else { throw WebError(.invalid, "This is no mail address.") }
        let account = try await proven(as: principal, password)
        let (now, token) = (instant, Token())
        _ = try await database.write { connection in
            let quota = Throttle.Count("mail \(email.key)", .recipient)
            guard try Throttle.take([quota], at: now, in: connection) == nil else { return }
            let other = try AccountRows.find(email, in: connection)
            guard other?.confirmed == nil || other?.id == account.id else { return }
            let link = AccountLink(account: account.id.rawValue, purpose: .email, email: email.text, role: account.role)
            try AccountLink.add(link, token, at: now, in: connection)
            let letter = Letters.email(account, to: email, "\(base())/confirm?email=1&token=\(token.text)")
            try outbox.add(letter, at: now, in: connection)
        }
    }

    /// What may be changed of a profile; nil leaves a part as it is.
    package struct ProfileChange: Sendable {
        /// Given name.
        package var firstName: String?
        /// Family name.
        package var lastName: String?
        /// Phone number.
        package var phone: String?
        /// The unique name.
        package var username: String?
        /// The language of pages and mails, by its code; empty for what the browser asks for.
        package var language: String?
        /// Whether reviewers may look at the person's answers.
        package var allowsReview: Bool?

        /// No change.
        package init() {}
    }

    /// Changes the profile.
    ///
    /// - Throws: `request.invalid`, `account.name_taken`.
    package func change(as principal: Principal, profile change: ProfileChange) async throws -> Account {
        let account = try await account(as: principal)
        let profile = Profile(
            firstName: change.firstName ?? account.profile.firstName,
            lastName: change.lastName ?? account.profile.lastName,
            phone: change.phone ?? account.profile.phone
        )
        let username =
            try change.username.map { text throws(WebError) in
                guard let username = Username(text) else { throw WebError(.invalid, Username.rule) }
                return username
            } ?? account.username
        let language = change.language.map { Language(rawValue: $0) } ?? account.language
        let now = instant
        let consent = change.allowsReview.map { $0 ? account.reviewConsent ?? now : nil } ?? account.reviewConsent
        _ = try await database.write { connection in
            if let holder = try AccountRows.find(username, in: connection), holder.id != account.id {
                throw WebError(.nameTaken, "This username is taken; choose another.")
            }
            try connection.execute(
                """
                UPDATE accounts SET first_name = $2, last_name = $3, phone = $4, username = $5, username_key = $6,
                    review_at = $7, language = $8
                WHERE id = $1
                """,
                [
                    .text(account.id.rawValue), .text(profile.firstName), .text(profile.lastName), .text(profile.phone),
                    .text(username.text), .text(username.key), .time(consent),
                    language.map { .text($0.code) } ?? .null,
                ]
            )
            guard (consent == nil) != (account.reviewConsent == nil) else { return }
            try AuditLog.add(
                as: principal,
                .consentChanged,
                on: account.id.rawValue,
                of: account.id.rawValue,
                consent == nil ? "reviewers may not look" : "reviewers may look",
                at: now,
                in: connection
            )
        }
        return try await self.account(as: principal)
    }

    /// Begins to set up a second factor; it counts once a code of it was sent.
    ///
    /// - Returns: the secret for the app.
    package func beginSecondFactor(as principal: Principal, password: String) async throws -> [UInt8] {
        let account = try await proven(as: principal, password)
        guard account.secondFactor == nil else { throw WebError(.invalid, "The second factor is on already.") }
        let secret = OneTimeCode.makeSecret()
        let sealed = try seal.seal(secret, for: account.id.rawValue)
        _ = try await database.write { connection in
            try connection.execute(
                "UPDATE accounts SET totp_secret = $2, totp_step = 0 WHERE id = $1 AND totp_at IS NULL",
                [.text(account.id.rawValue), .text(sealed)]
            )
        }
        return secret
    }

    /// The address that hands a secret to an app.
    package func appAddress(_ secret: [UInt8], of account: Account) -> String {
        "otpauth://totp/Debrief:\(account.email.text.percentEncoded())?secret=\(OneTimeCode.text(secret))&issuer=Debrief"
    }

    /// Turns the second factor on, with a code of the app.
    ///
    /// - Returns: the recovery codes, shown once.
    package func enableSecondFactor(as principal: Principal, code: String) async throws -> [String] {
        let account = try await account(as: principal)
        guard account.secondFactor == nil, account.sealedSecret != nil else {
            throw WebError(.invalid, "Begin to set up the second factor first.")
        }
        try await use(code, of: account, nil)
        let (codes, now) = (OneTimeCode.makeRecoveryCodes(), instant)
        _ = try await database.write { connection in
            try connection.execute(
                "DELETE FROM account_recovery_codes WHERE account = $1",
                [.text(account.id.rawValue)]
            )
            for code in codes {
                try connection.execute(
                    "INSERT INTO account_recovery_codes (account, hash) VALUES ($1, $2)",
                    [.text(account.id.rawValue), .text(OneTimeCode.hash(recovery: code))]
                )
            }
            try connection.execute(
                "UPDATE accounts SET totp_at = $2 WHERE id = $1",
                [.text(account.id.rawValue), .time(now)]
            )
            try outbox.add(Letters.notice(account, "factorOn", base()), at: now, in: connection)
            try AuditLog.add(
                as: principal,
                .secondFactorOn,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
        }
        return codes
    }

    /// Turns the second factor off.
    package func disableSecondFactor(as principal: Principal, password: String) async throws {
        let account = try await proven(as: principal, password)
        let now = instant
        _ = try await database.write { connection in
            try connection.execute(
                "UPDATE accounts SET totp_at = NULL, totp_secret = NULL, totp_step = 0 WHERE id = $1",
                [.text(account.id.rawValue)]
            )
            try connection.execute(
                "DELETE FROM account_recovery_codes WHERE account = $1",
                [.text(account.id.rawValue)]
            )
            try outbox.add(
                Letters.notice(account, "factorOff", base()),
                at: now,
                in: connection
            )
            try AuditLog.add(
                as: principal,
                .secondFactorOff,
                on: account.id.rawValue,
                of: account.id.rawValue,
                at: now,
                in: connection
            )
        }
    }

    /// Makes a personal token: a key that a program uses in the person's name.
    ///
    /// - Returns: the key, shown once.
    /// - Throws: `request.invalid` for a scope a personal token cannot have, `account.too_many`.
    package func makeToken(
        as principal: Principal,
        name: String,
        scopes: Set<Permission>,
        days: Int
    ) async throws -> AccessKey {
        guard principal.kind == .user else { throw WebError(.forbidden, "This needs a session; a key makes no keys.") }
        let name = name.trimmed
        guard (1...100).contains(name.count), !name.contains(where: \.isNewline) else {
            throw WebError(.invalid, "name wants one line of 1 to 100 characters.")
        }
        guard !scopes.isEmpty, scopes.isSubset(of: [.answersRead, .answersWrite]) else {
            throw WebError(.invalid, "scopes wants answers:read, answers:write or both.")
        }
        guard (1...366).contains(days) else { throw WebError(.invalid, "days wants 1 to 366.") }
        let (now, key) = (instant, AccessKey())
        let stored = StoredKey(
            prefix: key.prefix,
            hash: key.hash,
            name: name,
            owner: principal.owner,
            scopes: scopes,
            created: now,
            expires: now.advanced(byMs: days * 86_400_000)
        )
        let isAdded = try await database.write { connection in
            let count = try connection.execute(
                """
                SELECT COUNT(*) AS number FROM api_keys
                WHERE owner = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
                """,
                [.text(principal.owner), .time(now)]
            )
            guard try count.first?.int("number") ?? 0 < Self.maxTokens else { return false }
            guard try KeyStore.insert(stored, in: connection) else { return false }
            try AuditLog.add(
                as: principal,
                .tokenCreated,
                on: key.prefix,
                of: principal.owner,
                scopes.sorted().map(\.rawValue).joined(separator: " "),
                at: now,
                in: connection
            )
            return true
        }
        guard isAdded else {
            throw WebError(.tooManyOfAccount, "You have \(Self.maxTokens) tokens already; revoke one first.")
        }
        return key
    }

    /// The principal's personal tokens, oldest first.
    package func tokens(as principal: Principal) async throws -> [StoredKey] {
        try await database.read { connection in
            try connection.execute(
                "SELECT * FROM api_keys WHERE owner = $1 ORDER BY created_at, prefix",
                [.text(principal.owner)]
            ).map { row in try StoredKey(row: row) }
        }
    }

    /// Revokes a personal token.
    ///
    /// - Throws: `request.not_found`.
    package func revokeToken(as principal: Principal, _ prefix: String) async throws {
        let now = instant
        let isThere = try await database.write { connection in
            let rows = try connection.execute(
                "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $3) WHERE prefix = $1 AND owner = $2 RETURNING prefix",
                [.text(prefix), .text(principal.owner), .time(now)]
            )
            guard !rows.isEmpty else { return false }
            try AuditLog.add(as: principal, .tokenRevoked, on: prefix, of: principal.owner, at: now, in: connection)
            return true
        }
        guard isThere else { throw WebError(.notFound, "You have no token with this name.") }
    }

    /// Writes down that everything of the principal was downloaded.
    package func noteExport(as principal: Principal) async throws {
        let now = instant
        _ = try await database.write { connection in
            try AuditLog.add(
                as: principal,
                .accountExported,
                on: principal.owner,
                of: principal.owner,
                at: now,
                in: connection
            )
        }
    }
}
