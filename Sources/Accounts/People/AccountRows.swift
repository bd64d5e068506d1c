import Core
import Database

/// Reading and writing accounts inside a transaction. Services decide who may.
enum AccountRows {
    /// Writes a new account; false when the address or the username is another's.
    static func insert(_ account: Account, in connection: any SQLConnection) throws(StorageError) -> Bool {
        try !connection.execute(
            """
            INSERT INTO accounts
                (id, email, email_key, username, username_key, role, password, first_name, last_name, phone, created_at,
                 confirmed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id
            """,
            [
                .text(account.id.rawValue), .text(account.email.text), .text(account.email.key),
                .text(account.username.text), .text(account.username.key), .text(account.role.rawValue),
                account.password.map { .text($0) } ?? .null, .text(account.profile.firstName),
                .text(account.profile.lastName), .text(account.profile.phone), .time(account.created),
                .time(account.confirmed),
            ]
        ).isEmpty
    }

    /// An account by its identifier.
    static func find(_ id: String, in connection: any SQLConnection) throws(StorageError) -> Account? {
        try one("id = $1", id, in: connection)
    }

    /// An account by its address.
    static func find(_ email: EmailAddress, in connection: any SQLConnection) throws(StorageError) -> Account? {
        try one("email_key = $1", email.key, in: connection)
    }

    /// An account by its username.
    static func find(_ username: Username, in connection: any SQLConnection) throws(StorageError) -> Account? {
        try one("username_key = $1", username.key, in: connection)
    }

    private static func one(
        _ condition: String,
        _ value: String,
        in connection: any SQLConnection
    ) throws(StorageError) -> Account? {
        let rows = try connection.execute(
            "SELECT \(Account.columns) FROM accounts WHERE \(condition)",
            [.text(value)]
        )
        guard let row = rows.first else { return nil }
        return try Account(row: row)
    }

    /// Sets a password. Everything that was open with the old one ends, but for a session that is named.
    static func set(
        password: String,
        of account: Account,
        keeping session: String?,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            "UPDATE accounts SET password = $2, version = version + 1 WHERE id = $1",
            [.text(account.id.rawValue), .text(password)]
        )
        try connection.execute(
            "UPDATE account_sessions SET version = version + 1 WHERE account = $1 AND id = $2",
            [.text(account.id.rawValue), .text(session ?? "")]
        )
        try connection.execute(
            "DELETE FROM account_sessions WHERE account = $1 AND id <> $2",
            [.text(account.id.rawValue), .text(session ?? "")]
        )
        try connection.execute(
            "DELETE FROM account_links WHERE account = $1 AND purpose IN ('reset', 'code')",
            [.text(account.id.rawValue)]
        )
    }

    /// How many accounts administer the installation and can sign in.
    static func administrators(in connection: any SQLConnection) throws(StorageError) -> Int {
        let rows = try connection.execute(
            """
            SELECT COUNT(*) AS number FROM accounts
            WHERE role = 'administrator' AND confirmed_at IS NOT NULL AND locked_at IS NULL
            """
        )
        return try rows.first?.int("number") ?? 0
    }

    /// Removes an account with everything that only it has here.
    static func remove(_ id: String, in connection: any SQLConnection) throws(StorageError) {
        for table in ["account_links", "account_sessions", "account_devices", "account_recovery_codes", "outbox"] {
            try connection.execute("DELETE FROM \(table) WHERE account = $1", [.text(id)])
        }
        try connection.execute("DELETE FROM api_keys WHERE owner = $1", [.text(id)])
        try connection.execute("DELETE FROM accounts WHERE id = $1", [.text(id)])
    }
}

/// What a link that is sent or shown is for. The raw values are stored and never change.
enum LinkPurpose: String, Sendable {
    case confirm
    case reset
    case invite
    case email
    /// The second step of a sign-in.
    case code

    /// How long it is good, in milliseconds.
    var lifeMs: Int {
        switch self {
        case .confirm, .email: 60 * 60_000
        case .reset: 30 * 60_000
        case .invite: 7 * 86_400_000
        case .code: 5 * 60_000
        }
    }
}

/// A link to one thing that can be done once.
struct AccountLink: Sendable {
    var account: String?
    var purpose: LinkPurpose
    var email: String
    var role: Role

    /// Writes a link; an older one of the same account and purpose opens nothing any more.
    static func add(
        _ link: AccountLink,
        _ token: Token,
        lifeMs: Int? = nil,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            "DELETE FROM account_links WHERE purpose = $1 AND (account = $2 OR account IS NULL AND email = $3 AND email <> '')",
            [.text(link.purpose.rawValue), .text(link.account ?? ""), .text(link.email)]
        )
        try connection.execute(
            """
            INSERT INTO account_links (hash, account, purpose, email, role, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .text(token.hash), link.account.map { .text($0) } ?? .null, .text(link.purpose.rawValue),
                .text(link.email), .text(link.role.rawValue), .time(now),
                .time(now.advanced(byMs: lifeMs ?? link.purpose.lifeMs)),
            ]
        )
    }

    /// The link with a token, when it is still good. Links made later than now are not: the clock went back.
    static func find(
        _ token: Token,
        _ purpose: LinkPurpose,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> AccountLink? {
        let rows = try connection.execute(
            """
            SELECT account, email, role FROM account_links
            WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND created_at <= $3
            """,
            [.text(token.hash), .text(purpose.rawValue), .time(now)]
        )
        guard let row = rows.first else { return nil }
        return AccountLink(
            account: try row.optionalText("account"),
            purpose: purpose,
            email: try row.text("email"),
            role: try row.choice("role")
        )
    }

    /// Uses a link up.
    ///
    /// - Returns: false when another request did so first.
    static func use(_ token: Token, at now: Instant, in connection: any SQLConnection) throws(StorageError) -> Bool {
        try !connection.execute(
            "UPDATE account_links SET used_at = $2 WHERE hash = $1 AND used_at IS NULL RETURNING hash",
            [.text(token.hash), .time(now)]
        ).isEmpty
    }
}
